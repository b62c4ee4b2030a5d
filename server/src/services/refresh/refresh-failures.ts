import { isConnectedAppsError, type ConnectedAppsError } from '../../errors/connected-apps-error';
import type { Owners } from '../../owners';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import { REFUSED, type Connection, type StoredFault } from '../../store/connections';
import type { NeighbourFacts } from '../../store/neighbours';
import type { AppFaults } from '../apps/app-faults';
import type { CircuitBreaker } from './circuit-breaker';
import type { Clock } from '../runtime/clock';
import { connectionState } from '../connections/connection-state';
import type { Events } from '../runtime/events';
import { connectionFailing, needsReconnect } from '../../errors/definitions';
import type { Log } from '../runtime/log';
import type { FreshToken } from '../tokens/fresh-token';
import type { RefreshResponses } from './refresh-responses';
import {
  failureKindIn,
  failureKindOf,
  judgeFailure,
  type FailureKind,
  type FaultVerdict,
  type Neighbours,
} from './whose-fault';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Days of daily retries after a verdict that a connection is refused: the verdict may be wrong. */
const TRIED_DAILY_FOR_DAYS = 7;
/** How often a connection that has not failed is refreshed for comparison. */
const COMPARED_EVERY_MS = MINUTE_MS;

/** Why the failed refresh was attempted. */
export interface Attempt {
  /** Somebody pressed a button: the failure does not count against the connection. */
  isByHand: boolean;
  /** It was refreshed for comparison with one that fails. */
  isComparison: boolean;
  /** Set if a caller uses the token now, which its row may not show yet. */
  usedAt?: Date;
}

/** Refreshes a connection that has not failed, in the background. */
export type CompareWith = (healthy: Connection) => Promise<unknown>;

interface FailureParts {
  clock: Clock;
  log: Log;
  store: Pick<Store, 'connections' | 'neighbours'>;
  owners: Pick<Owners, 'isAllowed'>;
  breaker: CircuitBreaker;
  appFaults: Pick<AppFaults, 'record' | 'clear'>;
  responses: Pick<RefreshResponses, 'currentlyStored'>;
  events: Events;
}

const neighboursOf = (
  { failingSince }: Connection,
  { failingCodes, lastRefreshedAt }: NeighbourFacts,
  healthy: Connection | null
): Neighbours => ({
  refused: failingCodes.filter((code) => code !== 'provider_unavailable').length,
  unavailable: failingCodes.filter((code) => code === 'provider_unavailable').length,
  hasHealthy: healthy !== null,
  hasRefreshedSince:
    failingSince !== null && lastRefreshedAt !== null && lastRefreshedAt > failingSince,
});

/** Only refusals count as strikes for a refusal: an earlier fault of the provider proves none. */
const strikesOf = ({ fault, strikes }: Connection, kind: FailureKind): number =>
  kind === 'refused' && fault?.code === 'provider_unavailable' ? 0 : strikes;

/** Applies what follows from a failed refresh to the connection, its app and its provider. */
export const createRefreshFailures = ({
  clock,
  log,
  store: { connections, neighbours },
  owners,
  breaker,
  appFaults,
  responses,
  events,
}: FailureParts) => {
  /** By app key: when a connection was last refreshed for comparison, in epoch milliseconds. */
  const comparedAtMs = new Map<string, number>();

  const inMs = (waitMs: number): Date => new Date(clock.now() + waitMs);

  /** Skips deactivated owners: no request goes out for their tokens, so they show nothing. */
  const firstToAsk = async (candidates: readonly Connection[]): Promise<Connection | null> => {
    for (const candidate of candidates) {
      if (await owners.isAllowed(candidate.owner)) return candidate;
    }
    return null;
  };

  const compare = (appKey: string, healthy: Connection | null, compareWith: CompareWith): void => {
    const sinceMs = clock.now() - (comparedAtMs.get(appKey) ?? -Infinity);
    if (healthy === null || sinceMs < COMPARED_EVERY_MS) return;
    comparedAtMs.set(appKey, clock.now());
    compareWith(healthy).catch((error: unknown) => {
      if (!isConnectedAppsError(error)) log.error(`connected-apps: ${String(error)}`);
    });
  };

  const faultOf = (
    { fault: before }: Connection,
    { code, reason, message, retryAfterSeconds }: ConnectedAppsError,
    blame: StoredFault['blame']
  ): StoredFault => ({
    blame,
    code,
    reason: reason ?? null,
    message,
    at: inMs(0).toISOString(),
    retryNotBefore:
      retryAfterSeconds === undefined ? null : inMs(retryAfterSeconds * 1_000).toISOString(),
    isOwnerTold: blame === 'connection' || blame === 'unknown' || (before?.isOwnerTold ?? false),
  });

  const closeApp = async (
    { uid }: Connection,
    app: App,
    error: ConnectedAppsError
  ): Promise<void> => {
    const { code, retryAfterSeconds } = error;
    const { untilMs, isNews } = breaker.open(app.key, { uid, code, retryAfterSeconds });
    if (isNews) await appFaults.record(app, error, untilMs);
  };

  const announce = (
    name: 'failing' | 'needs-reconnect',
    app: App,
    reason: string,
    connection: Connection
  ): void =>
    events.emit(name, connection, {
      reason,
      state: connectionState(connection, app, clock.now()),
    });

  /** Ends the connection's use, unless another process has stored a newer token. */
  const end = async (
    connection: Connection,
    app: App,
    reason: string,
    cause?: ConnectedAppsError
  ): Promise<FreshToken> => {
    const fault = cause ? faultOf(connection, cause, 'connection') : null;
    const nextRefreshAt = reason === REFUSED ? inMs(DAY_MS) : null;
    const ended = { reason, fault, at: inMs(0), nextRefreshAt };
    if (!(await connections.markNeedsReconnect(connection, ended))) {
      return responses.currentlyStored(connection);
    }
    // Otherwise it had ended before, and its owner knows.
    if (connection.status === 'active') {
      announce('needs-reconnect', app, reason, {
        ...connection,
        status: 'needs_reconnect',
        statusReason: reason,
        needsReconnectSince: ended.at,
        fault,
        nextRefreshAt,
      });
    }
    throw needsReconnect(connection, reason, cause);
  };

  const record = async (
    connection: Connection,
    app: App,
    error: ConnectedAppsError,
    { blame, strikes, waitMs }: Pick<FaultVerdict, 'blame' | 'strikes' | 'waitMs'>
  ): Promise<void> => {
    const fault = faultOf(connection, error, blame);
    const failure = {
      fault,
      failureCount: connection.failureCount + 1,
      failingSince: connection.failingSince ?? inMs(0),
      strikes,
      nextRefreshAt: inMs(waitMs),
    };
    const isRecorded = await connections.recordFailure(connection, failure);
    const isNewsForOwner = fault.isOwnerTold && !connection.fault?.isOwnerTold;
    if (isRecorded && isNewsForOwner) {
      announce('failing', app, fault.reason ?? fault.code, { ...connection, ...failure });
    }
  };

  /** The next daily retry, counted from the verdict; null after the last one. */
  const nextDailyTry = (sinceMs: number): Date | null => {
    const days = Math.floor((clock.now() - sinceMs) / DAY_MS) + 1;
    return days > TRIED_DAILY_FOR_DAYS ? null : new Date(sinceMs + days * DAY_MS);
  };

  /** Records that a retry after the verdict has failed too. */
  const stayRefused = (connection: Connection, error: ConnectedAppsError) =>
    connections.recordFailure(connection, {
      fault: faultOf(connection, error, 'connection'),
      failureCount: connection.failureCount + 1,
      failingSince: connection.failingSince ?? inMs(0),
      strikes: connection.strikes,
      nextRefreshAt: nextDailyTry(connection.needsReconnectSince?.getTime() ?? clock.now()),
    });

  const judge = async (
    connection: Connection,
    app: App,
    error: ConnectedAppsError,
    { isByHand, isComparison }: Attempt,
    compareWith: CompareWith
  ): Promise<FreshToken> => {
    const kind = failureKindIn(app, error);
    if (kind === 'ended') throw error;
    const facts = await neighbours.of(connection);
    const healthy = await firstToAsk(facts.healthy);
    const verdict = judgeFailure({
      kind,
      retryAfterSeconds: error.retryAfterSeconds,
      nowMs: clock.now(),
      failureCount: connection.failureCount,
      strikes: strikesOf(connection, kind),
      failingSinceMs: connection.failingSince?.getTime() ?? null,
      neighbours: neighboursOf(connection, facts, healthy),
      isComparison,
    });
    if (verdict.closesApp) await closeApp(connection, app, error);
    if (verdict.isFinal && !isByHand) return end(connection, app, REFUSED, error);
    const strikes = isByHand ? connection.strikes : verdict.strikes;
    await record(connection, app, error, { ...verdict, strikes });
    if (verdict.needsComparison) compare(app.key, healthy, compareWith);
    throw error;
  };

  return {
    end,

    /**
     * Decides whose fault the failure is, and stores the consequences.
     * @throws {ConnectedAppsError} the failure, or `needs_reconnect` if the connection has ended
     */
    async handle(
      connection: Connection,
      app: App,
      error: ConnectedAppsError,
      attempt: Attempt,
      compareWith: CompareWith
    ): Promise<FreshToken> {
      if (failureKindOf(error) === 'ended') {
        // The provider works: its response concerns this connection only.
        breaker.close(app.key);
        if (app.fault?.code === 'provider_unavailable') await appFaults.clear(app);
        const wasTakenOver = connection.leaseOwner !== null;
        const reason = wasTakenOver ? 'rotation_lost' : (error.reason ?? 'invalid_grant');
        return end(connection, app, reason, error);
      }
      if (connection.status === 'needs_reconnect') {
        await stayRefused(connection, error);
        throw error;
      }
      return judge(connection, app, error, attempt, compareWith);
    },

    /**
     * Refuses to ask the provider too early. A person may ask earlier than the background, but
     * never before the provider's `Retry-After`.
     * @throws {ConnectedAppsError} with the code of the last failure
     */
    assertMayAsk(connection: Connection, { isByHand }: Pick<Attempt, 'isByHand'>): void {
      const { fault, failureCount, nextRefreshAt } = connection;
      if (fault === null || failureCount === 0) return;
      const notBeforeMs = fault.retryNotBefore === null ? 0 : Date.parse(fault.retryNotBefore);
      const nextMs = isByHand ? notBeforeMs : Math.max(notBeforeMs, nextRefreshAt?.getTime() ?? 0);
      const waitMs = nextMs - clock.now();
      if (waitMs > 0) throw connectionFailing(connection, fault, Math.ceil(waitMs / 1_000));
    },
  };
};

export type RefreshFailures = ReturnType<typeof createRefreshFailures>;
