import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { PLUGIN_ID } from '../../constants';
import { isConnectedAppsError, isTampered, TAMPERED } from '../../errors/connected-apps-error';
import type { OAuthClient, Send } from '../../oauth/client';
import type { Owners } from '../../owners';
import type { App, AppStore } from '../../store/apps';
import {
  REFUSED,
  type Connection,
  type ConnectionIdentity,
  type ConnectionStore,
} from '../../store/connections';
import type { Secrets } from '../../store/secrets';
import {
  appNotFound,
  appDisabled,
  isLeasedElsewhere,
  leasedElsewhere,
  needsReconnect,
  notConnected,
  ownerNotAllowed,
  shuttingDown,
} from '../../errors/definitions';
import { valuesOf, type Values } from '../../variables';
import type { CircuitBreaker } from './circuit-breaker';
import type { Claim, Claims } from './claims';
import type { Clock } from '../runtime/clock';
import { createLease, LEASE_TTL_MS, type Lease } from './lease';
import type { FreshToken } from '../tokens/fresh-token';
import type { RefreshResponses } from './refresh-responses';
import type { Attempt, CompareWith, RefreshFailures } from './refresh-failures';
import { createSingleFlight } from '../../lib/single-flight';
import { rowKey } from '../tokens/token-cache';
import { assertIntact } from '../apps/trusted-destinations';

const LEASE_POLL_MS = 50;
/** Nobody pressed a button, and nothing is compared. */
const AHEAD_OF_NEED: Attempt = { isByHand: false, isComparison: false };
const DAY_MS = 24 * 60 * 60_000;

/** The connection to refresh, and the version of it that is no longer good enough. */
export type RefreshTarget = ConnectionIdentity & Pick<Connection, 'uid' | 'tokenVersion'>;

export interface RefreshOptions {
  /** Leaves the connection to another process that is refreshing it, instead of waiting. */
  skipIfLeased?: boolean;
  /** Somebody pressed a button: asks even while the plugin leaves the provider alone. */
  isByHand?: boolean;
  /** Refreshed for comparison with a connection that fails (`services/refresh/whose-fault.ts`). */
  isComparison?: boolean;
  /** Tries even a connection that was judged to be refused. */
  retriesRefused?: boolean;
  /** Set if a caller uses the token now, which its row may not show yet. */
  usedAt?: Date;
}

/** Decides when a request goes out, and whether it still may by then. */
interface Sending {
  lease: Lease;
  inTurn: Send;
  isAdmitted(): boolean;
}

/** For a request that was admitted a moment ago. */
const sendingAtOnce = (lease: Lease): Sending => ({
  lease,
  inTurn: (request) => request(),
  isAdmitted: () => true,
});

/** Stores the provider's response. The next request may go out meanwhile. */
type KeepResponse = () => Promise<FreshToken>;

const kept =
  (token: FreshToken): KeepResponse =>
  async () =>
    token;

interface RefreshParts {
  clock: Clock;
  store: {
    apps: Pick<AppStore, 'find'>;
    connections: Pick<
      ConnectionStore,
      'acquireLease' | 'findByUid' | 'openAccessToken' | 'openRefreshToken' | 'postpone'
    >;
    secrets: Pick<Secrets, 'assertUsable'>;
  };
  owners: Pick<Owners, 'isAllowed'>;
  claims: Pick<Claims, 'release'>;
  breaker: Pick<CircuitBreaker, 'admit' | 'assertMayAskByHand' | 'close' | 'stillAdmits'>;
  providerClients: { clientFor(app: App, values: Values): Promise<Pick<OAuthClient, 'refresh'>> };
  responses: Pick<RefreshResponses, 'keep' | 'opened' | 'stop' | 'unsaved'>;
  failures: RefreshFailures;
}

/**
 * Refreshes tokens with one request to the provider for each expiry, however many callers and
 * processes ask. Within a process, concurrent callers share one promise. Among processes, a lease
 * on the row decides.
 */
export const createRefresh = ({
  clock,
  store: { apps, connections, secrets },
  owners,
  claims,
  breaker,
  providerClients,
  responses,
  failures,
}: RefreshParts) => {
  const leaseOwner = randomUUID();
  /** By row key: one promise for each connection that is being refreshed here. */
  const inFlight = createSingleFlight<FreshToken>();
  let isStopping = false;
  /**
   * Refreshes run in the context of the plugin's start, never in the caller's: inside a caller's
   * database transaction a rollback would lose a rotated token.
   */
  const outsideOfTransactions = new AsyncResource(`${PLUGIN_ID}.refresh`);

  const assertUsable = ({ appKey }: Connection, app: App | null): App => {
    if (!app) throw appNotFound(appKey);
    if (!app.enabled) throw appDisabled(appKey);
    assertIntact(secrets, appKey, app);
    return app;
  };

  const usableApp = async (connection: Connection): Promise<App> => {
    const app = assertUsable(connection, await apps.find(connection.appKey));
    if (!(await owners.isAllowed(connection.owner))) throw ownerNotAllowed(connection);
    return app;
  };

  const askProvider = async (
    connection: Connection,
    app: App,
    refreshToken: string,
    { usedAt }: Attempt,
    send: Send
  ): Promise<KeepResponse> => {
    const values = valuesOf(connection.variableValues);
    const client = await providerClients.clientFor(app, values);
    const { scopesRequested, scopesGranted, subject } = connection;
    const result = await client.refresh({
      refreshToken,
      accessToken: () => connections.openAccessToken(connection),
      scopesRequested,
      scopesGranted,
      subject,
      send,
    });
    breaker.close(app.key);
    return () => responses.keep({ connection, app, refreshToken, result, usedAt });
  };

  /** Null if no request went out: the lease was given up, or the provider is left alone by now. */
  const refreshWithLease = async (
    connection: Connection,
    app: App,
    refreshToken: string | null,
    attempt: Attempt,
    { lease, inTurn, isAdmitted }: Sending
  ): Promise<KeepResponse | null> => {
    let isHeldBack = false;
    const send: Send = (request) =>
      inTurn((connectionUse) => {
        isHeldBack = !isAdmitted();
        if (isHeldBack) throw new Error('the circuit is open by now, so nothing is sent');
        lease.assertMaySend();
        return request(connectionUse);
      });
    if (refreshToken === null) return kept(await failures.end(connection, app, 'no_refresh_token'));
    try {
      return await askProvider(connection, app, refreshToken, attempt, send);
    } catch (error) {
      if (isHeldBack || lease.isGivenUp()) return null;
      if (!isConnectedAppsError(error)) throw error;
      return kept(await failures.handle(connection, app, error, attempt, compareWith));
    }
  };

  /** Null if another process has or may have the lease, or has since changed the row. */
  const tryToRefresh = async (
    connection: Connection,
    app: App,
    refreshToken: string | null,
    attempt: Attempt
  ): Promise<KeepResponse | null> => {
    if (isStopping) throw shuttingDown(connection);
    const lease = createLease(() => clock.monotonicMs());
    const isOurs = await connections.acquireLease(connection, leaseOwner, LEASE_TTL_MS);
    if (!isOurs) return null;
    return refreshWithLease(connection, app, refreshToken, attempt, sendingAtOnce(lease));
  };

  const assertMayStillWork = (connection: Connection, retriesRefused: boolean): void => {
    const { status, statusReason } = connection;
    const isWorthATry = retriesRefused && statusReason === REFUSED;
    if (status === 'needs_reconnect' && !isWorthATry)
      throw needsReconnect(connection, statusReason);
  };

  /** Runs before anything is written, so a missing or wrong key leaves the row as it is. */
  const openRefreshToken = async (connection: Connection, app: App): Promise<string | null> => {
    try {
      return connections.openRefreshToken(connection);
    } catch (error) {
      if (isTampered(error)) await failures.end(connection, app, TAMPERED, error);
      throw error;
    }
  };

  /** Wins the lease and refreshes, or waits until another process has refreshed. */
  const run = async (target: RefreshTarget, options: RefreshOptions): Promise<FreshToken> => {
    const { isByHand = false, isComparison = false, retriesRefused = false } = options;
    const { skipIfLeased = false, usedAt } = options;
    for (;;) {
      const unsaved = responses.unsaved(target);
      if (unsaved) return unsaved;
      const connection = await connections.findByUid(target.uid);
      if (!connection || rowKey(connection) !== rowKey(target)) throw notConnected(target);
      assertMayStillWork(connection, retriesRefused);
      if (connection.tokenVersion > target.tokenVersion) return responses.opened(connection);
      failures.assertMayAsk(connection, { isByHand });
      const app = await usableApp(connection);
      const refreshToken = await openRefreshToken(connection, app);
      const why = { isByHand, isComparison, usedAt };
      const attempt = () => tryToRefresh(connection, app, refreshToken, why);
      if (isByHand) breaker.assertMayAskByHand(connection);
      const keepResponse = await (isByHand ? attempt() : breaker.admit(connection, attempt));
      if (keepResponse) return keepResponse();
      if (skipIfLeased) throw leasedElsewhere(connection);
      await sleep(LEASE_POLL_MS);
    }
  };

  /**
   * An obstacle that concerns this connection alone postpones its refresh. Otherwise the row would
   * stay due and be claimed again and again.
   */
  const openOrPostpone = async (
    { connection, isOwnerAllowed: isAllowed }: Claim,
    app: App
  ): Promise<string | null> => {
    try {
      assertMayStillWork(connection, true);
      if (!isAllowed) throw ownerNotAllowed(connection);
      failures.assertMayAsk(connection, { isByHand: false });
      return await openRefreshToken(connection, app);
    } catch (error) {
      if (!isConnectedAppsError(error) || isTampered(error)) throw error;
      const { retryAfterSeconds } = error;
      const waitMs = retryAfterSeconds === undefined ? DAY_MS : retryAfterSeconds * 1_000;
      await connections.postpone(connection, new Date(clock.now() + waitMs));
      throw error;
    }
  };

  /** Refreshes under the claim's lease, and releases the lease if no request went out. */
  const runClaimed = async (claim: Claim, inTurn: Send): Promise<FreshToken> => {
    const { connection, lease } = claim;
    const unsaved = responses.unsaved(connection);
    if (unsaved) return unsaved;
    try {
      const app = assertUsable(connection, claim.app);
      const refreshToken = await openOrPostpone(claim, app);
      const sending = { lease, inTurn, isAdmitted: () => breaker.stillAdmits(connection) };
      const attempt = async () => {
        if (isStopping) throw shuttingDown(connection);
        return refreshWithLease(connection, app, refreshToken, AHEAD_OF_NEED, sending);
      };
      for (;;) {
        const keepResponse = await breaker.admit(connection, attempt);
        if (keepResponse) return await keepResponse();
        if (lease.isGivenUp()) throw leasedElsewhere(connection);
        // The circuit opened while this refresh waited for its turn. It may be a probe now.
      }
    } finally {
      await claims.release(claim);
    }
  };

  const share = (id: string, work: () => Promise<FreshToken>): Promise<FreshToken> =>
    inFlight.run(id, () => outsideOfTransactions.runInAsyncScope(work));

  const refresh = (connection: RefreshTarget, options: RefreshOptions): Promise<FreshToken> => {
    const id = rowKey(connection);
    const present = inFlight.get(id);
    if (present) return present.catch(retryAfterSkip(connection, options));
    return share(id, () => run(connection, options));
  };

  /** A caller of this process that already waits for the lease sees what this refresh stores. */
  const refreshClaimed = (claim: Claim, inTurn: Send): Promise<FreshToken> => {
    const id = rowKey(claim.connection);
    return inFlight.get(id)
      ? runClaimed(claim, inTurn)
      : share(id, () => runClaimed(claim, inTurn));
  };

  /** The background does not wait for another process; a caller that joined it does. */
  const retryAfterSkip =
    (connection: RefreshTarget, options: RefreshOptions) =>
    (error: unknown): Promise<FreshToken> => {
      if (options.skipIfLeased || !isLeasedElsewhere(error)) throw error;
      return refresh(connection, options);
    };

  const compareWith: CompareWith = (healthy) =>
    refresh(healthy, { isComparison: true, skipIfLeased: true });

  return {
    /**
     * Refreshes the connection's tokens and stores them. Concurrent callers share the work.
     * @throws {ConnectedAppsError} `needs_reconnect`, `provider_unavailable`, `provider_rejected`,
     *   `not_connected`, `app_not_found`, `app_disabled`, `owner_not_allowed`, `key_unavailable`
     */
    refresh: (connection: RefreshTarget, options: RefreshOptions = {}): Promise<FreshToken> =>
      refresh(connection, options),

    /**
     * Refreshes a connection that the background has claimed. Sends its requests through `inTurn`.
     * Concurrent callers share the work.
     * @throws {ConnectedAppsError} like `refresh`; `isLeasedElsewhere` if its turn came too late
     */
    refreshClaimed,

    /** Waits for refreshes in flight, so that shutdown loses no rotated token. */
    async stop(): Promise<void> {
      isStopping = true;
      await inFlight.settled();
      await responses.stop();
    },
  };
};

export type Refresh = ReturnType<typeof createRefresh>;
