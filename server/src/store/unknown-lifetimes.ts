import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import { queryTable } from './tables';

/** Connections whose provider does not say how long a token lives. */
export const createUnknownLifetimes = (strapi: Core.Strapi) => ({
  /**
   * Gives the app's tokens of unknown lifetime this lifetime, counted from when they were issued.
   * Makes them due `dueAfterMs` after they were issued, unless they have no refresh token or back
   * off after faults. One UPDATE, which reads no token.
   */
  async assume(appKey: string, lifetimeMs: number, dueAfterMs: number): Promise<void> {
    const { connection: db } = strapi.db;
    const after = (ms: number) =>
      db.raw('COALESCE(last_refreshed_at, connected_at) + ?', [Math.round(ms)]);
    await queryTable(strapi, UID.connection)
      .where({ app_key: appKey, status: 'active' })
      .whereNull('expires_at')
      .update({
        expires_at: after(lifetimeMs),
        next_refresh_at: db.raw(
          'CASE WHEN refresh_token IS NULL OR failure_count > 0 THEN next_refresh_at ELSE ? END',
          [after(dueAfterMs)]
        ),
      });
  },
});

export type UnknownLifetimes = ReturnType<typeof createUnknownLifetimes>;
