// @ts-check
// One of the Strapis of the soak: callers that never stop, and their results.
import { setTimeout as sleep } from 'node:timers/promises';

import { APP_KEY } from '../bench/lib/house.mjs';
import { readAccessToken } from '../bench/lib/provider.mjs';
import { bootStrapi } from '../bench/lib/strapi.mjs';
import { serve } from '../bench/lib/worker.mjs';

const MAX_PAUSE_MS = 200;
/** Of a hundred calls: how many force a refresh, and how many abort. */
const FORCED_SHARE = 1;
const ABORTED_SHARE = 3;
const ABORT_AFTER_MS = 5;
/** Each example comes with its circumstances, so a few are enough. */
const MAX_EXAMPLES = 2;

const [, , optionsText] = process.argv;
const booted = await bootStrapi(JSON.parse(optionsText));
const tokens = booted.tokens;
const collectGarbage = /** @type {() => void} */ (globalThis.gc);

/** The error codes that a caller may get while the provider fails. */
const EXPECTED_CODES = new Set(['provider_unavailable']);

const met = { calls: 0, served: 0, unavailable: 0, aborted: 0 };
const violations = {
  wrongToken: 0,
  expiredToken: 0,
  unexpectedError: 0,
  unhandledRejection: 0,
  uncaughtException: 0,
};
/** @type {string[]} */
const examples = [];

const violate = (/** @type {keyof typeof violations} */ kind, /** @type {unknown} */ what) => {
  violations[kind] += 1;
  const text = what instanceof Error ? (what.stack ?? what.message) : String(what);
  if (examples.length < MAX_EXAMPLES) examples.push(`${kind}: ${text}`);
};

process.on('unhandledRejection', (reason) => violate('unhandledRejection', reason));
process.on('uncaughtException', (error) => violate('uncaughtException', error));

const chance = (/** @type {number} */ percent) => Math.random() * 100 < percent;

const check = (/** @type {string} */ token, /** @type {string} */ account) => {
  const issued = readAccessToken(token);
  if (issued.account !== account) violate('wrongToken', `${issued.account} for ${account}`);
  else if (issued.expiresAtMs <= Date.now()) violate('expiredToken', account);
};

const callOnce = async (/** @type {string} */ account) => {
  const signal = chance(ABORTED_SHARE) ? AbortSignal.timeout(ABORT_AFTER_MS) : undefined;
  met.calls += 1;
  try {
    const ref = { app: APP_KEY, account };
    const options = { forceRefresh: chance(FORCED_SHARE), signal };
    check(await tokens.getAccessToken(ref, options), account);
    met.served += 1;
  } catch (error) {
    const { code } = /** @type {{ code?: string }} */ (error);
    if (signal?.aborted && error === signal.reason) met.aborted += 1;
    else if (code && EXPECTED_CODES.has(code)) met.unavailable += 1;
    else violate('unexpectedError', error);
  }
};

let isRunning = false;
/** @type {Promise<unknown>} */
let running = Promise.resolve();

const keepCalling = async (/** @type {string[]} */ accounts) => {
  while (isRunning) {
    await callOnce(accounts[Math.floor(Math.random() * accounts.length)]);
    await sleep(Math.random() * MAX_PAUSE_MS);
  }
};

serve(
  {
    start: (/** @type {string[]} */ accounts, /** @type {number} */ callers) => {
      isRunning = true;
      running = Promise.all(Array.from({ length: callers }, () => keepCalling(accounts)));
    },
    stopCalling: async () => {
      isRunning = false;
      await running;
    },
    /** The connections that do not work here, with their errors. */
    failing: async (/** @type {string[]} */ accounts) => {
      const errors = [];
      for (const account of accounts) {
        try {
          check(await tokens.getAccessToken({ app: APP_KEY, account }), account);
        } catch (error) {
          errors.push(`${account}: ${error}`);
        }
      }
      return errors;
    },
    heapBytes: () => {
      collectGarbage();
      collectGarbage();
      return process.memoryUsage().heapUsed;
    },
    report: () => ({ met, violations, examples }),
  },
  booted.stop
);
