import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import { columnName, type SecretName } from '../content-types/columns';
import type { columns as appColumns } from '../content-types/connected-app/columns';
import type { columns as connectionColumns } from '../content-types/connection/columns';
import type { Sealer } from '../crypto/key-ring';
import { envelopePrefix } from '../crypto/secret-box';
import { BOUND_COLUMNS, boundValues } from './connection-rows';
import { DESTINATION_COLUMNS, destinationsFromColumns, renewedMac } from './destinations-mac';

export type SealedRow = { id: number; uid: string } & Record<string, unknown>;

/** The same value, sealed with the current key; null if it does not open in its row. */
type Renew = (sealer: Sealer, sealed: string, row: SealedRow) => string | null;

/** A column that holds envelopes or MACs. */
export interface SealedColumn {
  column: string;
  renewed: Renew;
}

export interface SealedTable {
  contentType: string;
  columns: readonly SealedColumn[];
  /** Columns that the sealed ones are bound to. */
  boundTo: readonly string[];
  /** Columns besides the sealed ones that must be unchanged since the read. */
  fence: readonly string[];
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const envelope =
  (table: string, boundTo: readonly string[] = []) =>
  (field: string): Renew =>
  (sealer, sealed, row) => {
    const values = boundTo.map((name) => textOrNull(row[name]));
    const location = { table, uid: row.uid, field, boundTo: boundValues(values) };
    try {
      return sealer.seal(sealer.open(sealed, location), location);
    } catch {
      return null;
    }
  };

const token = envelope('connected_apps_connections', BOUND_COLUMNS);

const clientSecret = envelope('connected_apps');

const destinationsMac =
  (): Renew =>
  (sealer, sealed, { uid, key, ...columns }) =>
    renewedMac(sealer, sealed, { ...destinationsFromColumns(columns), uid, key: String(key) });

/** For every secret column of the table, by field. */
const sealedColumns = <Table>(
  renewOf: Record<SecretName<Table>, (field: string) => Renew>
): SealedColumn[] =>
  Object.entries<(field: string) => Renew>(renewOf).map(([field, renew]) => ({
    column: columnName(field),
    renewed: renew(field),
  }));

/**
 * The tables that hold long-lived secrets. The secrets of an authorization request live for minutes
 * and are deleted with it, so they are not re-encrypted.
 */
export const SEALED_TABLES = {
  apps: {
    contentType: UID.app,
    columns: sealedColumns<typeof appColumns>({
      clientSecret,
      previousClientSecret: clientSecret,
      assertionKey: clientSecret,
      clientKeys: clientSecret,
      destinationsMac,
    }),
    boundTo: ['key', ...DESTINATION_COLUMNS],
    fence: [],
  },
  connections: {
    contentType: UID.connection,
    columns: sealedColumns<typeof connectionColumns>({ accessToken: token, refreshToken: token }),
    boundTo: BOUND_COLUMNS,
    fence: ['token_version'],
  },
} as const satisfies Record<string, SealedTable>;

export type SealedTableName = keyof typeof SEALED_TABLES;

/** Compares bytes, because LIKE, and also `=` on MySQL, treats the key `K1` as `k1`. */
export const isSealedWith = (strapi: Core.Strapi, column: string, kid: string) => {
  const prefix = envelopePrefix(kid);
  const start = `substr(??, 1, ${prefix.length})`;
  const bytes = strapi.db.dialect.client === 'mysql' ? `CAST(${start} AS BINARY)` : start;
  return strapi.db.connection.raw(`(${bytes} = ?)`, [column, prefix]);
};
