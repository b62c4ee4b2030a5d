import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import knex, { type Knex } from 'knex';

export type DatabaseName = 'SQLite' | 'PostgreSQL' | 'PostgreSQL with a schema' | 'MariaDB';

/** A separate database for one test. */
export interface TestDatabase {
  /** For `bootStrapi({ database })`: a path, or a URL. */
  address: string;
  /** A direct connection, without Strapi, to inspect and to interfere. */
  knex: Knex;
  drop(): Promise<void>;
}

export interface DatabaseKind {
  name: DatabaseName;
  create(): Promise<TestDatabase>;
}

/** Long enough for a test that holds a lock on purpose. */
const SQLITE_BUSY_TIMEOUT_MS = 5_000;

const createSqlite = async (): Promise<TestDatabase> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'connected-apps-'));
  const address = path.join(folder, 'data.db');
  const connection = knex({
    client: 'better-sqlite3',
    connection: { filename: address },
    useNullAsDefault: true,
  });
  await connection.raw(`pragma busy_timeout = ${SQLITE_BUSY_TIMEOUT_MS}`);
  return {
    address,
    knex: connection,
    async drop() {
      await connection.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const CLIENTS = { 'postgres:': 'pg', 'mysql:': 'mysql2' } as const;

/** Ends the connections of killed processes, which would keep the database in use. */
const DROP_SUFFIX = { 'postgres:': 'WITH (FORCE)', 'mysql:': '' } as const;

const isProtocol = (value: string): value is keyof typeof CLIENTS => value in CLIENTS;

/** Not `public`, and a name that needs quotes. */
const SCHEMA = 'Cms-tables';

const connectTo = (url: URL, searchPath?: string): Knex => {
  if (!isProtocol(url.protocol)) throw new Error(`${url.protocol} is not a database's protocol`);
  return knex({
    client: CLIENTS[url.protocol],
    connection: {
      host: url.hostname,
      ...(url.port && { port: Number(url.port) }),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: url.pathname.slice(1),
    },
    ...(searchPath && { searchPath }),
    pool: { min: 0, max: 3 },
  });
};

const createOnServer = async (server: string, schema?: string): Promise<TestDatabase> => {
  const url = new URL(server);
  if (!isProtocol(url.protocol)) throw new Error(`${url.protocol} is not a database's protocol`);
  const name = `connected_apps_${randomBytes(6).toString('hex')}`;
  const suffix = DROP_SUFFIX[url.protocol];
  const admin = connectTo(url);
  await admin.raw('CREATE DATABASE ??', [name]);
  url.pathname = `/${name}`;
  const connection = connectTo(url, schema);
  if (schema) {
    await connection.schema.createSchema(schema);
    url.searchParams.set('schema', schema);
  }
  return {
    address: url.href,
    knex: connection,
    async drop() {
      await connection.destroy();
      await admin.raw(`DROP DATABASE ?? ${suffix}`, [name]);
      await admin.destroy();
    },
  };
};

const onServer = (
  name: DatabaseName,
  server: string | undefined,
  schema?: string
): DatabaseKind[] => (server ? [{ name, create: () => createOnServer(server, schema) }] : []);

/**
 * The databases that tests run on: always SQLite, and each server whose address is in the
 * environment, e.g. `postgres://postgres@127.0.0.1:5432/test`. For `describe.each(databases)`.
 */
export const databases: readonly DatabaseKind[] = [
  { name: 'SQLite', create: createSqlite },
  ...onServer('PostgreSQL', process.env.TEST_POSTGRES_URL),
  ...onServer('MariaDB', process.env.TEST_MYSQL_URL),
];

/** The same, and PostgreSQL with a schema, where each statement must find its tables. */
export const databasesAndSchemas: readonly DatabaseKind[] = [
  ...databases,
  ...onServer('PostgreSQL with a schema', process.env.TEST_POSTGRES_URL, SCHEMA),
];
