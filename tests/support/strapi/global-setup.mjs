// @ts-check
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const CREATE_DATABASE = fileURLToPath(new URL('./create-database.mjs', import.meta.url));

/**
 * Creates a database with Strapi's own tables, but not the plugin's. Tests copy it, because a boot
 * on an empty database takes twice as long. Jest calls this for each of its projects.
 */
export default () => {
  if (process.env.STRAPI_DATABASE) return;
  const folder = mkdtempSync(path.join(tmpdir(), 'connected-apps-strapi-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const database = path.join(folder, 'data.db');
  execFileSync(process.execPath, [CREATE_DATABASE, database], { stdio: 'inherit' });
  process.env.STRAPI_DATABASE = database;
};
