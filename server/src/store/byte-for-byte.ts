import type { Core } from '@strapi/strapi';

import { PLUGIN_ID, UID } from '../constants';
import type { columns as requests } from '../content-types/authorization-request/columns';
import type { ColumnName } from '../content-types/columns';
import type { columns as apps } from '../content-types/connected-app/columns';
import type { columns as connections } from '../content-types/connection/columns';

/** Columns that identify a row's owner, or that are compared with values from outside. */
const EXACT_COLUMNS = {
  [UID.app]: ['uid', 'key'] satisfies ColumnName<typeof apps>[],
  [UID.connection]: [
    'uid',
    'app_key',
    'owner_kind',
    'owner_id',
    'account',
    'lease_owner',
  ] satisfies ColumnName<typeof connections>[],
  [UID.authorizationRequest]: [
    'uid',
    'state_hash',
    'ticket_hash',
    'app_key',
    'app_uid',
    'owner_kind',
    'owner_id',
    'account',
    'started_by',
    'completed_by',
    'connection_uid',
  ] satisfies ColumnName<typeof requests>[],
} satisfies Record<(typeof UID)[keyof typeof UID], string[]>;

/**
 * One of MariaDB, one of MySQL. `utf8mb4_bin` would not do: it pads with spaces, so that `acme `
 * equals `acme`.
 */
const COLLATIONS = ['utf8mb4_nopad_bin', 'utf8mb4_0900_bin'] as const;

interface ColumnAsItIs {
  name: string;
  collation: string;
  length: number | string;
  nullable: 'YES' | 'NO';
}

const COLUMNS_SQL = `
  SELECT column_name AS name, collation_name AS collation, character_maximum_length AS length,
    is_nullable AS nullable
  FROM information_schema.columns
  WHERE table_schema = database() AND table_name = ?`;

const COLLATION_SQL =
  'SELECT collation_name AS name FROM information_schema.collations WHERE collation_name IN (?, ?)';

/**
 * Makes MySQL and MariaDB compare identifying columns byte for byte, as the other databases do. In
 * their default collations, `acme`, `ACME`, `Acmé` and `acme ` are equal, so four tenants would
 * share one connection. Strapi's schema has no collations. Its sync keeps them, except when it
 * alters the column itself. So each boot checks the columns and changes those with another
 * collation; their indexes follow.
 * @throws {Error} if the database has no such collation (before MySQL 8.0.17 and MariaDB 10.2)
 */
export const compareByteForByte = async (strapi: Core.Strapi): Promise<void> => {
  if (strapi.db.dialect.client !== 'mysql') return;
  const rows = async <Row>(sql: string, bindings: readonly string[]): Promise<Row[]> => {
    const [found]: Row[][] = await strapi.db.connection.raw(sql, [...bindings]);
    return found ?? [];
  };

  const [collation] = await rows<{ name: string }>(COLLATION_SQL, COLLATIONS);
  if (!collation) {
    throw new Error(
      `${PLUGIN_ID}: this database cannot compare text byte for byte, so that the connections of ` +
        'different owners could be mixed up. Update it to MySQL 8.0.17, or MariaDB 10.3, or later.'
    );
  }

  for (const [uid, names] of Object.entries(EXACT_COLUMNS)) {
    const { tableName } = strapi.db.metadata.get(uid);
    const columns = await rows<ColumnAsItIs>(COLUMNS_SQL, [tableName]);
    const changes = columns
      .filter(({ name }) => (names as string[]).includes(name))
      .filter((column) => column.collation !== collation.name)
      .map(({ name, length, nullable }) => ({
        sql:
          `MODIFY COLUMN ?? varchar(${Number(length)}) CHARACTER SET utf8mb4 ` +
          `COLLATE ${collation.name} ${nullable === 'YES' ? 'NULL' : 'NOT NULL'}`,
        name,
      }));
    if (changes.length === 0) continue;
    // One statement for all columns, so that the table is rewritten only once.
    const sql = `ALTER TABLE ?? ${changes.map((change) => change.sql).join(', ')}`;
    await rows(sql, [tableName, ...changes.map(({ name }) => name)]);
  }
};
