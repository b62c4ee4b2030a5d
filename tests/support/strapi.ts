import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Core } from '@strapi/strapi';
import type { Services } from '../../server/src/services';

export const APP_DIR = path.resolve(__dirname, '../fixtures/app');

export const ENCRYPTION_KEY = 'an-encryption-key-of-the-fixture';

export interface BootOptions {
  /** A file that outlives this Strapi, to boot a second one on it. Default: a new temporary one. */
  database?: string;
  encryptionKey?: string | null;
  serverUrl?: string;
  adminUrl?: string;
  pluginConfig?: Record<string, unknown>;
  isPluginDisabled?: boolean;
  /** Value of NODE_ENV; in production, no loopback is allowed. Default: `test`. */
  environment?: 'test' | 'production';
  /** With Strapi's GraphQL plugin, and its playground. Default: without. */
  hasGraphQL?: boolean;
  /** A file that takes the log, at the level `silly`. Default: errors only, on the console. */
  logFile?: string;
}

export interface BootedStrapi {
  strapi: Core.Strapi;
  /** Base address of its HTTP server, e.g. `http://127.0.0.1:40123`. */
  url: string;
  database: string;
  service<Name extends keyof Services>(name: Name): Services[Name];
  stop(): Promise<void>;
}

export const temporaryDatabase = (): string =>
  path.join(mkdtempSync(path.join(tmpdir(), 'connected-apps-')), 'data.db');

const setEnvironment = (options: BootOptions, database: string) => {
  const variables: Record<string, string | null | undefined> = {
    NODE_ENV: options.environment ?? 'test',
    STRAPI_TELEMETRY_DISABLED: 'true',
    FIXTURE_DATABASE: database,
    FIXTURE_SERVER_URL: options.serverUrl,
    FIXTURE_ADMIN_URL: options.adminUrl,
    FIXTURE_ENCRYPTION_KEY:
      options.encryptionKey === undefined ? ENCRYPTION_KEY : options.encryptionKey,
    FIXTURE_PLUGIN_CONFIG: JSON.stringify(options.pluginConfig ?? {}),
    FIXTURE_PLUGIN_DISABLED: String(options.isPluginDisabled ?? false),
    FIXTURE_GRAPHQL: String(options.hasGraphQL ?? false),
    FIXTURE_LOG_FILE: options.logFile,
  };
  for (const [name, value] of Object.entries(variables)) {
    if (value === null || value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
};

/** A real Strapi with this plugin, on SQLite, listening on a port of its own. */
export const bootStrapi = async (options: BootOptions = {}): Promise<BootedStrapi> => {
  const database = options.database ?? temporaryDatabase();
  setEnvironment(options, database);
  const { createStrapi } = await import('@strapi/strapi');
  const strapi = createStrapi({ appDir: APP_DIR, distDir: APP_DIR, serveAdminPanel: false });
  await strapi.load();
  strapi.server.mount();
  const { httpServer } = strapi.server;
  await new Promise<void>((resolve) => {
    httpServer.listen(0, '127.0.0.1', resolve);
  });
  const address = httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('Strapi does not listen');

  return {
    strapi,
    url: `http://127.0.0.1:${address.port}`,
    database,
    service: (name) => strapi.plugin('connected-apps').service(name),
    async stop() {
      await strapi.destroy();
      if (!options.database) rmSync(path.dirname(database), { recursive: true, force: true });
    },
  };
};
