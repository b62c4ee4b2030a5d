// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const APP_DIR = fileURLToPath(new URL('../../fixtures/app', import.meta.url));
const require = createRequire(import.meta.url);

/** @typedef {import('../../../server/src/services').Services} Services */
/** @typedef {Awaited<ReturnType<typeof bootStrapi>>} BootedStrapi */

export const temporaryDatabase = () => join(mkdtempSync(join(tmpdir(), 'ca-bench-')), 'data.db');

export const removeDatabase = (/** @type {string} */ database) =>
  rmSync(dirname(database), { recursive: true, force: true });

/** @param {{ database: string, pluginConfig?: object, isPluginDisabled?: boolean }} options */
export const fixtureEnvironment = ({ database, pluginConfig = {}, isPluginDisabled = false }) => ({
  // `production` would refuse the provider on the loopback interface.
  NODE_ENV: 'test',
  STRAPI_TELEMETRY_DISABLED: 'true',
  FIXTURE_DATABASE: database,
  FIXTURE_ENCRYPTION_KEY: 'an-encryption-key-of-the-fixture',
  FIXTURE_PLUGIN_CONFIG: JSON.stringify(pluginConfig),
  FIXTURE_PLUGIN_DISABLED: String(isPluginDisabled),
});

/**
 * The fixture's Strapi with the plugin as built in `dist`.
 *
 * @param {{ database: string, pluginConfig?: object, isPluginDisabled?: boolean }} options
 */
export async function bootStrapi(options) {
  Object.assign(process.env, fixtureEnvironment(options));
  const { createStrapi } = require('@strapi/strapi');
  /** @type {import('@strapi/strapi').Core.Strapi} */
  const strapi = createStrapi({ appDir: APP_DIR, distDir: APP_DIR, serveAdminPanel: false });
  await strapi.load();

  /** @type {<Name extends keyof Services>(name: Name) => Services[Name]} */
  const service = (name) => strapi.plugin('connected-apps').service(name);
  return { strapi, service, stop: () => strapi.destroy() };
}
