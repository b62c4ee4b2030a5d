import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import { toConnection, type Connection, type ConnectionRow } from './connection-rows';
import type { Secrets } from './secrets';
import { hasUsableRefreshToken } from './usable-keys';

/** More than any verdict needs. */
const MAX_FAILING = 20;
/** More than one, because the owners of some may be deactivated. */
const MAX_HEALTHY = 20;

const latest = (limit: number) => ({ orderBy: { lastRefreshedAt: 'desc' }, limit });

export interface NeighbourFacts {
  /** When another active connection of the app was last refreshed. */
  lastRefreshedAt: Date | null;
  /** The error codes of other connections that began to fail after that. */
  failingCodes: string[];
  /** Other connections that can be refreshed and have not failed, most recently refreshed first. */
  healthy: Connection[];
}

/** The other active connections of an app, for comparison with one connection's failure. */
export const createNeighbourStore = (strapi: Core.Strapi, secrets: Secrets) => {
  const query = () => strapi.db.query(UID.connection);

  const healthyOf = (others: object, limit: number): Promise<ConnectionRow[]> =>
    query().findMany({
      where: { ...others, failingSince: { $null: true }, $or: hasUsableRefreshToken(secrets) },
      ...latest(limit),
    });

  return {
    isAnyHealthy: async (appKey: string): Promise<boolean> =>
      (await healthyOf({ appKey, status: 'active' }, 1)).length > 0,

    /** Three index queries for a few rows each, however many connections the app has. */
    async of({ uid, appKey }: Pick<Connection, 'uid' | 'appKey'>): Promise<NeighbourFacts> {
      const others = { appKey, status: 'active', uid: { $ne: uid } };
      const [last]: ConnectionRow[] = await query().findMany({
        where: { ...others, lastRefreshedAt: { $notNull: true } },
        ...latest(1),
      });
      const healthy = await healthyOf(others, MAX_HEALTHY);
      const failing: { lastErrorCode: string }[] = await query().findMany({
        select: ['lastErrorCode'],
        where: { ...others, failingSince: { $gt: Number(last?.lastRefreshedAt ?? 0) } },
        limit: MAX_FAILING,
      });
      return {
        lastRefreshedAt: last ? toConnection(last).lastRefreshedAt : null,
        failingCodes: failing.map(({ lastErrorCode }) => lastErrorCode),
        healthy: healthy.map(toConnection),
      };
    },
  };
};

export type NeighbourStore = ReturnType<typeof createNeighbourStore>;
