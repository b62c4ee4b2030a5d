import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import { queryTable } from './tables';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Connections that nobody uses, and that wait for the refresh that keeps their grant alive. */
export const createIdleConnections = (strapi: Core.Strapi) => ({
  /**
   * Makes sure that no idle connection of this app waits longer than `idleIntervalDays` for its
   * next refresh. One UPDATE, which reads no token. It skips connections that are in use (due
   * before their expiry), back off after faults or need a reconnect.
   */
  async bringForward(appKey: string, idleIntervalDays: number): Promise<void> {
    const latest = strapi.db.connection.raw('COALESCE(last_refreshed_at, connected_at) + ?', [
      Math.round(idleIntervalDays * DAY_MS),
    ]);
    await queryTable(strapi, UID.connection)
      .where({ app_key: appKey, status: 'active', failure_count: 0 })
      .whereRaw('expires_at < next_refresh_at')
      .where('next_refresh_at', '>', latest)
      .update({ next_refresh_at: latest });
  },
});

export type IdleConnections = ReturnType<typeof createIdleConnections>;
