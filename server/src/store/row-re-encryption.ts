import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Core } from '@strapi/strapi';

import { envelopePrefix } from '../crypto/secret-box';
import {
  isSealedWith,
  SEALED_TABLES,
  type SealedRow,
  type SealedTable,
  type SealedTableName,
} from './sealed-tables';
import type { Secrets } from './secrets';
import { queryTable, type TableQuery } from './tables';

const BATCH_SIZE = 100;
const COUNTED_AT_ONCE = 2_000;

/**
 * `changed`: another writer changed the row meanwhile, and so sealed it with the current key.
 * `unreadable`: a secret of the row does not open.
 */
export type ReEncryptionResult = 'done' | 'changed' | 'unreadable';

export interface SealedCounts {
  /** Rows with a secret whose key is missing or wrong. */
  unreadable: number;
  /** Rows with a secret that a former key sealed, and still opens. */
  sealedWithFormerKeys: number;
}

/**
 * Re-encrypts with the current key every secret that another key sealed. An envelope names its key,
 * so the rows themselves show what is left to do: the next run continues one that was killed.
 */
export const createReEncryption = (strapi: Core.Strapi, secrets: Secrets) => {
  const rowsOf = ({ contentType }: SealedTable) => queryTable(strapi, contentType);

  /** Rows with a secret that one of these keys sealed. */
  const whereSealedWithAny =
    ({ columns }: SealedTable, kids: readonly string[]) =>
    (rows: TableQuery) => {
      for (const { column } of columns) {
        for (const kid of kids) rows.orWhere(isSealedWith(strapi, column, kid));
      }
    };

  /** Rows with a secret that none of these keys sealed. */
  const whereSealedOtherwise =
    ({ columns }: SealedTable, kids: readonly string[]) =>
    (rows: TableQuery) => {
      for (const { column } of columns) {
        rows.orWhere((row) => {
          row.whereNotNull(column);
          for (const kid of kids) row.whereNot(isSealedWith(strapi, column, kid));
        });
      }
    };

  /** The keys that open secrets but no longer seal any. */
  const formerKeyIds = (): string[] =>
    secrets.usableKeyIds().filter((kid) => kid !== secrets.currentKeyId());

  /** By column: the values that need the current key, sealed with it; null if one does not open. */
  const reSealed = (
    { columns }: SealedTable,
    row: SealedRow,
    currentKeyId: string
  ): [string, string | null][] =>
    columns.flatMap(({ column, renewed }): [string, string | null][] => {
      const sealed = row[column];
      if (typeof sealed !== 'string') return [];
      if (sealed.startsWith(envelopePrefix(currentKeyId))) return [];
      return [[column, renewed(secrets, sealed, row)]];
    });

  /**
   * The table in pieces of `size` ids, each followed by a turn of the event loop. On SQLite, a
   * query blocks the process, and its result arrives before the event loop turns. Without the turn,
   * all other work would wait.
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
    condition: (rows: TableQuery) => void
  ): Promise<number> => {
    const rows = rowsOf(table).whereBetween('id', piece).andWhere(condition);
    const [row] = await rows.count({ count: '*' });
    return Number(row?.count ?? 0);
  };

  return {
    /** Rows that a former key sealed, in batches. Reads nothing if there is no former key. */
    async *batches(name: SealedTableName): AsyncGenerator<SealedRow[]> {
      const table: SealedTable = SEALED_TABLES[name];
      const kids = formerKeyIds();
      if (kids.length === 0) return;
      const columns = table.columns.map(({ column }) => column);
      for await (const piece of piecesOf(table, BATCH_SIZE)) {
        const rows: SealedRow[] = await rowsOf(table)
          .whereBetween('id', piece)
          .andWhere(whereSealedWithAny(table, kids))
          .select('id', 'uid', ...table.boundTo, ...table.fence, ...columns);
        if (rows.length > 0) yield rows;
      }
    },

    /**
     * Compare-and-swap: takes effect only if the row has not changed since it was read. So it never
     * overwrites a token that was refreshed meanwhile, and two instances may do the same work. A
     * value that does not open stays unchanged.
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

    /** The database counts; no secret is opened. */
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
