// @ts-check
import { createSqlite, removeDatabase } from './databases.mjs';
import { CLIENT_ID, CLIENT_SECRET, startProvider } from './provider.mjs';
import { bootStrapi } from './strapi.mjs';

/**
 * @typedef {import('./strapi.mjs').BootedStrapi} BootedStrapi
 * @typedef {import('./provider.mjs').Provider} Provider
 * @typedef {import('../../../server/src/store/connections').ConnectionIdentity} ConnectionIdentity
 */

export const APP_KEY = 'demo';

export const identityOf = (/** @type {string} */ account) => ({
  appKey: APP_KEY,
  owner: /** @type {const} */ ({ kind: 'shared' }),
  account,
});

/** The columns of `identityOf`, for Strapi's own queries. */
export const whereOf = (/** @type {string} */ account) => ({
  appKey: APP_KEY,
  ownerKind: 'shared',
  ownerId: 'shared',
  account,
});

export const CONNECTION = 'plugin::connected-apps.connection';

export const accountNames = (/** @type {number} */ count, prefix = 'account') =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

/** Registers the provider as an app. */
export const createApp = (
  /** @type {BootedStrapi} */ booted,
  /** @type {Pick<Provider, 'origin'>} */ provider,
  key = APP_KEY
) =>
  booted.internals.store.apps.create(
    {
      key,
      name: key,
      provider: 'custom',
      discoveryUrl: null,
      issuer: null,
      authorizationEndpoint: `${provider.origin}/authorize`,
      tokenEndpoint: `${provider.origin}/token`,
      revocationEndpoint: null,
      introspectionEndpoint: null,
      userinfoEndpoint: null,
      jwksUri: null,
      clientId: CLIENT_ID,
      clientAuthMethod: 'client_secret_post',
      scopes: ['mail.read'],
      authorizationParams: [],
      tokenParams: [],
      capabilities: {
        authorizationResponseIssParameterSupported: false,
        codeChallengeMethodsSupported: [],
        idTokenSigningAlgValuesSupported: [],
      },
      apiOrigins: [provider.origin],
      enabled: true,
    },
    CLIENT_SECRET
  );

/**
 * Stores a connection for each account, with tokens of the provider, as if its flow had just ended.
 *
 * @param {BootedStrapi} booted
 * @param {Provider} provider
 * @param {string[]} accounts
 * @param {{ expiresInMs?: number, dueInMs?: number }} [life] of the stored access tokens
 */
export async function connect(
  booted,
  provider,
  accounts,
  { expiresInMs = 3_600_000, dueInMs } = {}
) {
  const answers = await provider.issue(accounts);
  const { connections, grants } = booted.internals.store;
  const now = booted.internals.clock.now();
  // One transaction, so that SQLite waits for the disk only once.
  await booted.strapi.db.transaction(async () => {
    for (const [index, account] of accounts.entries()) {
      const saved = await grants.save(identityOf(account), () => ({
        accessToken: answers[index].access_token,
        refreshToken: answers[index].refresh_token,
        tokenType: 'Bearer',
        expiresAt: new Date(now + expiresInMs),
        nextRefreshAt: new Date(now + (dueInMs ?? expiresInMs * 0.8)),
        scopesRequested: ['mail.read'],
        scopesGranted: ['mail.read'],
        subject: null,
        accountLabel: null,
        connectedAt: new Date(now),
      }));
      await connections.markUsed(saved.uid, new Date(now));
    }
  });
}

/** Moves the instance's clock. */
export function travel(/** @type {BootedStrapi} */ booted, /** @type {number} */ byMs) {
  const clock = booted.internals.clock;
  const before = clock.now;
  clock.now = () => before() + byMs;
}

/** The statements that the database receives while `work` runs. */
export async function queriesOf(
  /** @type {BootedStrapi} */ { strapi },
  /** @type {() => unknown} */ work
) {
  /** @type {string[]} */
  const statements = [];
  const note = (/** @type {{ sql: string }} */ { sql }) => statements.push(sql);
  strapi.db.connection.on('query', note);
  await work();
  strapi.db.connection.removeListener('query', note);
  return statements;
}

/**
 * Runs `work` with a Strapi that has the plugin, by default on SQLite, and with its provider, which
 * is registered as the app `demo`. Stops both afterwards.
 *
 * @template Answer
 * @param {{
 *   provider?: Partial<import('./provider.mjs').ProviderSettings>,
 *   pluginConfig?: object,
 *   database?: string,
 * }} options
 * @param {(house: { booted: BootedStrapi, provider: Provider }) => Promise<Answer>} work
 * @returns {Promise<Answer>}
 */
export async function inHouse(
  { provider: settings, pluginConfig, database = createSqlite() },
  work
) {
  const [booted, provider] = await Promise.all([
    bootStrapi({ database, pluginConfig }),
    startProvider(settings),
  ]);
  try {
    await createApp(booted, provider);
    return await work({ booted, provider });
  } finally {
    await booted.stop();
    await provider.stop();
    await removeDatabase(database);
  }
}
