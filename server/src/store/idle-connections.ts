import type { Core } from '@strapi/strapi';

import { UID } from '../constants';

const DAY_SECONDS = 24 * 60 * 60;

/** When the present token was obtained, and so many seconds (the one binding) later, as SQL. */
const OBTAINED_PLUS_SECONDS_SQL: Record<string, string> = {
  sqlite: 'COALESCE(last_refreshed_at, connected_at) + ? * 1000',
  postgres: "COALESCE(last_refreshed_at, connected_at) + ? * interval '1 second'",
  mysql: 'TIMESTAMPADD(SECOND, ?, COALESCE(last_refreshed_at, connected_at))',
};

/** Connections that nobody uses, and that wait for the renewal that keeps their grant alive. */
export const createIdleConnections = (strapi: Core.Strapi) => {
  const obtainedPlus = (seconds: number) => {
    const { client } = strapi.db.dialect;
    const sql = OBTAINED_PLUS_SECONDS_SQL[client];
    if (sql === undefined) {
      throw new Error(`connected-apps: the database ${client} is not supported`);
    }
    return strapi.db.connection.raw(sql, [seconds]);
  };

  return {
    /**
     * No idle connection of this app waits longer than `idleIntervalDays` for its next renewal.
     * One UPDATE. It reads no token, and leaves alone what is in use (due before its expiry),
     * backs off after faults or needs a reconnect.
     */
    async bringForward(appKey: string, idleIntervalDays: number): Promise<void> {
      const latest = obtainedPlus(Math.round(idleIntervalDays * DAY_SECONDS));
      await strapi.db
        .getConnection(strapi.db.metadata.get(UID.connection).tableName)
        .where({ app_key: appKey, status: 'active', failure_count: 0 })
        .whereRaw('expires_at < next_refresh_at')
        .where('next_refresh_at', '>', latest)
        .update({ next_refresh_at: latest });
    },
  };
};

export type IdleConnections = ReturnType<typeof createIdleConnections>;
