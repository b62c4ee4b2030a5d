// @ts-check
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const APP_DIR = fileURLToPath(new URL('../../fixtures/app', import.meta.url));

/** As long as the key that `create-strapi-app` writes: 16 bytes in base64. */
export const ENCRYPTION_KEY = 'Zm1LdHVyZS9rZXkrMTYgYg==';

/** Eight instances stay below the connection limits of PostgreSQL and MariaDB. */
const POOL = { DATABASE_POOL_MIN: '0', DATABASE_POOL_MAX: '5' };

/** @type {Record<string, string>} */
const CLIENTS = { 'postgres:': 'postgres', 'mysql:': 'mysql' };

/**
 * A database by its address: the path of a SQLite file, `postgres://…/name`, the same with a
 * non-default schema (`postgres://…/name?schema=…`), or `mysql://…/name`.
 *
 * @param {string} address
 */
const databaseEnvironment = (address) => {
  if (!address.includes('://')) {
    return { DATABASE_CLIENT: 'sqlite', DATABASE_FILENAME: path.relative(APP_DIR, address) };
  }
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(address);
  return {
    DATABASE_CLIENT: CLIENTS[protocol],
    DATABASE_HOST: hostname,
    DATABASE_PORT: port || undefined,
    DATABASE_NAME: pathname.slice(1),
    DATABASE_USERNAME: decodeURIComponent(username),
    DATABASE_PASSWORD: decodeURIComponent(password),
    DATABASE_SCHEMA: searchParams.get('schema') ?? undefined,
    ...POOL,
  };
};

/** Replaces what `create-strapi-app` writes to `.env`. */
const ENV_FILE = {
  HOST: '127.0.0.1',
  PORT: '0',
  APP_KEYS: 'fixture-key-one,fixture-key-two',
  API_TOKEN_SALT: 'fixture-api-token-salt',
  ADMIN_JWT_SECRET: 'fixture-admin-secret',
  JWT_SECRET: 'fixture-jwt-secret',
  TRANSFER_TOKEN_SALT: 'fixture-transfer-token-salt',
  FLAG_NPS: 'false',
  FLAG_PROMOTE_EE: 'false',
  STRAPI_TELEMETRY_DISABLED: 'true',
};

/**
 * What a boot of the fixture changes.
 *
 * @typedef {object} FixtureOptions
 * @property {string} database its address
 * @property {string | null} [encryptionKey] null: none is set
 * @property {string} [serverUrl] empty: not set. Default: `http://localhost:1337`
 * @property {string} [host] `server.host`; the tests always listen on 127.0.0.1
 * @property {boolean} [hasOtherPlugin] with a plugin that is loaded before this one, and calls
 *   `otherPlugin` of the global object
 * @property {string} [adminUrl]
 * @property {object} [pluginConfig]
 * @property {string} [fetchProxy] Strapi's own setting `server.proxy.fetch`
 * @property {boolean} [isFromSource] the plugin's source, which only Jest can load; default: what
 *   is built
 * @property {boolean} [isPluginDisabled]
 * @property {'test' | 'production' | 'staging' | 'development'} [environment] value of NODE_ENV;
 *   loopback is allowed in `test` only. Strapi says `development` where NODE_ENV is empty. Default:
 *   `test`
 * @property {boolean} [hasGraphQL] with Strapi's GraphQL plugin and its playground. Default: no
 * @property {string} [logFile] for the log at the level `silly`. Default: errors, on the console
 */

/**
 * The environment variables for a boot of the fixture; undefined: not set.
 *
 * @param {FixtureOptions} options
 * @returns {Record<string, string | undefined>}
 */
export const fixtureEnvironment = (options) => ({
  ...ENV_FILE,
  ...databaseEnvironment(options.database),
  NODE_ENV: options.environment ?? 'test',
  // Strapi merges a boot's configuration into that of an earlier boot in the same process, so a
  // missing value would keep its earlier value.
  ENCRYPTION_KEY:
    options.encryptionKey === undefined ? ENCRYPTION_KEY : (options.encryptionKey ?? ''),
  ...(options.host === undefined ? {} : { HOST: options.host }),
  FIXTURE_SERVER_URL: options.serverUrl,
  FIXTURE_ADMIN_URL: options.adminUrl,
  FIXTURE_PLUGIN_CONFIG: JSON.stringify(options.pluginConfig ?? {}),
  FIXTURE_PLUGIN_SOURCE: String(options.isFromSource ?? false),
  FIXTURE_PLUGIN_DISABLED: String(options.isPluginDisabled ?? false),
  FIXTURE_GRAPHQL: String(options.hasGraphQL ?? false),
  FIXTURE_LOG_FILE: options.logFile,
  FIXTURE_PROXY: options.fetchProxy,
  FIXTURE_OTHER_PLUGIN: String(options.hasOtherPlugin ?? false),
});

/**
 * Sets them for this process.
 *
 * @param {FixtureOptions} options
 */
export const setFixtureEnvironment = (options) => {
  for (const [name, value] of Object.entries(fixtureEnvironment(options))) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
};
