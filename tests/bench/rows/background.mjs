// @ts-check
// The background scan: 1,000 connections are due, the provider takes its time.
import { accountNames, connect, inHouse } from '../lib/house.mjs';
import { elapsedMs, median } from '../lib/measure.mjs';
import { CLIENT_ID, CLIENT_SECRET } from '../lib/provider.mjs';
import { result } from '../lib/results.mjs';

const DUE = 1_000;
const LATENCY_MS = 50;
const CONCURRENCY = 16;
const IDEAL_PER_SECOND = (CONCURRENCY * 1_000) / LATENCY_MS;
const ROUNDS = 3;

/** The same requests with nothing around them: no lease, no decryption, nothing stored. */
async function bareRefreshes(
  /** @type {string} */ origin,
  /** @type {import('../lib/provider.mjs').TokenAnswer[]} */ answers
) {
  const queue = answers.values();
  const worker = async () => {
    for (const { refresh_token } of queue) {
      const body = new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token,
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
      });
      const response = await fetch(`${origin}/token`, { method: 'POST', body });
      await response.json();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

const perSecond = (/** @type {number} */ ms) => (DUE * 1_000) / ms;

export const measure = () =>
  inHouse(
    {
      provider: { latencyMs: LATENCY_MS },
      pluginConfig: { backgroundRefresh: { enabled: false, concurrencyPerHost: CONCURRENCY } },
    },
    async ({ booted, provider }) => {
      const background = booted.service('background-refresh');
      const accounts = accountNames(DUE);
      const rates = { ours: /** @type {number[]} */ ([]), bare: /** @type {number[]} */ ([]) };
      for (let round = 0; round < ROUNDS; round += 1) {
        await connect(booted, provider, accounts, { expiresInMs: 600_000, dueInMs: -1_000 });
        await provider.resetCounts();
        const run = { refreshed: 0 };
        const ms = await elapsedMs(async () => Object.assign(run, await background.run()));
        const { granted } = await provider.counts();
        if (run.refreshed !== DUE || granted !== DUE) {
          throw new Error(`${run.refreshed} refreshed with ${granted} requests, not ${DUE}`);
        }
        rates.ours.push(perSecond(ms));

        const answers = await provider.issue(accountNames(DUE, 'bare'));
        rates.bare.push(perSecond(await elapsedMs(() => bareRefreshes(provider.origin, answers))));
      }

      const name = `background refresh, ${DUE} due, provider at ${LATENCY_MS} ms, concurrency ${CONCURRENCY}`;
      const value = median(rates.ours);
      return [
        result({
          name,
          value,
          unit: '/s',
          peer: 'the ideal rate',
          peerValue: IDEAL_PER_SECOND,
          target: '≥ 80 %',
          isMet: ({ ratio }) => ratio >= 0.8,
        }),
        result({
          name,
          value,
          unit: '/s',
          peer: 'bare fetch of the same, nothing stored',
          peerValue: median(rates.bare),
        }),
      ];
    }
  );
