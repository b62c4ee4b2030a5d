// @ts-check
// One of several Strapis on the same database, controlled by its parent process.
import pg from 'pg';

import { APP_KEY } from './house.mjs';
import { googleAuthLibrary } from './peers.mjs';
import { readAccessToken } from './provider.mjs';
import { bootStrapi } from './strapi.mjs';
import { serve } from './worker.mjs';

const [, , optionsText] = process.argv;

/** Statements to PostgreSQL, counted at the driver, without BEGIN, COMMIT and ROLLBACK. */
let statements = 0;
const { query } = pg.Client.prototype;
pg.Client.prototype.query = function (/** @type {any[]} */ ...args) {
  const text = typeof args[0] === 'string' ? args[0] : args[0]?.text;
  if (!/^\s*(BEGIN|COMMIT|ROLLBACK)/i.test(text ?? '')) statements += 1;
  return Reflect.apply(query, this, args);
};

const booted = await bootStrapi(JSON.parse(optionsText));
const tokens = booted.tokens;

const until = (/** @type {number} */ epochMs) =>
  new Promise((resolve) => setTimeout(resolve, epochMs - Date.now()));

serve(
  {
    /** Reads once, so that the token is in memory. */
    read: (/** @type {string} */ account) => tokens.getAccessToken({ app: APP_KEY, account }),

    /** Runs the background refresh, as the cron job does, and measures its cost. */
    renewAhead: async () => {
      const before = { statements, cpu: process.cpuUsage() };
      const { refreshed } = await booted.internals.backgroundRefresh.run();
      const { user, system } = process.cpuUsage(before.cpu);
      return {
        refreshed,
        statements: statements - before.statements,
        cpuMs: (user + system) / 1_000,
      };
    },

    /** Concurrent callers: how long it takes until the last one is served. */
    burst: async (
      /** @type {string} */ account,
      /** @type {number} */ callers,
      /** @type {number} */ atEpochMs
    ) => {
      await until(atEpochMs);
      const served = await Promise.all(
        Array.from({ length: callers }, () => tokens.getAccessToken({ app: APP_KEY, account }))
      );
      const isRight = served.every((token) => readAccessToken(token).account === account);
      if (!isRight) throw new Error('a caller got a wrong token');
      return { ms: Date.now() - atEpochMs };
    },

    /** The same with a client that knows only its own process; also counts the failed callers. */
    peerBurst: async (
      /** @type {string} */ origin,
      /** @type {import('./provider.mjs').TokenResponseBody} */ answer,
      /** @type {number} */ callers,
      /** @type {number} */ atEpochMs
    ) => {
      const client = googleAuthLibrary(origin, answer, true);
      await until(atEpochMs);
      const settled = await Promise.allSettled(
        Array.from({ length: callers }, () => client.getAccessToken())
      );
      const failed = settled.filter(({ status }) => status === 'rejected').length;
      return { ms: Date.now() - atEpochMs, failed };
    },
  },
  booted.stop
);
