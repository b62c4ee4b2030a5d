import type { Core } from '@strapi/strapi';

import { UID } from '../constants';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Connections that nobody uses, and that wait for the renewal that keeps their grant alive. */
export const createIdleConnections = (strapi: Core.Strapi) => ({
  /**
   * No idle connection of this app waits longer than `idleIntervalDays` for its next renewal.
   * One UPDATE. It reads no token, and leaves alone what is in use (due before its expiry),
   * backs off after faults or needs a reconnect.
   */
  async bringForward(appKey: string, idleIntervalDays: number): Promise<void> {
    const latest = strapi.db.connection.raw('COALESCE(last_refreshed_at, connected_at) + ?', [
      Math.round(idleIntervalDays * DAY_MS),
    ]);
    await strapi.db
      .getConnection(strapi.db.metadata.get(UID.connection).tableName)
      .where({ app_key: appKey, status: 'active', failure_count: 0 })
      .whereRaw('expires_at < next_refresh_at')
      .where('next_refresh_at', '>', latest)
      .update({ next_refresh_at: latest });
  },
});

export type IdleConnections = ReturnType<typeof createIdleConnections>;
