// @ts-check
// One of several Strapis on the same database, steered by the process that started it.
import { APP_KEY } from './house.mjs';
import { googleAuthLibrary } from './peers.mjs';
import { readAccessToken } from './provider.mjs';
import { bootStrapi } from './strapi.mjs';
import { serve } from './worker.mjs';

const [, , optionsText] = process.argv;

const booted = await bootStrapi(JSON.parse(optionsText));
const tokens = booted.service('tokens');

const until = (/** @type {number} */ epochMs) =>
  new Promise((resolve) => setTimeout(resolve, epochMs - Date.now()));

serve(
  {
    /** Reads once, so that the token is in memory. */
    read: (/** @type {string} */ account) => tokens.getAccessToken({ app: APP_KEY, account }),

    /** So many callers at the same moment; how long until the last one is served. */
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

    /** The same with a client that knows only of its own process; how many callers it failed. */
    peerBurst: async (
      /** @type {string} */ origin,
      /** @type {import('./provider.mjs').TokenAnswer} */ answer,
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
