// @ts-check
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import pg from 'pg';

/**
 * A database of a measurement's own, in a form that other processes can be told.
 *
 * @typedef {{ client: 'sqlite', filename: string } | { client: 'postgres', name: string }} Database
 */

/** Eight processes with Strapi's ten connections each would be all that PostgreSQL allows. */
const POSTGRES_POOL = { min: 0, max: 5 };

const server = {
  host: process.env.PGHOST ?? '127.0.0.1',
  port: Number(process.env.PGPORT ?? 5432),
  user: process.env.PGUSER ?? 'postgres',
  password: process.env.PGPASSWORD ?? '',
};

async function onServer(/** @type {string} */ statement) {
  const client = new pg.Client({ ...server, database: 'postgres', connectionTimeoutMillis: 3_000 });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export const isPostgresReachable = () =>
  onServer('SELECT 1').then(
    () => true,
    () => false
  );

/** @returns {Database} */
export const createSqlite = () => ({
  client: 'sqlite',
  filename: join(mkdtempSync(join(tmpdir(), 'ca-bench-')), 'data.db'),
});

/** @returns {Promise<Database>} */
export async function createPostgres() {
  const name = `ca_bench_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  return { client: 'postgres', name };
}

export async function removeDatabase(/** @type {Database} */ database) {
  if (database.client === 'sqlite') {
    rmSync(dirname(database.filename), { recursive: true, force: true });
  } else {
    await onServer(`DROP DATABASE IF EXISTS ${database.name} WITH (FORCE)`);
  }
}

/** As in an app's `config/database`. */
export const databaseConfig = (/** @type {Database} */ database) =>
  database.client === 'sqlite'
    ? {
        connection: {
          client: 'sqlite',
          connection: { filename: database.filename },
          useNullAsDefault: true,
        },
      }
    : {
        connection: {
          client: 'postgres',
          connection: { ...server, database: database.name },
          pool: POSTGRES_POOL,
        },
      };
