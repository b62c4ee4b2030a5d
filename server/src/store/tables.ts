import type { Core } from '@strapi/strapi';

/** A knex statement. */
export type TableQuery = ReturnType<Core.Strapi['db']['getConnection']>;

/** An open transaction, for `transacting`. */
export type Transaction = Parameters<TableQuery['transacting']>[0];

/** The name of a content type's table for a `join` in a statement of `queryTable`. */
export const tableText = (strapi: Core.Strapi, uid: string, alias?: string): string => {
  const { tableName } = strapi.db.metadata.get(uid);
  return alias === undefined ? tableName : `${tableName} as ${alias}`;
};

/**
 * The only way to the tables that bypasses Strapi's own query engine. On PostgreSQL the tables may
 * be in any schema (`connection.schema` in Strapi's `config/database`). knex prepends the schema
 * only to table names that are given as text.
 */
export const queryTable = (strapi: Core.Strapi, uid: string, alias?: string): TableQuery =>
  strapi.db.getConnection(tableText(strapi, uid, alias));

/**
 * Keeps a row unchanged until the transaction ends. First waits for any transaction that is
 * changing it, so that later reads are reliable. SQLite has no such lock and needs none: there, a
 * transaction that has begun to write is the only one. Reads all columns, because InnoDB locks no
 * row if an index alone provides the requested columns.
 */
export const holdRow = async (
  strapi: Core.Strapi,
  uid: string,
  where: object,
  trx: Transaction
): Promise<void> => {
  await queryTable(strapi, uid).transacting(trx).where(where).forShare().first();
};
