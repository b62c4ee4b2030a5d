import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import { isConnectedAppsError, type ConnectedAppsError } from '../errors';
import { isOwnerAllowed } from '../owners';
import type { App } from '../store/apps';
import type { Connection, ConnectionIdentity } from '../store/connections';
import { recordAppFault } from './app-faults';
import {
  appNotFound,
  appDisabled,
  appUnavailable,
  isLeasedElsewhere,
  leasedElsewhere,
  needsReconnect,
  notConnected,
  ownerNotAllowed,
  shuttingDown,
} from './failures';
import type { FreshToken } from './refresh-answers';
import { getService } from './registry';
import { backoffMs } from './token-life';

/** Longer than any request to a provider may take (30 s), so that a lease outlives its request. */
const LEASE_TTL_MS = 60_000;
const LEASE_POLL_MS = 50;

/** The connection to renew, and the version of it that is no longer good enough. */
export type RefreshTarget = ConnectionIdentity & Pick<Connection, 'uid' | 'tokenVersion'>;

export interface RefreshOptions {
  /** Leave the connection to another process that is renewing it, instead of waiting for that. */
  skipIfLeased?: boolean;
  /** Ask the provider even while it is left alone after faults: somebody pressed a button. */
  ignoreBackoff?: boolean;
  /** Somebody uses the token now, which its row may not say yet. */
  usedAt?: Date;
  /** Runs the part that asks the provider when its turn has come. Default: at once. */
  inTurn?: InTurn;
}

export type InTurn = <Result>(ask: () => Promise<Result>) => Promise<Result>;

/** Stores what the provider answered, while the next one asks. */
type KeepAnswer = () => Promise<FreshToken>;

const kept =
  (token: FreshToken): KeepAnswer =>
  async () =>
    token;

const atOnce: InTurn = (ask) => ask();

/**
 * Renews tokens: one request to the provider for each expiry, however many callers and processes
 * ask. Within a process callers share one promise; among processes a lease on the row decides.
 */
export const createRefresh = ({ strapi }: { strapi: Core.Strapi }) => {
  const { apps, connections } = getService(strapi, 'store');
  const clock = getService(strapi, 'clock');
  const answers = getService(strapi, 'refresh-answers');
  const breaker = getService(strapi, 'circuit-breaker');
  const leaseOwner = randomUUID();
  /** One promise for each connection that is being refreshed here. */
  const underWay = new Map<string, Promise<FreshToken>>();
  let isStopping = false;
  /**
   * Refreshes run in the context of the plugin's start, never in the caller's: inside a caller's
   * database transaction a rollback would lose a rotated token.
   */
  const outsideOfTransactions = new AsyncResource(`${PLUGIN_ID}.refresh`);

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
      getService(strapi, 'events').emit('needs-reconnect', connection, reason);
      throw needsReconnect(connection, reason, cause);
    }
    return answers.currentlyStored(connection);
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

  const handleFailure = async (
    connection: Connection,
    app: App,
    error: ConnectedAppsError
  ): Promise<FreshToken> => {
    const isOfConnection = error.code === 'needs_reconnect';
    if (isOfConnection) breaker.close(app.key);
    else breaker.recordFailure(app.key, error.retryAfterSeconds);
    if (isOfConnection) {
      const wasTakenOver = connection.leaseOwner !== null;
      const reason = wasTakenOver ? 'rotation_lost' : (error.reason ?? 'invalid_grant');
      return endConnection(connection, reason, error);
    }
    await recordAppFault(strapi, app, error);
    await recordFault(connection, error);
    throw error;
  };

  const askProvider = async (
    connection: Connection,
    app: App,
    refreshToken: string
  ): Promise<KeepAnswer> => {
    const client = await getService(strapi, 'provider-clients').clientFor(app);
    const requestedAtMs = clock.now();
    const { scopesRequested, scopesGranted, subject } = connection;
    const result = await client.refresh({ refreshToken, scopesRequested, scopesGranted, subject });
    breaker.close(app.key);
    return () => answers.keep(connection, app, refreshToken, requestedAtMs, result);
  };

  const refreshWithLease = async (
    connection: Connection,
    app: App,
    refreshToken: string | null
  ): Promise<KeepAnswer> => {
    if (refreshToken === null) return kept(await endConnection(connection, 'no_refresh_token'));
    try {
      return await askProvider(connection, app, refreshToken);
    } catch (error) {
      if (!isConnectedAppsError(error)) throw error;
      return kept(await handleFailure(connection, app, error));
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

  /** Null when another process has the lease. */
  const tryToRefresh = async (
    connection: Connection,
    app: App,
    refreshToken: string | null
  ): Promise<KeepAnswer | null> => {
    if (isStopping) throw shuttingDown(connection);
    const isOurs = await connections.acquireLease(connection, leaseOwner, LEASE_TTL_MS);
    return isOurs ? refreshWithLease(connection, app, refreshToken) : null;
  };

  /** Wins the lease and refreshes, or waits until another process has. */
  const run = async (
    { uid, tokenVersion, ...identity }: RefreshTarget,
    { ignoreBackoff = false, skipIfLeased = false, usedAt, inTurn = atOnce }: RefreshOptions
  ): Promise<FreshToken> => {
    for (;;) {
      const unsaved = answers.unsaved(uid);
      if (unsaved) return unsaved;
      const stored = await connections.findByUid(uid);
      if (!stored) throw notConnected(identity);
      const connection = usedAt ? { ...stored, lastUsedAt: usedAt } : stored;
      if (connection.status === 'needs_reconnect') {
        throw needsReconnect(connection, connection.statusReason);
      }
      if (connection.tokenVersion > tokenVersion) return answers.opened(connection);
      if (!ignoreBackoff) assertNotBackingOff(connection);
      const app = await usableApp(connection);
      // Before anything is written: a key that is missing or wrong leaves the row as it is.
      const refreshToken = connections.openRefreshToken(connection);
      const attempt = () => tryToRefresh(connection, app, refreshToken);
      const keepAnswer = await inTurn(() =>
        ignoreBackoff ? attempt() : breaker.admit(connection, attempt)
      );
      if (keepAnswer) return keepAnswer();
      if (skipIfLeased) throw leasedElsewhere(connection);
      await sleep(LEASE_POLL_MS);
    }
  };

  const refresh = (connection: RefreshTarget, options: RefreshOptions): Promise<FreshToken> => {
    const present = underWay.get(connection.uid);
    if (present) return present.catch(goOnAfterSkip(connection, options));
    const started = outsideOfTransactions.runInAsyncScope(() => run(connection, options));
    const ended = started.finally(() => underWay.delete(connection.uid));
    underWay.set(connection.uid, ended);
    return ended;
  };

  /** The background does not wait for another process; a caller who joined it does. */
  const goOnAfterSkip =
    (connection: RefreshTarget, options: RefreshOptions) =>
    (error: unknown): Promise<FreshToken> => {
      if (options.skipIfLeased || !isLeasedElsewhere(error)) throw error;
      return refresh(connection, options);
    };

  return {
    /**
     * Renews the connection's tokens and stores them. Callers of one connection share the work.
     * @throws {ConnectedAppsError} `needs_reconnect`, `provider_unavailable`, `provider_rejected`,
     *   `not_connected`, `app_not_found`, `app_disabled`, `owner_not_allowed`, `key_unavailable`
     */
    refresh: (connection: RefreshTarget, options: RefreshOptions = {}): Promise<FreshToken> =>
      refresh(connection, options),

    /** Waits for what is under way, so that no answered rotation is lost at shutdown. */
    async drain(): Promise<void> {
      isStopping = true;
      await Promise.allSettled(underWay.values());
      await answers.drain();
    },
  };
};

export type Refresh = ReturnType<typeof createRefresh>;
