// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { APP_DIR, setFixtureEnvironment } from './fixture-environment.mjs';

/** @type {{ createStrapi: typeof import('@strapi/strapi').createStrapi }} */
const { createStrapi } = createRequire(import.meta.url)('@strapi/strapi');

/**
 * Creates a database with Strapi's own tables, but not the plugin's. Tests copy it, because a boot
 * on an empty database takes three times as long. Jest calls this for each of its projects.
 */
export default async () => {
  if (process.env.STRAPI_DATABASE) return;
  const folder = mkdtempSync(path.join(tmpdir(), 'connected-apps-strapi-'));
  const database = path.join(folder, 'data.db');
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

  const environment = { ...process.env };
  setFixtureEnvironment({ database, isPluginDisabled: true });
  const strapi = createStrapi({ appDir: APP_DIR, distDir: APP_DIR, serveAdminPanel: false });
  await strapi.load();
  await strapi.destroy();
  for (const name of Object.keys(process.env)) {
    if (!(name in environment)) delete process.env[name];
  }
  Object.assign(process.env, environment, { STRAPI_DATABASE: database });
};
