import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import { envelopePrefix, type SecretLocation } from '../crypto/secret-box';
import type { Secrets } from './secrets';

const BATCH_SIZE = 100;
const COUNTED_AT_ONCE = 2_000;

type QueryBuilder = ReturnType<Core.Strapi['db']['getConnection']>;

/** A column that holds an envelope, and the field that the envelope is bound to. */
interface SealedColumn {
  column: string;
  field: string;
}

interface SealedTable {
  contentType: string;
  /** As in the additional data of the envelopes. */
  table: string;
  columns: readonly SealedColumn[];
  /** What must be as it was read, beside the envelopes themselves. */
  fence: readonly string[];
}

/**
 * Where secrets stay for long. Those of an authorization request live for minutes and go with it,
 * so they are left to the key that they were sealed with.
 */
export const SEALED_TABLES = {
  apps: {
    contentType: UID.app,
    table: 'connected_apps',
    columns: [
      { column: 'client_secret', field: 'clientSecret' },
      { column: 'previous_client_secret', field: 'previousClientSecret' },
    ],
    fence: [],
  },
  connections: {
    contentType: UID.connection,
    table: 'connected_apps_connections',
    columns: [
      { column: 'access_token', field: 'accessToken' },
      { column: 'refresh_token', field: 'refreshToken' },
    ],
    fence: ['token_version'],
  },
} as const satisfies Record<string, SealedTable>;

export type SealedTableName = keyof typeof SEALED_TABLES;

export type SealedRow = { id: number; uid: string } & Record<string, string | number | null>;

/**
 * `changed`: by somebody else meanwhile, who has sealed it anew. `unreadable`: a secret of the row
 * does not open.
 */
export type ReEncryptionResult = 'done' | 'changed' | 'unreadable';

export interface SealedCounts {
  /** Rows of which a secret is sealed with a key that is missing or wrong. */
  unreadable: number;
  /** Rows of which a secret is sealed with a key that opens, but is not the current one. */
  sealedWithFormerKeys: number;
}

/**
 * Seals anew what was sealed with another key than the current one. An envelope names its key, so
 * the rows themselves say what is left to do: a run that was killed is taken up by the next one.
 */
export const createReEncryption = (strapi: Core.Strapi, secrets: Secrets) => {
  const rowsOf = ({ contentType }: SealedTable) =>
    strapi.db.getConnection(strapi.db.metadata.get(contentType).tableName);

  /** Byte by byte: LIKE, and `=` on MySQL, take the key `K1` for `k1`. */
  const isSealedWith = (column: string, kid: string) => {
    const prefix = envelopePrefix(kid);
    const start = `substr(??, 1, ${prefix.length})`;
    const bytes = strapi.db.dialect.client === 'mysql' ? `CAST(${start} AS BINARY)` : start;
    return strapi.db.connection.raw(`(${bytes} = ?)`, [column, prefix]);
  };

  /** Rows of which a secret is sealed with one of these keys. */
  const whereSealedWithAny =
    ({ columns }: SealedTable, kids: readonly string[]) =>
    (rows: QueryBuilder) => {
      for (const { column } of columns) {
        for (const kid of kids) rows.orWhere(isSealedWith(column, kid));
      }
    };

  /** Rows of which a secret is sealed with none of these keys. */
  const whereSealedOtherwise =
    ({ columns }: SealedTable, kids: readonly string[]) =>
    (rows: QueryBuilder) => {
      for (const { column } of columns) {
        rows.orWhere((row) => {
          row.whereNotNull(column);
          for (const kid of kids) row.whereNot(isSealedWith(column, kid));
        });
      }
    };

  /** The keys that open but do not seal. */
  const formerKeyIds = (): string[] =>
    secrets.usableKeyIds().filter((kid) => kid !== secrets.currentKeyId());

  const reSeal = (envelope: string, location: SecretLocation): string | null => {
    try {
      return secrets.seal(secrets.open(envelope, location), location);
    } catch {
      return null;
    }
  };

  /** By column: what is not sealed with the current key, sealed with it; null where it does not open. */
  const reSealed = (
    { table, columns }: SealedTable,
    row: SealedRow,
    currentKeyId: string
  ): [string, string | null][] =>
    columns.flatMap(({ column, field }): [string, string | null][] => {
      const envelope = row[column];
      if (typeof envelope !== 'string') return [];
      if (envelope.startsWith(envelopePrefix(currentKeyId))) return [];
      return [[column, reSeal(envelope, { table, uid: row.uid, field })]];
    });

  /**
   * The table in pieces of so many ids, with room for others between them: on SQLite nothing else
   * happens in the process while it reads, and it answers before the event loop turns.
   */
  async function* piecesOf(table: SealedTable, size: number): AsyncGenerator<[number, number]> {
    for (let afterId = 0; ;) {
      const [row] = await rowsOf(table).where('id', '>', afterId).min({ firstId: 'id' });
      if (typeof row?.firstId !== 'number') return;
      const lastId = row.firstId + size - 1;
      yield [row.firstId, lastId];
      afterId = lastId;
      await nextTurn();
    }
  }

  const countWhere = async (
    table: SealedTable,
    piece: [number, number],
    condition: (rows: QueryBuilder) => void
  ): Promise<number> => {
    const rows = rowsOf(table).whereBetween('id', piece).andWhere(condition);
    const [row] = await rows.count({ count: '*' });
    return Number(row?.count ?? 0);
  };

  return {
    /** Rows that are sealed with a former key, some at a time. Without such keys nothing is read. */
    async *batches(name: SealedTableName): AsyncGenerator<SealedRow[]> {
      const table: SealedTable = SEALED_TABLES[name];
      const kids = formerKeyIds();
      if (kids.length === 0) return;
      const columns = table.columns.map(({ column }) => column);
      for await (const piece of piecesOf(table, BATCH_SIZE)) {
        const rows: SealedRow[] = await rowsOf(table)
          .whereBetween('id', piece)
          .andWhere(whereSealedWithAny(table, kids))
          .select('id', 'uid', ...table.fence, ...columns);
        if (rows.length > 0) yield rows;
      }
    },

    /**
     * Compare-and-swap: takes effect only while the row holds what was read, so that a token that
     * is renewed meanwhile is never overwritten, and two instances may do the same work. What does
     * not open stays as it is.
     */
    async reEncrypt(name: SealedTableName, row: SealedRow): Promise<ReEncryptionResult> {
      const table: SealedTable = SEALED_TABLES[name];
      const currentKeyId = secrets.currentKeyId();
      if (currentKeyId === null) return 'unreadable';
      const sealed = reSealed(table, row, currentKeyId);
      const opened = sealed.filter(([, envelope]) => envelope !== null);
      if (opened.length === 0) return 'unreadable';
      const compared = ['uid', ...table.fence, ...table.columns.map(({ column }) => column)];
      const asRead = Object.fromEntries(compared.map((column) => [column, row[column]]));
      const count: number = await rowsOf(table).where(asRead).update(Object.fromEntries(opened));
      if (count !== 1) return 'changed';
      return opened.length === sealed.length ? 'done' : 'unreadable';
    },

    /** Counted by the database; no secret is opened. */
    async count(name: SealedTableName): Promise<SealedCounts> {
      const table: SealedTable = SEALED_TABLES[name];
      const isUnreadable = whereSealedOtherwise(table, secrets.usableKeyIds());
      const former = formerKeyIds();
      const counts: SealedCounts = { unreadable: 0, sealedWithFormerKeys: 0 };
      for await (const piece of piecesOf(table, COUNTED_AT_ONCE)) {
        counts.unreadable += await countWhere(table, piece, isUnreadable);
        if (former.length === 0) continue;
        const isFormer = whereSealedWithAny(table, former);
        counts.sealedWithFormerKeys += await countWhere(table, piece, isFormer);
      }
      return counts;
    },
  };
};

export type ReEncryption = ReturnType<typeof createReEncryption>;
