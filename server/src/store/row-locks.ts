import type { Core } from '@strapi/strapi';
import { z } from 'zod';

import { UID } from '../constants';
import { queryTable, type TableQuery, type Transaction } from './tables';

/**
 * The first MariaDB version with SKIP LOCKED. The other database servers that Strapi supports have
 * it in every supported version.
 */
const FIRST_MARIADB = [10, 6] as const;

const mariaDb = z.object({
  info: z.object({ database: z.literal('mariadb'), version: z.string() }),
});

const canPassOverLockedRows = (strapi: Core.Strapi): boolean => {
  const { success, data } = mariaDb.safeParse(strapi.db.dialect);
  if (!success) return true;
  const [major = 0, minor = 0] = data.info.version.split('.').map(Number);
  return major > FIRST_MARIADB[0] || (major === FIRST_MARIADB[0] && minor >= FIRST_MARIADB[1]);
};

/**
 * SQLite locks the whole file. The lock must come before the first read: a transaction that begins
 * with a read fails if another process writes in between. Other databases need no such lock.
 */
export const lockFile = async (strapi: Core.Strapi, trx: Transaction): Promise<void> => {
  if (strapi.db.dialect.client !== 'sqlite') return;
  const none = queryTable(strapi, UID.connection).where({ id: 0 });
  await none.transacting(trx).update({ lease_owner: null });
};

/**
 * Writes several rows in one transaction that never waits for another writer's row, so that it
 * cannot be part of a deadlock. It locks the rows that nobody else is writing and skips the others.
 * Runs outside of a caller's transaction.
 */
export const createRowLocks = (strapi: Core.Strapi) => {
  const { client } = strapi.db.dialect;
  const isSqlite = client === 'sqlite';
  /**
   * InnoDB may scan the whole of a small table for an UPDATE. By default, it would lock each row
   * that it passes. At READ COMMITTED, which is PostgreSQL's default, it keeps only the locks of
   * rows that match.
   */
  const terms = client === 'mysql' ? ({ isolationLevel: 'read committed' } as const) : undefined;

  return {
    transaction: <Result>(work: (join: (query: TableQuery) => TableQuery) => Promise<Result>) =>
      strapi.db.connection.transaction(async (trx) => {
        const join = (query: TableQuery) => query.transacting(trx);
        await lockFile(strapi, trx);
        return work(join);
      }, terms),

    /** For a SELECT in `transaction`. MariaDB before 10.6 waits for rows that are being written. */
    lockFree(query: TableQuery): TableQuery {
      if (isSqlite) return query;
      return canPassOverLockedRows(strapi) ? query.forUpdate().skipLocked() : query.forUpdate();
    },
  };
};
