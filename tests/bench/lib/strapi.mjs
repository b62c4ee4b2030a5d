// @ts-check
import { createRequire } from 'node:module';

import { APP_DIR, setFixtureEnvironment } from '../../support/strapi/fixture-environment.mjs';

const require = createRequire(import.meta.url);

/** @typedef {import('../../../server/src/composition').Internals} Internals */
/** @typedef {import('../../../server/src/public').ConnectedApps} ConnectedApps */
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
  setFixtureEnvironment({
    database,
    pluginConfig: { ...NO_BACKGROUND, ...pluginConfig },
    isPluginDisabled,
  });
  const { createStrapi } = require('@strapi/strapi');
  /** @type {import('@strapi/strapi').Core.Strapi} */
  const strapi = createStrapi({ appDir: APP_DIR, distDir: APP_DIR, serveAdminPanel: false });
  await strapi.load();

  const plugin = strapi.plugin('connected-apps');
  return {
    strapi,
    /** @returns {ConnectedApps} */
    get tokens() {
      return plugin.service('tokens');
    },
    /** @returns {Internals} */
    get internals() {
      return plugin.service('internals');
    },
    stop: () => strapi.destroy(),
  };
}
