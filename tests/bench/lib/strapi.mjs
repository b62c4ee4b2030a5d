// @ts-check
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const APP_DIR = fileURLToPath(new URL('../../fixtures/app', import.meta.url));
const require = createRequire(import.meta.url);

/** @typedef {import('../../../server/src/services').Services} Services */
/** @typedef {Awaited<ReturnType<typeof bootStrapi>>} BootedStrapi */

/**
 * @typedef {object} BootOptions
 * @property {string} database
 * @property {object} [pluginConfig]
 * @property {boolean} [isPluginDisabled]
 */

/** A measurement starts the background refresh itself, or does without. */
const NO_BACKGROUND = { backgroundRefresh: { enabled: false } };

/**
 * The fixture's Strapi with the plugin as built in `dist`.
 *
 * @param {BootOptions} options
 */
export async function bootStrapi({ database, pluginConfig, isPluginDisabled = false }) {
  Object.assign(process.env, {
    // `production` would refuse the provider on the loopback interface.
    NODE_ENV: 'test',
    STRAPI_TELEMETRY_DISABLED: 'true',
    FIXTURE_DATABASE: database,
    FIXTURE_ENCRYPTION_KEY: 'an-encryption-key-of-the-fixture',
    FIXTURE_PLUGIN_CONFIG: JSON.stringify({ ...NO_BACKGROUND, ...pluginConfig }),
    FIXTURE_PLUGIN_DISABLED: String(isPluginDisabled),
  });
  const { createStrapi } = require('@strapi/strapi');
  /** @type {import('@strapi/strapi').Core.Strapi} */
  const strapi = createStrapi({ appDir: APP_DIR, distDir: APP_DIR, serveAdminPanel: false });
  await strapi.load();

  /** @type {<Name extends keyof Services>(name: Name) => Services[Name]} */
  const service = (name) => strapi.plugin('connected-apps').service(name);
  return { strapi, service, stop: () => strapi.destroy() };
}
