// @ts-check
// A Strapi on a database of many connections, of which few are due.
import { createSqlite, removeDatabase } from './databases.mjs';
import { APP_KEY } from './house.mjs';
import { elapsedMs } from './measure.mjs';
import { bootStrapi } from './strapi.mjs';
import { serve } from './worker.mjs';

const HOUR_MS = 3_600_000;

const database = createSqlite();
const booted = await bootStrapi({ database });
const { connections } = booted.service('store');

/** Rows as the plugin stores them, but for their tokens; `due` of them, spread evenly, are due. */
const FILL = `
  WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :rows)
  INSERT INTO connected_apps_connections
    (uid, app_key, owner_kind, owner_id, account, access_token, refresh_token, token_type,
     expires_at, scopes_requested, scopes_granted, status, token_version, next_refresh_at,
     failure_count, connected_at, last_used_at)
  SELECT lower(hex(randomblob(16))), '${APP_KEY}', 'user', lower(hex(randomblob(12))), 'default',
     'ca1.strapi.' || hex(randomblob(60)), 'ca1.strapi.' || hex(randomblob(60)), 'Bearer',
     :now + 2 * ${HOUR_MS}, '["mail.read"]', '["mail.read"]', 'active', 1,
     CASE WHEN n % (:rows / :due) = 0 THEN :now - n % 1000
          ELSE :now + ${HOUR_MS} + abs(random()) % ${HOUR_MS} END,
     0, :now, :now
  FROM numbers`;

serve(
  {
    fill: async (/** @type {number} */ rows, /** @type {number} */ due) => {
      await booted.strapi.db.connection.raw(FILL, { rows, due, now: Date.now() });
    },
    /** How long one scan takes, in milliseconds. */
    scan: async (/** @type {number} */ limit, /** @type {number} */ times) => {
      let found = 0;
      const ms = await elapsedMs(async () => {
        for (let scan = 0; scan < times; scan += 1) {
          found = (await connections.listDue(new Date(), { limit, exceptApps: [] })).length;
        }
      });
      return { ms: ms / times, found };
    },
  },
  async () => {
    await booted.stop();
    await removeDatabase(database);
  }
);
