import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Core } from '@strapi/strapi';

import type { PluginConfig } from '../config';
import { PLUGIN_ID } from '../constants';
import type { ConnectedAppsError } from '../errors';
import { isConnectedAppsError } from '../errors';
import type { TokenResult } from '../oauth/client';
import { isTransient } from '../oauth/errors';
import { isOwnerAllowed } from '../owners';
import type { App } from '../store/apps';
import type {
  Connection,
  ConnectionIdentity,
  OpenedTokens,
  TokensToStore,
} from '../store/connections';
import {
  appNotFound,
  appDisabled,
  appUnavailable,
  leasedElsewhere,
  needsReconnect,
  notConnected,
  ownerNotAllowed,
} from './failures';
import { getService } from './registry';
import type { CachedToken } from './token-cache';
import { backoffMs, nextRefreshAt } from './token-life';

/** Longer than any request to a provider may take (30 s), so that a lease outlives its request. */
const LEASE_TTL_MS = 60_000;
const LEASE_POLL_MS = 100;
const FIRST_SAVE_RETRY_MS = 200;
const MAX_SAVE_RETRY_MS = 5_000;

/** An access token that may be used, and the version of the row that it stands for. */
export type FreshToken = Omit<CachedToken, 'checkedAtMs' | 'apiOrigins'>;

/** The connection to renew, and the version of it that is no longer good enough. */
export type RefreshTarget = ConnectionIdentity & Pick<Connection, 'uid' | 'tokenVersion'>;

export interface RefreshOptions {
  /** Leave the connection to another process that is renewing it, instead of waiting for that. */
  skipIfLeased?: boolean;
  /** Ask the provider even while it is left alone after faults: somebody pressed a button. */
  ignoreBackoff?: boolean;
}

/**
 * Renews tokens: one request to the provider for each expiry, however many callers and processes
 * ask. Within a process callers share one promise; among processes a lease on the row decides.
 */
export const createRefresh = ({ strapi }: { strapi: Core.Strapi }) => {
  const { apps, connections } = getService(strapi, 'store');
  const { backgroundRefresh } = strapi.config.get<PluginConfig>(`plugin::${PLUGIN_ID}`);
  const clock = getService(strapi, 'clock');
  const breaker = getService(strapi, 'circuit-breaker');
  const leaseOwner = randomUUID();
  /** One promise for each connection that is being refreshed here. */
  const underWay = new Map<string, Promise<FreshToken>>();
  /** Answers that could not be saved yet; the provider will not give them twice. */
  const unsaved = new Set<Promise<FreshToken>>();
  /**
   * Refreshes run in the context of the plugin's start, never in the caller's: inside a caller's
   * database transaction a rollback would lose a rotated token.
   */
  const outsideOfTransactions = new AsyncResource(`${PLUGIN_ID}.refresh`);
  let isStopping = false;

  const emit = (
    name: 'refreshed' | 'needs-reconnect',
    { uid, appKey, owner, account }: Connection,
    reason?: string
  ) => getService(strapi, 'events').emit(name, { uid, app: appKey, owner, account, reason });

  const opened = (connection: Connection): FreshToken => ({
    uid: connection.uid,
    tokenVersion: connection.tokenVersion,
    accessToken: connections.openAccessToken(connection),
    tokenType: connection.tokenType,
    scopes: connection.scopesGranted,
    expiresAtMs: connection.expiresAt?.getTime() ?? null,
    refreshDueAtMs: connection.nextRefreshAt?.getTime() ?? null,
  });

  const answered = ({ uid, tokenVersion }: Connection, tokens: TokensToStore): FreshToken => ({
    uid,
    tokenVersion: tokenVersion + 1,
    accessToken: tokens.accessToken,
    tokenType: tokens.tokenType,
    scopes: tokens.scopesGranted,
    expiresAtMs: tokens.expiresAt?.getTime() ?? null,
    refreshDueAtMs: tokens.nextRefreshAt?.getTime() ?? null,
  });

  const usableApp = async (connection: Connection): Promise<App> => {
    const app = await apps.find(connection.appKey);
    if (!app) throw appNotFound(connection.appKey);
    if (!app.enabled) throw appDisabled(app.key);
    if (!(await isOwnerAllowed(strapi, connection.owner))) throw ownerNotAllowed(connection);
    return app;
  };

  /** Ends the connection's use, unless another process has stored a newer token meanwhile. */
  const endConnection = async (
    connection: Connection,
    reason: string,
    cause?: unknown
  ): Promise<FreshToken> => {
    if (await connections.markNeedsReconnect(connection, reason)) {
      emit('needs-reconnect', connection, reason);
      throw needsReconnect(connection, reason, cause);
    }
    return currentlyStored(connection);
  };

  /** What the row holds after this process lost a race for it. */
  const currentlyStored = async ({ uid, ...identity }: Connection): Promise<FreshToken> => {
    const stored = await connections.findByUid(uid);
    if (!stored) throw notConnected(identity);
    if (stored.status === 'needs_reconnect') throw needsReconnect(stored, stored.statusReason);
    return opened(stored);
  };

  const recordFault = async (connection: Connection, error: ConnectedAppsError) => {
    const failureCount = connection.failureCount + 1;
    const waitMs = backoffMs(failureCount, error.retryAfterSeconds);
    await connections.recordFailure(connection, {
      lastErrorCode: error.code,
      failureCount,
      nextRefreshAt: new Date(clock.now() + waitMs),
    });
  };

  /** A fault of the app is shown on the app, where an administrator repairs it. */
  const recordAppFault = async (app: App, { code, message }: ConnectedAppsError) =>
    apps.setFault(app.key, { code, message, at: new Date(clock.now()).toISOString() });

  const handleFailure = async (
    connection: Connection,
    app: App,
    error: ConnectedAppsError
  ): Promise<FreshToken> => {
    if (isTransient(error)) breaker.recordFailure(app.key, error.retryAfterSeconds);
    else breaker.recordSuccess(app.key);
    if (error.code === 'needs_reconnect') {
      const wasTakenOver = connection.leaseOwner !== null;
      const reason = wasTakenOver ? 'rotation_lost' : (error.reason ?? 'invalid_grant');
      return endConnection(connection, reason, error);
    }
    if (!isTransient(error)) await recordAppFault(app, error);
    await recordFault(connection, error);
    throw error;
  };

  const toStore = (
    connection: Connection,
    refreshToken: string,
    requestedAtMs: number,
    result: TokenResult
  ): TokensToStore => ({
    accessToken: result.accessToken,
    /** RFC 6749 §6: an answer without a refresh token leaves the present one in force. */
    refreshToken: result.refreshToken ?? refreshToken,
    tokenType: result.tokenType,
    expiresAt: result.expiresAt,
    scopesGranted: result.scopes,
    nextRefreshAt: nextRefreshAt(
      connection.uid,
      requestedAtMs,
      result.expiresAt,
      connection.lastUsedAt ?? connection.connectedAt,
      backgroundRefresh
    ),
  });

  const retrySave = async (save: () => Promise<boolean>): Promise<boolean> => {
    for (let waitMs = FIRST_SAVE_RETRY_MS; ; waitMs = Math.min(waitMs * 2, MAX_SAVE_RETRY_MS)) {
      await sleep(waitMs);
      try {
        return await save();
      } catch (error) {
        if (isStopping) throw error;
      }
    }
  };

  const logUnsaved = ({ appKey }: Connection, error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    strapi.log.error(
      `${PLUGIN_ID}: a renewed token of ${appKey} could not be saved and is kept in memory: ${reason}`
    );
  };

  /** Nobody may use this answer any more: its connection was removed while it was under way. */
  const revokeLateAnswer = async (app: App, { accessToken, refreshToken }: OpenedTokens) => {
    const client = await getService(strapi, 'provider-clients').clientFor(app);
    const tokenTypeHint = refreshToken ? 'refresh_token' : 'access_token';
    await client.revoke({ token: refreshToken ?? accessToken, tokenTypeHint }).catch(() => {
      strapi.log.warn(`${PLUGIN_ID}: a token of ${app.key} that came too late was not revoked`);
    });
  };

  const afterSave = async (
    connection: Connection,
    app: App,
    tokens: TokensToStore,
    isSaved: boolean
  ): Promise<FreshToken> => {
    if (isSaved) {
      if (app.fault) await apps.setFault(app.key, null);
      emit('refreshed', connection);
      return answered(connection, tokens);
    }
    if (!(await connections.findByUid(connection.uid))) await revokeLateAnswer(app, tokens);
    return currentlyStored(connection);
  };

  /**
   * The first thing after the answer. While the database fails the answer is kept here and
   * callers are served from it.
   */
  const store = async (
    connection: Connection,
    app: App,
    tokens: TokensToStore
  ): Promise<FreshToken> => {
    const refreshedAt = new Date(clock.now());
    const save = () => connections.saveRefreshed(connection, tokens, refreshedAt);
    const finish = (isSaved: boolean) => afterSave(connection, app, tokens, isSaved);
    let isSaved: boolean;
    try {
      isSaved = await save();
    } catch (error) {
      logUnsaved(connection, error);
      const saving = retrySave(save).then(finish);
      const forget = () => unsaved.delete(saving);
      unsaved.add(saving);
      saving.then(forget, forget);
      return answered(connection, tokens);
    }
    return finish(isSaved);
  };

  const askProvider = async (connection: Connection, app: App): Promise<FreshToken> => {
    const refreshToken = connections.openRefreshToken(connection);
    if (refreshToken === null) return endConnection(connection, 'no_refresh_token');
    const client = await getService(strapi, 'provider-clients').clientFor(app);
    const requestedAtMs = clock.now();
    const { scopesRequested, scopesGranted, subject } = connection;
    const result = await client.refresh({ refreshToken, scopesRequested, scopesGranted, subject });
    breaker.recordSuccess(app.key);
    return store(connection, app, toStore(connection, refreshToken, requestedAtMs, result));
  };

  const refreshWithLease = async (connection: Connection, app: App): Promise<FreshToken> => {
    try {
      return await askProvider(connection, app);
    } catch (error) {
      if (!isConnectedAppsError(error)) throw error;
      return handleFailure(connection, app, error);
    }
  };

  const assertNotBackingOff = ({
    failureCount,
    nextRefreshAt,
    lastErrorCode,
    ...rest
  }: Connection) => {
    const waitMs = failureCount > 0 && nextRefreshAt ? nextRefreshAt.getTime() - clock.now() : 0;
    if (waitMs > 0) throw appUnavailable(rest, lastErrorCode, Math.ceil(waitMs / 1_000));
  };

  /** Wins the lease and refreshes, or waits until another process has. */
  const run = async (
    { uid, tokenVersion, ...identity }: RefreshTarget,
    { ignoreBackoff = false, skipIfLeased = false }: RefreshOptions
  ): Promise<FreshToken> => {
    for (;;) {
      const connection = await connections.findByUid(uid);
      if (!connection) throw notConnected(identity);
      if (connection.status === 'needs_reconnect') {
        throw needsReconnect(connection, connection.statusReason);
      }
      if (connection.tokenVersion > tokenVersion) return opened(connection);
      if (!ignoreBackoff) assertNotBackingOff(connection);
      const app = await usableApp(connection);
      breaker.assertClosed(connection);
      if (await connections.acquireLease(connection, leaseOwner, LEASE_TTL_MS)) {
        return refreshWithLease(connection, app);
      }
      if (skipIfLeased) throw leasedElsewhere(connection);
      await sleep(LEASE_POLL_MS);
    }
  };

  return {
    /**
     * Renews the connection's tokens and stores them. Callers of one connection share the work.
     * @throws {ConnectedAppsError} `needs_reconnect`, `provider_unavailable`, `provider_rejected`,
     *   `not_connected`, `app_not_found`, `app_disabled`, `owner_not_allowed`, `key_unavailable`
     */
    refresh(connection: RefreshTarget, options: RefreshOptions = {}): Promise<FreshToken> {
      const present = underWay.get(connection.uid);
      if (present) return present;
      const started = outsideOfTransactions.runInAsyncScope(() => run(connection, options));
      const ended = started.finally(() => underWay.delete(connection.uid));
      underWay.set(connection.uid, ended);
      return ended;
    },

    /** Waits for what is under way, so that no answered rotation is lost at shutdown. */
    async drain(): Promise<void> {
      isStopping = true;
      await Promise.allSettled([...underWay.values(), ...unsaved]);
    },
  };
};

export type Refresh = ReturnType<typeof createRefresh>;
