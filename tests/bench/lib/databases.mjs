// @ts-check
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import pg from 'pg';

// Each measurement has its own database, named by a string, as the fixture's configuration expects:
// the path of a SQLite file, or the URL of a database on a server.

export const postgresUrl =
  process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test';

async function onServer(/** @type {string} */ statement) {
  const client = new pg.Client({ connectionString: postgresUrl, connectionTimeoutMillis: 3_000 });
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

export const createSqlite = () => join(mkdtempSync(join(tmpdir(), 'ca-bench-')), 'data.db');

export async function createPostgres() {
  const name = `ca_bench_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export async function removeDatabase(/** @type {string} */ database) {
  if (database.includes('://')) {
    const name = new URL(database).pathname.slice(1);
    await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  } else {
    rmSync(dirname(database), { recursive: true, force: true });
  }
}
