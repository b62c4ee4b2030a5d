import { AsyncResource } from 'node:async_hooks';

import { LRUCache } from 'lru-cache';

import type { PluginConfig } from '../../config';
import { PLUGIN_ID } from '../../constants';
import {
  CLIENT_AUTH_METHODS,
  usesClientSecret,
  type ClientAuthMethod,
} from '../../oauth/client-auth-methods';
import { nextChangeMs, signersAt } from '../../oauth/client-key-set';
import { importSigningKey, type PrivateJwk } from '../../oauth/client-keys';
import { createOAuthClient, type ClientSettings, type OAuthClient } from '../../oauth/client';
import { discover } from '../../oauth/discovery';
import type { GuardedNetwork } from '../../oauth/http';
import { withoutRoute } from '../../oauth/route-fragment';
import { createRolloverClient, type RolloverEvents } from '../../oauth/secret-rollover';
import { RESERVED_AUTHORIZATION_PARAMS, RESERVED_TOKEN_PARAMS } from '../../oauth/reserved-params';
import { TRANSPORT_HEADERS } from '../../oauth/transport-headers';
import { endedGrantWordsOf, providerPresets } from '../../providers';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { Clock } from '../runtime/clock';
import type { Log } from '../runtime/log';
import { createSingleFlight } from '../../lib/single-flight';
import { forEachEndpoint } from '../../endpoints';
import { NO_VALUES, placeholdersIn, valuesText, type Values } from '../../variables';
import { parseKeySet } from './app-keys';
import { withValues } from './app-variables';
import { assertIntact } from './trusted-destinations';

/** The rules for the form of an app, derived from the registries. */
export interface FormRules {
  providerIds: readonly string[];
  clientAuthMethods: readonly ClientAuthMethod[];
  reservedAuthorizationParams: readonly string[];
  reservedTokenParams: readonly string[];
  /** Names of headers that nobody may set, in lower case. */
  transportHeaders: readonly string[];
  /**
   * Like `assertUrlAllowed`, for an address that only browsers open: it may be a route of a web app.
   * @throws {ConnectedAppsError} `url_not_allowed`
   */
  assertConsentPageAllowed(url: string): unknown;
  /** @throws {ConnectedAppsError} `url_not_allowed` */
  assertUrlAllowed(url: string): unknown;
}

const MAX_CLIENTS = 1_000;

interface CachedClient {
  /** Changes with every edit of the app, and when its former secret is forgotten. */
  revision: string;
  client: OAuthClient;
  /** When another key of the app begins to sign, in epoch milliseconds. */
  staleAtMs: number;
}

type MadeClient = Omit<CachedClient, 'revision'>;

/** What an app proves itself with. */
type ClientCredentials = Pick<ClientSettings, 'clientSecret' | 'assertionKey' | 'clientKey'>;

const NO_EVENTS: RolloverEvents = { onCurrentWorked: () => {}, onPreviousWorked: () => {} };

interface ProviderClientParts {
  clock: Clock;
  log: Log;
  store: Pick<Store, 'apps' | 'secrets'>;
  network: GuardedNetwork;
  settings: Pick<PluginConfig, 'hooks'>;
}

/** A key may also be the name of a member that each object inherits. */
const ownOf = <Value>(record: Record<string, Value>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** Forgetting the former secret is not an edit, but a client that has it would go on trying it. */
const revisionOf = ({ configVersion, updatedAt, sealedSecrets }: App): string =>
  [configVersion, updatedAt.getTime(), sealedSecrets.previousClientSecret !== null].join(' ');

/**
 * Everything that talks to providers: the guarded fetch, and one OAuth client for each app in its
 * current revision, with the same values. A client holds the provider's signing keys, so it is cached.
 */
export const createProviderClients = ({
  clock,
  log,
  store,
  network,
  settings: { hooks },
}: ProviderClientParts) => {
  const { apps, secrets } = store;
  /** By app key and values. */
  const clients = new LRUCache<string, CachedClient>({ max: MAX_CLIENTS });
  const context = { fetch: network.fetch, now: () => clock.now() };
  /** By app key: the write in progress that concerns the app's secrets. */
  const writing = createSingleFlight<void>();
  /** These writes must not be rolled back with a caller's transaction. */
  const outsideOfTransactions = new AsyncResource(`${PLUGIN_ID}.provider-clients`);

  const write = ({ key }: App, work: () => Promise<void>): void => {
    const writeOrWarn = () =>
      outsideOfTransactions.runInAsyncScope(work).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        log.warn(
          `${PLUGIN_ID}: what is known about the secrets of ${key} could not be stored: ${reason}`
        );
      });
    void writing.run(key, writeOrWarn);
  };

  const createRollover = (
    app: App,
    {
      current,
      previous,
      assertionKey,
    }: Record<'current' | 'previous', string> & Pick<ClientSettings, 'assertionKey'>
  ): OAuthClient => {
    let isRefusalRecorded = false;
    const clientWith = (clientSecret: string) => createWith(app, { clientSecret, assertionKey });
    const recordRefusal = async () => {
      await apps.recordSecretRefused(app, current, new Date(context.now()));
      isRefusalRecorded = true;
    };
    return createRolloverClient(clientWith(current), clientWith(previous), {
      onCurrentWorked: () => write(app, () => apps.forgetPreviousSecret(app, current)),
      onPreviousWorked: () => {
        if (!isRefusalRecorded) write(app, recordRefusal);
      },
    });
  };

  const createForSecret = (app: App): OAuthClient => {
    const { current, previous, assertionKey } = apps.openClientSecrets(app);
    // Without a secret in the request, no response says anything about a secret.
    const isRollover =
      current !== null && previous !== null && usesClientSecret(app.clientAuthMethod);
    return isRollover
      ? createRollover(app, { current, previous, assertionKey })
      : createWith(app, { clientSecret: current, assertionKey });
  };

  /** A provider that does not know the current key yet is asked with the former one. */
  const createForKeys = async (app: App, keys: string): Promise<MadeClient> => {
    const set = parseKeySet(keys);
    const nowMs = clock.now();
    const { current: clientSecret, assertionKey } = apps.openClientSecrets(app);
    const withKey = async (jwk: PrivateJwk) =>
      createWith(app, { clientSecret, assertionKey, clientKey: await importSigningKey(jwk) });
    const { current, former } = signersAt(set, nowMs);
    const client = await withKey(current);
    return {
      client: former ? createRolloverClient(client, await withKey(former), NO_EVENTS) : client,
      staleAtMs: nextChangeMs(set, nowMs),
    };
  };

  const create = async (app: App): Promise<MadeClient> => {
    const keys = app.clientAuthMethod === 'private_key_jwt' ? apps.openClientKeys(app) : null;
    if (keys !== null) return createForKeys(app, keys);
    return { client: createForSecret(app), staleAtMs: Infinity };
  };

  const createWith = (app: App, credentials: ClientCredentials): OAuthClient => {
    const { key, issuer, clientId, clientAuthMethod, capabilities, ...rest } = app;
    const { authorizationParams, tokenParams, defaultLifetimeSeconds, protocol, ...others } = rest;
    const { variables } = others;
    // An address whose values are not known yet does not exist yet.
    const endpoints = forEachEndpoint((name) =>
      placeholdersIn(app[name] ?? '').length > 0 ? null : app[name]
    );
    // The preset's words may be newer than the app.
    const endedGrantWords = [...endedGrantWordsOf(app.provider), ...protocol.endedGrantWords];
    return createOAuthClient(
      {
        appKey: key,
        issuer,
        endpoints,
        clientId,
        clientAuthMethod,
        ...credentials,
        authorizationParams,
        tokenParams,
        protocol: { ...protocol, endedGrantWords },
        keptPlaces: variables.flatMap(({ source, from }) => (source === 'response' ? [from] : [])),
        capabilities,
        defaultLifetimeSeconds,
      },
      { ...context, hooks: ownOf(hooks.apps, key) ?? ownOf(hooks.providers, app.provider) }
    );
  };

  return {
    /**
     * `values` are those of the connection, for the variables of the app.
     * @throws {ConnectedAppsError} `key_unavailable` when the destinations are not intact, or the
     *   client secret cannot be read
     */
    async clientFor(app: App, values: Values = NO_VALUES): Promise<OAuthClient> {
      assertIntact(secrets, app.key, app);
      const revision = revisionOf(app);
      const id = `${app.key}\n${valuesText(values) ?? ''}`;
      const cached = clients.get(id);
      if (cached?.revision === revision && clock.now() < cached.staleAtMs) return cached.client;
      const made = await create(withValues(app, values));
      clients.set(id, { revision, ...made });
      return made.client;
    },

    discover: (url: string) => discover(url, network),

    apiFetch: network.apiFetch,

    presets: providerPresets,

    formRules: {
      providerIds: providerPresets.map(({ id }) => id),
      clientAuthMethods: CLIENT_AUTH_METHODS,
      reservedAuthorizationParams: RESERVED_AUTHORIZATION_PARAMS,
      reservedTokenParams: RESERVED_TOKEN_PARAMS,
      transportHeaders: TRANSPORT_HEADERS,
      assertConsentPageAllowed: (url) => network.assertUrlAllowed(withoutRoute(url)),
      assertUrlAllowed: network.assertUrlAllowed,
    } satisfies FormRules,

    async stop(): Promise<void> {
      await writing.settled();
    },
  };
};

export type ProviderClients = ReturnType<typeof createProviderClients>;
