import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import type { Sealer } from '../crypto/key-ring';
import { envelopePrefix } from '../crypto/secret-box';
import { BOUND_COLUMNS } from './connection-rows';
import { DESTINATION_COLUMNS, destinationsFromColumns, renewedMac } from './destinations-mac';

export type SealedRow = { id: number; uid: string } & Record<string, unknown>;

/** A column that holds envelopes or MACs. */
export interface SealedColumn {
  column: string;
  /** The same value, sealed with the current key; null if it does not open in its row. */
  renewed(sealer: Sealer, sealed: string, row: SealedRow): string | null;
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

const envelope = (
  table: string,
  column: string,
  field: string,
  boundTo: readonly string[] = []
): SealedColumn => ({
  column,
  renewed(sealer, sealed, row) {
    const values = boundTo.map((name) => textOrNull(row[name]));
    const location = { table, uid: row.uid, field, boundTo: values };
    try {
      return sealer.seal(sealer.open(sealed, location), location);
    } catch {
      return null;
    }
  },
});

const token = (column: string, field: string) =>
  envelope('connected_apps_connections', column, field, BOUND_COLUMNS);

const clientSecret = (column: string, field: string) => envelope('connected_apps', column, field);

const destinationsMac: SealedColumn = {
  column: 'destinations_mac',
  renewed: (sealer, sealed, { uid, key, ...columns }) =>
    renewedMac(sealer, sealed, { ...destinationsFromColumns(columns), uid, key: String(key) }),
};

/**
 * The tables that hold long-lived secrets. The secrets of an authorization request live for minutes
 * and are deleted with it, so they are not re-encrypted.
 */
export const SEALED_TABLES = {
  apps: {
    contentType: UID.app,
    columns: [
      clientSecret('client_secret', 'clientSecret'),
      clientSecret('previous_client_secret', 'previousClientSecret'),
      destinationsMac,
    ],
    boundTo: ['key', ...DESTINATION_COLUMNS],
    fence: [],
  },
  connections: {
    contentType: UID.connection,
    columns: [token('access_token', 'accessToken'), token('refresh_token', 'refreshToken')],
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
