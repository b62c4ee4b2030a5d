// @ts-check
// 8 processes on one PostgreSQL with 125 concurrent callers each, and a token that has expired.
import { setTimeout as sleep } from 'node:timers/promises';

import { createPostgres, isPostgresReachable } from '../lib/databases.mjs';
import { accountNames, connect, inHouse } from '../lib/house.mjs';
import { median } from '../lib/measure.mjs';
import { result } from '../lib/results.mjs';
import { startWorker } from '../lib/worker.mjs';

const PROCESSES = 8;
const CALLERS = 125;
const ROUNDS = 7;
const WARM_UP = 5;
const LATENCY_MS = 100;
const MAX_OVERHEAD_MS = 150;
const LIFE_MS = 5_000;
/** Time for the call to reach all processes before it starts. */
const HEAD_START_MS = 300;

const INSTANCE = new URL('../lib/instance-process.mjs', import.meta.url);

/**
 * @param {import('../lib/worker.mjs').Worker[]} instances
 * @param {import('../lib/house.mjs').Provider} provider
 * @param {(instance: import('../lib/worker.mjs').Worker, at: number) => Promise<{ ms: number, failed?: number }>} start
 */
async function burst(instances, provider, start) {
  await provider.resetCounts();
  const at = Date.now() + HEAD_START_MS;
  const served = await Promise.all(instances.map((instance) => start(instance, at)));
  return {
    ms: Math.max(...served.map(({ ms }) => ms)),
    failed: served.reduce((sum, { failed = 0 }) => sum + failed, 0),
    requests: (await provider.counts()).tokenRequests,
  };
}

const summary = (/** @type {Awaited<ReturnType<typeof burst>>[]} */ bursts) => ({
  ms: median(bursts.map(({ ms }) => ms)),
  requests: Math.max(...bursts.map(({ requests }) => requests)),
  failed: Math.max(...bursts.map(({ failed }) => failed)),
});

/** Each round has its own connection, whose token expires in the memory of every process. */
async function rounds(
  /** @type {import('../lib/house.mjs').BootedStrapi} */ booted,
  /** @type {import('../lib/house.mjs').Provider} */ provider,
  /** @type {import('../lib/worker.mjs').Worker[]} */ instances
) {
  const accounts = accountNames(ROUNDS);
  const own = instances.map((_, index) => accountNames(WARM_UP, `of-process-${index}`));
  await connect(booted, provider, [...accounts, ...own.flat()], {
    expiresInMs: LIFE_MS,
    dueInMs: LIFE_MS,
  });
  for (const account of accounts) {
    await Promise.all(instances.map((instance) => instance.call('read', account)));
  }
  await sleep(LIFE_MS);
  // Warms up each process with requests to the provider.
  await Promise.all(
    instances.map(async (instance, index) => {
      for (const account of own[index]) await instance.call('burst', account, CALLERS, Date.now());
    })
  );
  const ours = [];
  const peers = [];
  for (const account of accounts) {
    ours.push(
      await burst(instances, provider, (instance, at) =>
        instance.call('burst', account, CALLERS, at)
      )
    );
    const [answer] = await provider.issue(['peer']);
    peers.push(
      await burst(instances, provider, (instance, at) =>
        instance.call('peerBurst', provider.origin, answer, CALLERS, at)
      )
    );
  }
  return { us: summary(ours), google: summary(peers) };
}

export async function measure() {
  if (!(await isPostgresReachable())) {
    console.log('PostgreSQL is not reachable: not measured.');
    return [];
  }
  const database = await createPostgres();
  return inHouse(
    { database, provider: { latencyMs: LATENCY_MS } },
    async ({ booted, provider }) => {
      const args = [JSON.stringify({ database })];
      const instances = [];
      for (let first = 0; first < PROCESSES; first += 2) {
        instances.push(
          ...(await Promise.all([startWorker(INSTANCE, { args }), startWorker(INSTANCE, { args })]))
        );
      }
      const { us, google } = await rounds(booted, provider, instances);
      await Promise.all(instances.map((instance) => instance.stop()));

      const name = `${PROCESSES} processes × ${CALLERS} callers on an expired token, provider at ${LATENCY_MS} ms`;
      return [
        result({
          name: `${name}: requests`,
          value: us.requests,
          unit: 'requests',
          peer: `google-auth-library, which fails ${google.failed} of the callers`,
          peerValue: google.requests,
          target: '1 request',
          isMet: ({ value }) => value === 1,
        }),
        result({
          name,
          value: us.ms,
          unit: 'ms',
          peer: "the provider's latency",
          peerValue: LATENCY_MS,
          target: `≤ latency + ${MAX_OVERHEAD_MS} ms`,
          isMet: ({ value }) => value <= LATENCY_MS + MAX_OVERHEAD_MS,
        }),
        result({
          name,
          value: us.ms,
          unit: 'ms',
          peer: 'google-auth-library, a request in each process, nothing stored',
          peerValue: google.ms,
        }),
      ];
    }
  );
}
