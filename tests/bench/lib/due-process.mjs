// @ts-check
// A Strapi whose database holds many connections, of which few are due.
import { createSqlite, removeDatabase } from './databases.mjs';
import { APP_KEY, createApp } from './house.mjs';
import { elapsedMs } from './measure.mjs';
import { bootStrapi } from './strapi.mjs';
import { serve } from './worker.mjs';

const HOUR_MS = 3_600_000;
const LEASE = { leaseOwner: 'bench', leaseTtlMs: 60_000 };

const database = createSqlite();
const booted = await bootStrapi({ database });
const { claims } = booted.internals.store;
await createApp(booted, { origin: 'http://127.0.0.1' });

const table = () => booted.strapi.db.getConnection('connected_apps_connections');

/** Rows as the plugin stores them, except for the tokens. `due` of them are due, evenly spread. */
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
      const dueBy = new Date();
      const filters = { status: /** @type {const} */ ('active'), dueBy, appKeys: [APP_KEY], limit };
      let found = 0;
      let ms = 0;
      for (let scan = 0; scan < times; scan += 1) {
        ms += await elapsedMs(async () => {
          found = (await claims.claimDue(filters, LEASE)).length;
        });
        await table()
          .where({ status: 'active' })
          .where('next_refresh_at', '<=', dueBy.getTime())
          .update({ lease_until: null });
      }
      return { ms: ms / times, found };
    },
  },
  async () => {
    await booted.stop();
    await removeDatabase(database);
  }
);
