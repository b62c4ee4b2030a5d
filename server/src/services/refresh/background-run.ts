import { setImmediate as nextTurn } from 'node:timers/promises';

import type { PluginConfig } from '../../config';
import { PLUGIN_ID } from '../../constants';
import type { ConnectionStatusName } from '../../contracts';
import { isConnectedAppsError } from '../../errors/connected-apps-error';
import type { Send } from '../../oauth/client';
import type { App } from '../../store/apps';
import type { CircuitBreaker } from './circuit-breaker';
import type { Claim, Claims } from './claims';
import type { Clock } from '../runtime/clock';
import { isLeasedElsewhere } from '../../errors/definitions';
import type { Log } from '../runtime/log';
import type { Refresh } from './refresh';
import type { EndTurn, Turns } from '../../lib/turns';

/** A run starts no refresh after this time, so that it ends before the next run but one starts. */
const MAX_RUN_MS = 50_000;

/** Claims per request in flight: enough to have the next ones ready, few enough to send in time. */
const CLAIMED_PER_REQUEST = 1.5;

export interface BackgroundRunCounts {
  refreshed: number;
  failed: number;
}

/** Apps that get their tokens from one host, and how many of their connections are claimed here. */
interface Provider {
  host: string;
  appKeys: string[];
  claimed: number;
}

/** The dependencies of every run. */
export interface RunParts {
  clock: Clock;
  log: Log;
  breaker: CircuitBreaker;
  claims: Claims;
  refresh: Pick<Refresh, 'refreshClaimed'>;
  config: Pick<PluginConfig['backgroundRefresh'], 'concurrencyPerHost'>;
}

/** The input of one run. */
interface Run {
  /** Without apps that are left alone. */
  apps: readonly App[];
  hostTurns: Turns;
  isStopping(): boolean;
}

const providersOf = (apps: readonly App[]): Provider[] => {
  const byHost = new Map<string, Provider>();
  for (const { key, tokenEndpoint } of apps) {
    const host = tokenEndpoint === null ? '' : new URL(tokenEndpoint).host;
    const provider = byHost.get(host) ?? { host, appKeys: [], claimed: 0 };
    byHost.set(host, provider);
    provider.appKeys.push(key);
  }
  return [...byHost.values()];
};

/**
 * One run of the background refresh. It claims the connections that were due when the run began, a
 * batch at a time, and refreshes them. Each provider has its own bound, so that a slow one does not
 * hold up the others.
 */
export const createBackgroundRun = (
  { clock, log, breaker, claims, refresh, config }: RunParts,
  { apps, hostTurns, isStopping }: Run
) => {
  const { concurrencyPerHost } = config;
  /** Small, so that instances share the last connections too. */
  const limit = Math.ceil(concurrencyPerHost / 2);
  const enough = concurrencyPerHost * CLAIMED_PER_REQUEST;
  const dueBy = new Date(clock.now());
  const providers = providersOf(apps);
  const byApp = new Map(
    providers.flatMap((provider) => provider.appKeys.map((key) => [key, provider] as const))
  );
  /** Apps whose circuit was found open since the run began. */
  const leftAlone = new Set<string>();
  const counts: BackgroundRunCounts = { refreshed: 0, failed: 0 };
  const underWay = new Set<Promise<void>>();
  const faults: unknown[] = [];
  let onEnd = () => {};

  const isOver = () =>
    isStopping() || faults.length > 0 || clock.now() - dueBy.getTime() >= MAX_RUN_MS;

  const oneToEnd = () =>
    new Promise<void>((resolve) => {
      onEnd = resolve;
    });

  const handle = ({ connection, lease }: Claim, error: unknown): void => {
    // No request went out: the run is over, its turn came too late, or the circuit has opened.
    if (isLeasedElsewhere(error)) return;
    counts.failed += 1;
    if (!isConnectedAppsError(error)) {
      faults.push(error);
      return;
    }
    const isRefused = !lease.isSentOn() && breaker.isOpen(connection.appKey);
    if (isRefused) leftAlone.add(connection.appKey);
    log.debug(`${PLUGIN_ID}: ${error.message}`);
  };

  const refreshOne = async (claim: Claim, provider: Provider): Promise<void> => {
    let endTurn: EndTurn = () => {};
    const inTurn: Send = async (request) => {
      endTurn();
      endTurn = await hostTurns.begin(provider.host);
      if (isOver()) claim.lease.giveUp();
      // Nobody waits for this token yet, so a request that fails is only tried again.
      const response = await request('kept');
      // An error status may open the circuit, so it is judged before the next request goes out.
      if (response.ok) endTurn();
      // Lets the next requests go out first if other responses have arrived at the same time.
      await nextTurn();
      return response;
    };
    try {
      await refresh.refreshClaimed(claim, inTurn);
      counts.refreshed += 1;
    } catch (error) {
      handle(claim, error);
    } finally {
      endTurn();
    }
  };

  const start = (claim: Claim): void => {
    const provider = byApp.get(claim.connection.appKey);
    if (!provider) return;
    provider.claimed += 1;
    const refreshed = refreshOne(claim, provider).finally(() => {
      provider.claimed -= 1;
      underWay.delete(refreshed);
      onEnd();
    });
    underWay.add(refreshed);
  };

  /** Claims for each provider that has room, until none of them has a due connection left. */
  const claimAll = async (status: ConnectionStatusName): Promise<void> => {
    const remaining = new Set(providers);
    while (remaining.size > 0 && !isOver()) {
      const free = [...remaining].filter(({ claimed }) => claimed < enough);
      if (free.length === 0) {
        await oneToEnd();
        continue;
      }
      const appKeys = free
        .flatMap((provider) => provider.appKeys)
        .filter((key) => !leftAlone.has(key));
      const batch = await claims.claim({ status, dueBy, appKeys, limit });
      if (batch.length < limit) for (const provider of free) remaining.delete(provider);
      for (const claim of batch) start(claim);
    }
  };

  return {
    /** Refreshes connections that work before those that are only worth another try. */
    async run(): Promise<BackgroundRunCounts> {
      try {
        await claimAll('active');
        await claimAll('needs_reconnect');
      } finally {
        await Promise.all(underWay);
      }
      if (faults.length > 0) throw faults[0];
      return counts;
    },
  };
};
