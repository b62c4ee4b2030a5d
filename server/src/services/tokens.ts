import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import { isConnectedAppsError, type ConnectedAppsErrorCode } from '../errors';
import { owners } from '../owners';
import type { ConnectedApps, ConnectionRef, ConnectionStatus, TokenOptions } from '../public';
import type { App } from '../store/apps';
import type { ConnectionIdentity } from '../store/connections';
import type { ConnectionInUse } from '../store/connections-in-use';
import {
  appDisabled,
  appNotFound,
  cannotConnectInPanel,
  inTransaction,
  needsReconnect,
  notConnected,
  ownerNotAllowed,
} from './failures';
import { abortable } from './abortable';
import { toAccessToken } from './access-token';
import { createApiFetch } from './api-fetch';
import { getService } from './registry';
import { createSingleFlight } from './single-flight';
import { cacheKey, type CachedToken } from './token-cache';
import { lifetimeMs, requiredValidityMs } from './token-life';

/**
 * How long a token in memory is trusted without a look at its row. A disconnect on another instance
 * is seen within 10 s: the look takes a while, too.
 */
const RECHECK_MS = 9_500;

/** A token with less than this left would expire on its way to the API. */
const DEFAULT_MIN_VALIDITY_SECONDS = 2;

/** Failures of a refresh after which the present token is not used any more either. */
const ENDS_USE: readonly ConnectedAppsErrorCode[] = [
  'not_connected',
  'needs_reconnect',
  'app_not_found',
  'app_disabled',
  'owner_not_allowed',
];

const LAST_USED_PRECISION_MS = 60 * 60_000;

const NO_OPTIONS: TokenOptions = {};

export const DEFAULT_ACCOUNT = 'default';

const toIdentity = ({ app, owner, account }: ConnectionRef): ConnectionIdentity => ({
  appKey: app,
  owner: owner ?? { kind: 'shared' },
  account: account ?? DEFAULT_ACCOUNT,
});

/** The public service: `strapi.plugin('connected-apps').service('tokens')`. */
export const createTokens = ({ strapi }: { strapi: Core.Strapi }): ConnectedApps => {
  const { apps, connections, connectionsInUse } = getService(strapi, 'store');
  const cache = getService(strapi, 'token-cache');
  const clock = getService(strapi, 'clock');
  const loads = createSingleFlight<CachedToken>();
  const renewals = createSingleFlight<CachedToken>();

  const usableApp = async (key: string): Promise<App> => {
    const app = await apps.find(key);
    if (!app) throw appNotFound(key);
    if (!app.enabled) throw appDisabled(key);
    return app;
  };

  /** Says why there is nothing to use; the queries of this are those of an error only. */
  const explainAbsence = async (identity: ConnectionIdentity): Promise<never> => {
    await usableApp(identity.appKey);
    throw notConnected(identity);
  };

  const usableConnection = async (identity: ConnectionIdentity): Promise<ConnectionInUse> => {
    const { userUid, mayUse } = owners[identity.owner.kind];
    const connection = await connectionsInUse.find(identity, userUid);
    if (!connection) return explainAbsence(identity);
    if (!connection.isAppEnabled) throw appDisabled(identity.appKey);
    if (!mayUse(connection.user)) throw ownerNotAllowed(identity);
    if (connection.status === 'needs_reconnect') {
      throw needsReconnect(identity, connection.statusReason);
    }
    return connection;
  };

  const markUsed = ({ appKey }: ConnectionIdentity, { uid, lastUsedAt }: ConnectionInUse) => {
    const lastUsedAtMs = lastUsedAt?.getTime() ?? 0;
    if (clock.now() - lastUsedAtMs < LAST_USED_PRECISION_MS || strapi.db.inTransaction()) return;
    connections.markUsed(uid, new Date(clock.now())).catch((error: unknown) => {
      strapi.log.warn(`${PLUGIN_ID}: the use of ${appKey} was not noted: ${String(error)}`);
    });
  };

  const toCached = (connection: ConnectionInUse, known: CachedToken | undefined): CachedToken => {
    const { uid, tokenVersion, tokenType, scopesGranted, apiOrigins } = connection;
    const checkedAtMs = clock.now();
    const isSameRow = known?.uid === uid;
    // Newer than the row: a renewed token whose saving the database still delays.
    if (isSameRow && known.tokenVersion > tokenVersion) return { ...known, checkedAtMs };
    const isSameToken = isSameRow && known.tokenVersion === tokenVersion;
    return {
      uid,
      tokenVersion,
      accessToken: isSameToken ? known.accessToken : connections.openAccessToken(connection),
      tokenType,
      scopes: scopesGranted,
      apiOrigins,
      expiresAtMs: connection.expiresAt?.getTime() ?? null,
      lifetimeMs: lifetimeMs(connection.obtainedAt, connection.expiresAt),
      refreshDueAtMs: connection.nextRefreshAt?.getTime() ?? null,
      checkedAtMs,
    };
  };

  /**
   * The token as the row has it now. Whatever ends its use is thrown, and the token forgotten;
   * a database that does not answer ends nothing.
   */
  const load = async (identity: ConnectionIdentity): Promise<CachedToken> => {
    const known = cache.get(identity);
    const forgotten = cache.forgotten();
    try {
      const connection = await usableConnection(identity);
      const token = toCached(connection, known);
      // A transaction may read a state that others have already left behind.
      if (!strapi.db.inTransaction()) cache.setUnlessForgotten(identity, token, forgotten);
      markUsed(identity, connection);
      return token;
    } catch (error) {
      if (!isConnectedAppsError(error) && known && isValidFor(known, 0)) return known;
      cache.forget(identity);
      throw error;
    }
  };

  /** A query of a transaction is the transaction's own; of all others one serves those who ask meanwhile. */
  const loadOnce = (identity: ConnectionIdentity): Promise<CachedToken> =>
    strapi.db.inTransaction()
      ? load(identity)
      : loads(`${cacheKey(identity)}\n${cache.forgotten()}`, () => load(identity));

  const refresh = async (
    identity: ConnectionIdentity,
    { uid, tokenVersion, apiOrigins }: CachedToken
  ): Promise<CachedToken> => {
    const target = { uid, tokenVersion, ...identity };
    const forgotten = cache.forgotten();
    const fresh = await getService(strapi, 'refresh')
      .refresh(target, { usedAt: new Date(clock.now()) })
      .catch((error: unknown) => {
        if (isConnectedAppsError(error) && ENDS_USE.includes(error.code)) cache.forget(identity);
        throw error;
      });
    const token = { ...fresh, apiOrigins, checkedAtMs: clock.now() };
    cache.setUnlessForgotten(identity, token, forgotten);
    return token;
  };

  /** Of those who ask at the same moment one stores in memory what all of them get. */
  const refreshOnce = (identity: ConnectionIdentity, token: CachedToken): Promise<CachedToken> =>
    renewals(`${token.uid}\n${token.tokenVersion}\n${cache.forgotten()}`, () =>
      refresh(identity, token)
    );

  /** The caller keeps the token that is still valid; a failure shows on the connection. */
  const refreshBeside = (identity: ConnectionIdentity, token: CachedToken) => {
    refreshOnce(identity, token).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      strapi.log.warn(`${PLUGIN_ID}: ${message}`);
    });
  };

  const isValidFor = ({ expiresAtMs, lifetimeMs: lifetime }: CachedToken, seconds: number) =>
    expiresAtMs === null ||
    lifetime === null ||
    expiresAtMs - clock.now() > requiredValidityMs(seconds * 1_000, lifetime);

  const isDue = ({ refreshDueAtMs }: CachedToken): boolean =>
    refreshDueAtMs !== null && refreshDueAtMs <= clock.now();

  /** The hot path: a token in memory of which nothing has to be asked. Neither waits nor writes. */
  const readyInMemory = (
    identity: ConnectionIdentity,
    { forceRefresh, minValiditySeconds = DEFAULT_MIN_VALIDITY_SECONDS, signal }: TokenOptions
  ): CachedToken | undefined => {
    const known = cache.get(identity);
    if (known === undefined || forceRefresh || signal?.aborted) return undefined;
    const isTrusted = clock.now() - known.checkedAtMs < RECHECK_MS;
    const isReady = isTrusted && !isDue(known) && isValidFor(known, minValiditySeconds);
    return isReady ? known : undefined;
  };

  const renew = (
    identity: ConnectionIdentity,
    token: CachedToken,
    signal: AbortSignal | undefined
  ): Promise<CachedToken> => {
    if (strapi.db.inTransaction()) throw inTransaction(identity);
    signal?.throwIfAborted();
    return abortable(refreshOnce(identity, token), signal);
  };

  const tokenFor = async (
    identity: ConnectionIdentity,
    options: TokenOptions,
    /** A token that an API refused: renewed unless somebody has done so since. */
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
      return renew(identity, token, signal);
    }
    if (isDue(token)) refreshBeside(identity, token);
    return token;
  };

  const getToken = async (ref: ConnectionRef, options: TokenOptions = {}) =>
    toAccessToken(await tokenFor(toIdentity(ref), options));

  return {
    async getAccessToken(ref, options = NO_OPTIONS) {
      const identity = toIdentity(ref);
      const ready = readyInMemory(identity, options);
      return ready ? ready.accessToken : (await tokenFor(identity, options)).accessToken;
    },

    getToken,

    fetch: createApiFetch({
      identityOf: toIdentity,
      tokenFor: (identity, signal, refusedToken) => tokenFor(identity, { signal }, refusedToken),
      send: getService(strapi, 'provider-clients').apiFetch,
      clock,
    }),

    async connect(ref, options) {
      const { appKey, owner, account } = toIdentity(ref);
      // Flows end in the panel, where such a user is never signed in.
      if (owner.kind === 'user') throw cannotConnectInPanel({ appKey, owner, account });
      const startedBy = owner.kind === 'admin' ? owner.id : null;
      const authorizationUrl = await getService(strapi, 'authorization').start({
        appKey,
        owner,
        account,
        startedBy,
        returnTo: options.returnTo,
        scopes: options.scopes,
      });
      return { authorizationUrl };
    },

    async disconnect(ref) {
      const identity = toIdentity(ref);
      const connection = await connections.find(identity);
      if (!connection) throw notConnected(identity);
      return getService(strapi, 'connections').disconnect(connection);
    },

    async status(ref): Promise<ConnectionStatus> {
      const connection = await connections.find(toIdentity(ref));
      if (!connection) return { status: 'not_connected' };
      const { status, statusReason, accountLabel, expiresAt, scopesGranted } = connection;
      const { connectedAt, lastRefreshedAt } = connection;
      return {
        status,
        statusReason,
        accountLabel,
        expiresAt,
        scopesGranted,
        connectedAt,
        lastRefreshedAt,
      };
    },

    async clientCredentials(appKey, { scopes = [] } = {}) {
      const app = await usableApp(appKey);
      const result = await getService(strapi, 'client-credentials').tokenFor(app, scopes);
      return toAccessToken({ ...result, expiresAtMs: result.expiresAt?.getTime() ?? null });
    },
  };
};
