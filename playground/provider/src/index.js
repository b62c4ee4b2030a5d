// @ts-check
import './runtime-warning.js';
import { createServer } from 'node:http';
import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import Provider from 'oidc-provider';
import { demoAccounts } from './accounts.js';
import { createClients } from './clients.js';
import { createConfiguration } from './configuration.js';
import { createGrants } from './grants.js';
import { accountRoutes } from './routes/account.js';
import { apiRoutes } from './routes/api.js';
import { consoleRoutes } from './routes/console.js';
import { homeRoutes } from './routes/home.js';
import { interactionRoutes } from './routes/interaction.js';
import { errorPages, sameOriginForms, securityHeaders } from './middlewares.js';
import { openStore } from './store.js';

/**
 * @typedef {object} DemoProviderOptions
 * @property {number} port
 * @property {string} [host] The host to listen on, and part of the issuer. Default `localhost`.
 * @property {string} dataFile A SQLite file, created when missing, or `:memory:`.
 * @property {number} [accessTokenTtlSeconds] Default 60.
 * @property {number} [refreshTokenTtlSeconds] Default 180 days.
 * @property {number} [refreshTokenGraceSeconds] How long a rotated refresh token may be used
 *   again before this counts as theft. Default 0: it counts at once.
 * @property {boolean} [pushedRequestsOnly] Whether clients must push their authorization requests
 *   (RFC 9126), instead of never. Default false.
 * @property {boolean} [signedResponses] Whether clients may ask for signed authorization responses
 *   (JARM). Default false.
 * @property {import('./accounts.js').Account[]} [accounts] Who can sign in. Default Jane and John.
 * @property {(listener: import('node:http').RequestListener) => import('node:http').RequestListener} [wrap]
 *   Wraps the whole service, so that tests can count, delay or drop requests.
 */

/**
 * The parts that the routes use.
 *
 * @typedef {object} Service
 * @property {Router} router
 * @property {any} provider The oidc-provider instance.
 * @property {import('./accounts.js').Account[]} accounts
 * @property {import('./clients.js').Clients} clients
 * @property {import('./grants.js').Grants} grants
 * @property {number} accessTokenTtlSeconds
 * @property {string} discoveryUrl
 */

/**
 * Demo Mail: an authorization server, its sign-in, consent and console pages, and a mail API.
 *
 * @param {DemoProviderOptions} options
 */
export async function createDemoProvider(options) {
  const { port, host = 'localhost', wrap = (listener) => listener } = options;
  const { accounts = demoAccounts, accessTokenTtlSeconds = 60 } = options;
  const issuer = `http://${host}:${port}`;
  const store = openStore(options.dataFile, options);
  const configuration = { ...options, accounts, accessTokenTtlSeconds, store };
  const provider = new Provider(issuer, createConfiguration(configuration));
  const clients = createClients({ provider, store });
  const grants = createGrants({ provider, store, clients });

  const router = new Router();
  router.use(sameOriginForms(issuer), bodyParser({ enableTypes: ['form'] }));
  const service = {
    router,
    provider,
    accounts,
    clients,
    grants,
    accessTokenTtlSeconds,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
  };
  for (const addRoutes of [
    homeRoutes,
    interactionRoutes,
    accountRoutes,
    consoleRoutes,
    apiRoutes,
  ]) {
    addRoutes(service);
  }
  provider.use(securityHeaders).use(errorPages).use(router.routes());

  const server = createServer(wrap(provider.callback()));

  return {
    issuer,
    provider,
    clients,
    grants,
    /** Resolves when the service accepts connections. */
    start: () => listen(server, port, host),
    /** Ends open connections and closes the data file. */
    async stop() {
      await close(server);
      store.close();
    },
  };
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @param {string} host
 * @returns {Promise<void>}
 */
function listen(server, port, host) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

/**
 * @param {import('node:http').Server} server
 * @returns {Promise<void>}
 */
function close(server) {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
