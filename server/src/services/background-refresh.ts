import type { Core } from '@strapi/strapi';

import type { PluginConfig } from '../config';
import { PLUGIN_ID } from '../constants';
import { isConnectedAppsError } from '../errors';
import type { App } from '../store/apps';
import type { Connection } from '../store/connections';
import { forEachConcurrently } from './concurrency';
import type { InTurn } from './refresh';
import { getService } from './registry';
import { createTurns } from './turns';

const BATCH_SIZE = 1_000;
/** After this long a run starts no more, so that it is over before the next but one starts. */
const MAX_RUN_MS = 50_000;
/** For each request that is under way there is another connection being read or stored. */
const WORKERS_PER_REQUEST = 2;
const DAY_MS = 24 * 60 * 60_000;

export interface BackgroundRun {
  refreshed: number;
  failed: number;
}

/**
 * Renews connections before they expire, with nobody present. Every instance runs it each
 * minute; the leases see to it that each connection is renewed by one of them.
 */
export const createBackgroundRefresh = ({ strapi }: { strapi: Core.Strapi }) => {
  const { apps, connections } = getService(strapi, 'store');
  const { backgroundRefresh } = strapi.config.get<PluginConfig>(`plugin::${PLUGIN_ID}`);
  const clock = getService(strapi, 'clock');
  const hostTurns = createTurns(backgroundRefresh.concurrencyPerHost);
  let underWay: Promise<BackgroundRun> | null = null;
  let isStopping = false;

  /** Due rows that can be renewed now: not of apps that are switched off, in whole or for this, or whose provider is down. */
  const listDue = async (appList: readonly App[]): Promise<Connection[]> => {
    const isLeftAlone = ({ enabled, backgroundRefresh }: App) =>
      !enabled || !backgroundRefresh.enabled;
    const leftAlone = appList.filter(isLeftAlone).map(({ key }) => key);
    const exceptApps = [...leftAlone, ...getService(strapi, 'circuit-breaker').openApps()];
    return connections.listDue(new Date(clock.now()), { limit: BATCH_SIZE, exceptApps });
  };

  const refreshOne = async (
    connection: Connection,
    inTurn: InTurn,
    run: BackgroundRun
  ): Promise<void> => {
    try {
      await getService(strapi, 'refresh').refresh(connection, { skipIfLeased: true, inTurn });
      run.refreshed += 1;
    } catch (error) {
      run.failed += 1;
      if (!isConnectedAppsError(error)) throw error;
      // Nothing else moves the row of a deactivated owner, who may come back.
      if (error.code === 'owner_not_allowed') {
        await connections.postpone(connection, new Date(clock.now() + DAY_MS));
      }
      strapi.log.debug(`${PLUGIN_ID}: ${error.message}`);
    }
  };

  const hostOf = (appList: readonly App[], { appKey }: Connection): string => {
    const { tokenEndpoint = null } = appList.find(({ key }) => key === appKey) ?? {};
    return tokenEndpoint === null ? '' : new URL(tokenEndpoint).host;
  };

  /** Bounded for each provider, so that a slow one does not hold up the others. */
  const refreshBatch = async (
    batch: readonly Connection[],
    appList: readonly App[],
    run: BackgroundRun,
    isOver: () => boolean
  ): Promise<void> => {
    const byHost = new Map<string, Connection[]>();
    for (const connection of batch) {
      const host = hostOf(appList, connection);
      const ofHost = byHost.get(host) ?? [];
      byHost.set(host, ofHost);
      ofHost.push(connection);
    }
    const workers = backgroundRefresh.concurrencyPerHost * WORKERS_PER_REQUEST;
    await Promise.all(
      [...byHost].map(([host, ofHost]) =>
        forEachConcurrently(ofHost, workers, async (connection) => {
          if (!isOver()) await refreshOne(connection, (ask) => hostTurns(host, ask), run);
        })
      )
    );
  };

  const scan = async (): Promise<BackgroundRun> => {
    const run: BackgroundRun = { refreshed: 0, failed: 0 };
    const startedAtMs = clock.now();
    const isOver = () => isStopping || clock.now() - startedAtMs >= MAX_RUN_MS;
    const tried = new Set<string>();
    const appList = await apps.list();
    while (!isOver()) {
      const due = await listDue(appList);
      const batch = due.filter(({ uid }) => !tried.has(uid));
      if (batch.length === 0) break;
      for (const { uid } of batch) tried.add(uid);
      await refreshBatch(batch, appList, run, isOver);
    }
    return run;
  };

  return {
    /** Renews what is due. A run that is still under way is joined, not doubled. */
    run(): Promise<BackgroundRun> {
      underWay ??= scan().finally(() => {
        underWay = null;
      });
      return underWay;
    },

    async stop(): Promise<void> {
      isStopping = true;
      await underWay?.catch(() => undefined);
    },
  };
};

export type BackgroundRefresh = ReturnType<typeof createBackgroundRefresh>;
