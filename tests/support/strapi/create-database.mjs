// @ts-check
import { createRequire } from 'node:module';

import { APP_DIR, setFixtureEnvironment } from './fixture-environment.mjs';

/** @type {{ createStrapi: typeof import('@strapi/strapi').createStrapi }} */
const { createStrapi } = createRequire(import.meta.url)('@strapi/strapi');

// node create-database.mjs <file>    a SQLite database of Strapi without the plugin

const [database = ''] = process.argv.slice(2);
setFixtureEnvironment({ database, isPluginDisabled: true });
const strapi = createStrapi({ appDir: APP_DIR, distDir: APP_DIR, serveAdminPanel: false });
await strapi.load();
await strapi.destroy();
process.exit();
