import { PLUGIN_ID } from '../../constants';
import {
  isConnectedAppsError,
  type ConnectedAppsErrorCode,
} from '../../errors/connected-apps-error';
import type { OAuthClient } from '../../oauth/client';
import { ownerDefinitions, type Owners } from '../../owners';
import type { ConnectedApps, ConnectionRef, ConnectionStatus, TokenOptions } from '../../public';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { ConnectionIdentity } from '../../store/connections';
import type { ConnectionInUse } from '../../store/connections-in-use';
import {
  appDisabled,
  appNotFound,
  cannotConnectInPanel,
  inTransaction,
  needsReconnect,
  notConnected,
  notReady,
  ownerNotAllowed,
} from '../../errors/definitions';
import { abortable } from '../../lib/abortable';
import { filledIn, NO_VALUES, valuesOf, type Values } from '../../variables';
import { toAccessToken } from './access-token';
import { createApiFetch } from './api-fetch';
import type { Authorization } from '../authorization';
import type { ClientCredentials } from './client-credentials';
import { SYSTEM } from '../runtime/audit';
import type { Clock } from '../runtime/clock';
import { assertAppKey, exchangeRequestOf, identityOfRef, starterOf } from './connection-ref';
import { connectionState } from '../connections/connection-state';
import type { Connections } from '../connections/connections';
import type { Log } from '../runtime/log';
import type { ProviderClients } from '../apps/provider-clients';
import type { Refresh } from '../refresh/refresh';
import { createSingleFlight } from '../../lib/single-flight';
import { toFreshToken } from './fresh-token';
import type { TokenExchange } from './token-exchange';
import { cacheKey, type CachedToken, type TokenCache } from './token-cache';
import { DEFAULT_MIN_VALIDITY_SECONDS, RECHECK_MS, requiredValidityMs } from './token-life';
import { assertIntact } from '../apps/trusted-destinations';
import { parseUrl } from '../../parse-url';

/** Failures of a refresh that also end the use of the current token. */
const ENDS_USE: readonly ConnectedAppsErrorCode[] = [
  'not_connected',
  'needs_reconnect',
  'app_not_found',
  'app_disabled',
  'owner_not_allowed',
];

const LAST_USED_PRECISION_MS = 60 * 60_000;

const NO_OPTIONS: TokenOptions = {};

/** As `URL.origin` writes it, with which it is compared. */
const normalized = (origin: string): string => parseUrl(origin)?.origin ?? origin;

const apiOriginsOf = ({ apiOrigins, fixedValues, variableValues }: ConnectionInUse): string[] =>
  apiOrigins.some((origin) => origin.includes('{'))
    ? apiOrigins.map((origin) =>
        normalized(filledIn(origin, { ...valuesOf(variableValues), ...fixedValues }))
      )
    : apiOrigins;

/** Where the browser goes next. */
interface TokenParts {
  clock: Pick<Clock, 'now'>;
  log: Pick<Log, 'warn'>;
  store: {
    apps: Pick<Store['apps'], 'find'>;
    connections: Pick<Store['connections'], 'find' | 'markUsed' | 'openAccessToken'>;
    connectionsInUse: Store['connectionsInUse'];
    database: Store['database'];
    secrets: Pick<Store['secrets'], 'assertUsable'>;
  };
  owners: Pick<Owners, 'isAllowed'>;
  cache: TokenCache;
  refresh: Pick<Refresh, 'refresh'>;
  providerClients: Pick<ProviderClients, 'apiFetch'> & {
    clientFor(app: App, values: Values): Promise<Pick<OAuthClient, 'introspect'>>;
  };
  clientCredentials: ClientCredentials;
  tokenExchange: TokenExchange;
  authorization: Pick<Authorization, 'connectByPage'>;
  connections: Pick<Connections, 'disconnect'>;
}

/** The public service: `strapi.plugin('connected-apps').service('tokens')`. */
export const createTokens = ({
  clock,
  log,
  store,
  owners,
  cache,
  refresh,
  providerClients,
  clientCredentials,
  tokenExchange,
  authorization,
  connections,
}: TokenParts): ConnectedApps => {
  const { apps, connectionsInUse, database, secrets } = store;
  const loads = createSingleFlight<CachedToken>();
  /** By the token that the refresh replaces. */
  const refreshes = createSingleFlight<CachedToken, CachedToken>();

  let isReady = false;

  const assertReady = (): void => {
    isReady ||= database.isReady();
    if (!isReady) throw notReady();
  };

  const identityOf = (ref: ConnectionRef): ConnectionIdentity => {
    assertReady();
    return identityOfRef(ref);
  };

  const usableApp = async (key: string): Promise<App> => {
    const app = await apps.find(key);
    if (!app) throw appNotFound(key);
    if (!app.enabled) throw appDisabled(key);
    assertIntact(secrets, key, app);
    return app;
  };

  /** Throws the reason why there is nothing to use. Only this error path runs its queries. */
  const explainAbsence = async (identity: ConnectionIdentity): Promise<never> => {
    await usableApp(identity.appKey);
    throw notConnected(identity);
  };

  const usableConnection = async (identity: ConnectionIdentity): Promise<ConnectionInUse> => {
    const { userUid, mayUse } = ownerDefinitions[identity.owner.kind];
    const connection = await connectionsInUse.find(identity, userUid);
    if (!connection) return explainAbsence(identity);
    if (!connection.isAppEnabled) throw appDisabled(identity.appKey);
    assertIntact(secrets, identity.appKey, connection);
    if (!mayUse(connection.user)) throw ownerNotAllowed(identity);
    if (connection.status === 'needs_reconnect') {
      throw needsReconnect(identity, connection.statusReason);
    }
    return connection;
  };

  const markUsed = (
    { appKey }: ConnectionIdentity,
    { uid, lastUsedAt }: ConnectionInUse,
    token: CachedToken
  ): void => {
    const isNews = clock.now() - (lastUsedAt?.getTime() ?? 0) >= LAST_USED_PRECISION_MS;
    // The use of an expired token is stored with the token that replaces it.
    if (!isNews || !isValidFor(token, 0) || database.inTransaction()) return;
    store.connections.markUsed(uid, new Date(clock.now())).catch((error: unknown) => {
      log.warn(`${PLUGIN_ID}: the last use of ${appKey} could not be stored: ${String(error)}`);
    });
  };

  const toCached = (connection: ConnectionInUse, known: CachedToken | undefined): CachedToken => {
    const { uid, tokenVersion, apiRequest, obtainedAt, variableValues } = connection;
    const checkedAtMs = clock.now();
    const isSameRow = known?.uid === uid;
    const isBound = known?.variableValues === variableValues;
    // Newer than the row: a refreshed token that the database has not saved yet.
    if (isSameRow && isBound && known.tokenVersion > tokenVersion) return { ...known, checkedAtMs };
    // Only opening the token shows whether it belongs to other values.
    const isSameToken = isSameRow && isBound && known.tokenVersion === tokenVersion;
    const accessToken = isSameToken
      ? known.accessToken
      : store.connections.openAccessToken(connection);
    return {
      ...toFreshToken(connection, accessToken, obtainedAt),
      apiOrigins: apiOriginsOf(connection),
      apiRequest,
      values: valuesOf(variableValues),
      checkedAtMs,
    };
  };

  /**
   * The token as the row has it now. Throws the reason that ends its use, and forgets the token. A
   * database that does not respond ends nothing.
   */
  const load = async (identity: ConnectionIdentity): Promise<CachedToken> => {
    const known = cache.get(identity);
    const forgotten = cache.forgotten();
    try {
      const connection = await usableConnection(identity);
      const token = toCached(connection, known);
      // A transaction may read a state that is already out of date.
      if (!database.inTransaction()) cache.setUnlessForgotten(identity, token, forgotten);
      markUsed(identity, connection, token);
      return token;
    } catch (error) {
      if (!isConnectedAppsError(error) && known && isValidFor(known, 0)) return known;
      cache.forget(identity);
      throw error;
    }
  };

  /** A transaction runs its own query. Outside of one, concurrent callers share a query. */
  const loadOnce = (identity: ConnectionIdentity): Promise<CachedToken> =>
    database.inTransaction()
      ? load(identity)
      : loads.run(`${cacheKey(identity)}\n${cache.forgotten()}`, () => load(identity));

  const refreshNow = async (
    identity: ConnectionIdentity,
    { uid, tokenVersion, variableValues, apiOrigins, apiRequest, values }: CachedToken
  ): Promise<CachedToken> => {
    const target = { uid, tokenVersion, ...identity };
    const forgotten = cache.forgotten();
    const fresh = await refresh
      .refresh(target, { usedAt: new Date(clock.now()) })
      .catch((error: unknown) => {
        if (isConnectedAppsError(error) && ENDS_USE.includes(error.code)) cache.forget(identity);
        throw error;
      });
    // Meanwhile, somebody has connected with other values, so the token belongs elsewhere.
    if (fresh.variableValues !== variableValues) return load(identity);
    const token = { ...fresh, apiOrigins, apiRequest, values, checkedAtMs: clock.now() };
    cache.setUnlessForgotten(identity, token, forgotten);
    return token;
  };

  /** Concurrent callers that got the same token from `loadOnce` share one refresh. */
  const refreshOnce = (identity: ConnectionIdentity, token: CachedToken): Promise<CachedToken> =>
    refreshes.run(token, () => refreshNow(identity, token));

  /** The caller keeps the token, which is still valid. A failure shows on the connection. */
  const refreshBeside = (identity: ConnectionIdentity, token: CachedToken) => {
    refreshOnce(identity, token).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      log.warn(`${PLUGIN_ID}: ${message}`);
    });
  };

  const isValidFor = ({ expiresAtMs, lifetimeMs: lifetime }: CachedToken, seconds: number) =>
    expiresAtMs === null ||
    lifetime === null ||
    expiresAtMs - clock.now() > requiredValidityMs(seconds * 1_000, lifetime);

  const isDue = ({ refreshDueAtMs }: CachedToken): boolean =>
    refreshDueAtMs !== null && refreshDueAtMs <= clock.now();

  /** The hot path: a token in memory that needs no check. Neither waits nor writes. */
  const readyInMemory = (
    identity: ConnectionIdentity,
    options: TokenOptions
  ): CachedToken | undefined => {
    if (options === NO_OPTIONS) return cache.ready(identity, clock.now());
    const { forceRefresh, minValiditySeconds = DEFAULT_MIN_VALIDITY_SECONDS, signal } = options;
    const known = cache.get(identity);
    if (known === undefined || forceRefresh || signal?.aborted) return undefined;
    const isTrusted = clock.now() - known.checkedAtMs < RECHECK_MS;
    const isReady = isTrusted && !isDue(known) && isValidFor(known, minValiditySeconds);
    return isReady ? known : undefined;
  };

  const awaitRefresh = (
    identity: ConnectionIdentity,
    token: CachedToken,
    signal: AbortSignal | undefined
  ): Promise<CachedToken> => {
    if (database.inTransaction()) throw inTransaction(identity);
    signal?.throwIfAborted();
    return abortable(refreshOnce(identity, token), signal);
  };

  const tokenFor = async (
    identity: ConnectionIdentity,
    options: TokenOptions,
    /** A token that an API refused. It is refreshed unless another caller has done so since. */
    refusedToken?: string
  ): Promise<CachedToken> => {
    const { forceRefresh = false, minValiditySeconds, signal } = options;
    signal?.throwIfAborted();
    const ready = refusedToken === undefined && readyInMemory(identity, options);
    if (ready) return ready;
    const token = await loadOnce(identity);
    const isRefused = refusedToken !== undefined && token.accessToken === refusedToken;
    const minimum = minValiditySeconds ?? DEFAULT_MIN_VALIDITY_SECONDS;
    if (forceRefresh || isRefused || !isValidFor(token, minimum)) {
      return awaitRefresh(identity, token, signal);
    }
    if (isDue(token)) refreshBeside(identity, token);
    return token;
  };

  const getToken = async (ref: ConnectionRef, options: TokenOptions = NO_OPTIONS) =>
    toAccessToken(await tokenFor(identityOf(ref), options));

  return {
    async getAccessToken(ref, options = NO_OPTIONS) {
      const identity = identityOf(ref);
      const ready = readyInMemory(identity, options);
      return ready ? ready.accessToken : (await tokenFor(identity, options)).accessToken;
    },

    getToken,

    fetch: createApiFetch({
      identityOf,
      tokenFor: (identity, signal, refusedToken) => tokenFor(identity, { signal }, refusedToken),
      send: providerClients.apiFetch,
      clock,
    }),

    async connect(ref, options) {
      const { appKey, owner, account } = identityOf(ref);
      if (!ownerDefinitions[owner.kind].canConnect) {
        throw cannotConnectInPanel({ appKey, owner, account });
      }
      const startedBy = starterOf(owner, options);
      if (startedBy !== null && !(await owners.isAllowed({ kind: 'admin', id: startedBy }))) {
        throw ownerNotAllowed({ appKey, owner, account });
      }
      const flow = {
        appKey,
        owner,
        account,
        startedBy,
        returnTo: options.returnTo,
        scopes: options.scopes,
        values: options.values,
      };
      return { authorizationUrl: await authorization.connectByPage(flow, SYSTEM) };
    },

    async exchange(ref, options = {}) {
      const identity = identityOf(ref);
      const wanted = exchangeRequestOf(options);
      const subject = await tokenFor(identity, NO_OPTIONS);
      const app = await usableApp(identity.appKey);
      const result = await tokenExchange.tokenFor(app, subject, wanted);
      const expiresAtMs = result.expiresAt?.getTime() ?? null;
      const token = toAccessToken({ ...result, values: subject.values, expiresAtMs });
      return Object.assign(token, { issuedTokenType: result.issuedTokenType });
    },

    async introspect(ref) {
      const identity = identityOf(ref);
      const { accessToken, values } = await tokenFor(identity, NO_OPTIONS);
      const client = await providerClients.clientFor(await usableApp(identity.appKey), values);
      return client.introspect(accessToken);
    },

    async disconnect(ref) {
      const identity = identityOf(ref);
      const connection = await store.connections.find(identity);
      if (!connection) throw notConnected(identity);
      return connections.disconnect(connection);
    },

    async status(ref): Promise<ConnectionStatus> {
      const connection = await store.connections.find(identityOf(ref));
      if (!connection) return { status: 'not_connected' };
      const app = await apps.find(connection.appKey);
      const state = connectionState(connection, app, clock.now());
      return {
        status: connection.status,
        statusReason: connection.statusReason,
        accountLabel: connection.accountLabel,
        values: valuesOf(connection.variableValues),
        expiresAt: connection.expiresAt,
        scopesGranted: connection.scopesGranted,
        connectedAt: connection.connectedAt,
        lastRefreshedAt: connection.lastRefreshedAt,
        failingSince: connection.failingSince,
        lastError: state.fault,
        state,
      };
    },

    async clientCredentials(appKey, { scopes = [] } = {}) {
      assertReady();
      assertAppKey(appKey);
      const app = await usableApp(appKey);
      const result = await clientCredentials.tokenFor(app, scopes);
      return toAccessToken({
        ...result,
        values: NO_VALUES,
        expiresAtMs: result.expiresAt?.getTime() ?? null,
      });
    },
  };
};
