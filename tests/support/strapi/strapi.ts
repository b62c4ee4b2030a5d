import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Core } from '@strapi/strapi';

import type { Internals } from '../../../server/src/composition';
import type { ConnectedApps } from '../../../server/src/public';
import {
  APP_DIR,
  ENCRYPTION_KEY,
  setFixtureEnvironment,
  type FixtureOptions,
} from './fixture-environment.mjs';
import { internalsOf, tokensOf } from './internals';

export { APP_DIR, ENCRYPTION_KEY };

const { STRAPI_DATABASE = '' } = process.env;

export interface BootOptions extends Omit<FixtureOptions, 'database'> {
  /** A database that outlives this Strapi, for a second boot. Default: a new temporary file. */
  database?: string;
}

export interface BootedStrapi {
  strapi: Core.Strapi;
  /** Base address of its HTTP server, e.g. `http://127.0.0.1:40123`. */
  url: string;
  database: string;
  tokens: ConnectedApps;
  internals: Internals;
  stop(): Promise<void>;
}

/** A new database of a Strapi without the plugin (`global-setup.mjs`). */
export const temporaryDatabase = (): string => {
  const database = path.join(mkdtempSync(path.join(tmpdir(), 'connected-apps-')), 'data.db');
  copyFileSync(STRAPI_DATABASE, database);
  return database;
};

/** A real Strapi with this plugin's source, on SQLite, listening on its own port. */
export const bootStrapi = async (options: BootOptions = {}): Promise<BootedStrapi> => {
  const database = options.database ?? temporaryDatabase();
  setFixtureEnvironment({ ...options, database, isFromSource: true });
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
    // Only where the plugin is not disabled.
    get tokens() {
      return tokensOf(strapi);
    },
    get internals() {
      return internalsOf(strapi);
    },
    async stop() {
      await strapi.destroy();
      if (!options.database) rmSync(path.dirname(database), { recursive: true, force: true });
    },
  };
};
