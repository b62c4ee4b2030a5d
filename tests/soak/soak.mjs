// @ts-check
// Tokens that live for seconds, many connections, faults of every kind, several processes.
import { setTimeout as sleep } from 'node:timers/promises';

import { createPostgres } from '../bench/lib/databases.mjs';
import { accountNames, connect, CONNECTION, inHouse } from '../bench/lib/house.mjs';
import { startWorker } from '../bench/lib/worker.mjs';

const PROCESSES = 4;
const CONNECTIONS = 200;
const CALLERS_PER_PROCESS = 20;
const TOKEN_SECONDS = 5;
const MAX_HEAP_GROWTH = 0.1;
/** After minute 2 of 10. */
const FIRST_HEAP_SAMPLE = 0.2;
const OUTAGE_EVERY_MS = 60_000;
const OUTAGE_MS = 5_000;
/** Longer than any pause after a few consecutive faults. */
const RECOVERY_MS = 60_000;
/** Of the possible refreshes; faults and pauses prevent the rest. */
const LEAST_SHARE_OF_REFRESHES = 0.2;

/** Of a hundred requests. A lost response can be requested again within the grace period. */
const FAULTS = {
  resetBefore: 2,
  serverError: 2,
  badGateway: 2,
  tooMany: 1,
  unavailable: 1,
  truncated: 1,
  empty: 1,
  lostResponse: 2,
  slow: 1,
};
const OUTAGE = { unavailable: 50, resetBefore: 50 };

const INSTANCE = new URL('./instance-process.mjs', import.meta.url);

/** @typedef {import('../bench/lib/worker.mjs').Worker} Worker */

const heapsOf = (/** @type {Worker[]} */ instances) =>
  Promise.all(
    instances.map((instance) => /** @type {Promise<number>} */ (instance.call('heapBytes')))
  );

const sum = (/** @type {Record<string, number>[]} */ all) => {
  /** @type {Record<string, number>} */
  const total = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
  }
  return total;
};

/** Faults all the time; for a few seconds of each minute, no request gets a response. */
async function disturb(
  /** @type {import('../bench/lib/provider.mjs').Provider} */ provider,
  /** @type {AbortSignal} */ signal
) {
  const pause = (/** @type {number} */ ms) => sleep(ms, undefined, { signal }).catch(() => {});
  while (!signal.aborted) {
    await provider.setFaults(FAULTS);
    await pause(OUTAGE_EVERY_MS - OUTAGE_MS);
    if (!signal.aborted) await provider.setFaults(OUTAGE);
    await pause(OUTAGE_MS);
  }
  await provider.setFaults({});
}

/** Once the provider has recovered, every connection works in every process. */
async function recover(/** @type {Worker[]} */ instances, /** @type {string[]} */ accounts) {
  const deadline = Date.now() + RECOVERY_MS;
  for (;;) {
    const failing = await Promise.all(
      instances.map((instance) => instance.call('failing', accounts))
    );
    if (failing.flat().length === 0 || Date.now() > deadline) return failing.flat();
    await sleep(1_000);
  }
}

/**
 * @param {{ minutes: number, log: (line: string) => void }} options
 * @returns {Promise<{ summary: Record<string, unknown>, violations: string[] }>}
 */
export async function soak({ minutes, log }) {
  const database = await createPostgres();
  const settings = { latencyMs: 20, expiresInSeconds: TOKEN_SECONDS, graceMs: 600_000 };
  return inHouse({ database, provider: settings }, async ({ booted, provider }) => {
    const accounts = accountNames(CONNECTIONS);
    await connect(booted, provider, accounts, { expiresInMs: TOKEN_SECONDS * 1_000 });
    const worker = {
      args: [JSON.stringify({ database, pluginConfig: { backgroundRefresh: { enabled: true } } })],
      execArgv: ['--expose-gc'],
    };
    const instances = await Promise.all(
      Array.from({ length: PROCESSES }, () => startWorker(INSTANCE, worker))
    );
    log(`${PROCESSES} processes, ${CONNECTIONS} connections, ${minutes} minutes`);

    const ending = new AbortController();
    const disturbing = disturb(provider, ending.signal);
    const totalMs = minutes * 60_000;
    for (const instance of instances) {
      await instance.call('start', accounts, CALLERS_PER_PROCESS);
    }
    await sleep(totalMs * FIRST_HEAP_SAMPLE);
    const heapsBefore = await heapsOf(instances);
    log('first look at the heap');
    await sleep(totalMs * (1 - FIRST_HEAP_SAMPLE));
    const heapsAfter = await heapsOf(instances);
    ending.abort();
    await disturbing;
    await Promise.all(instances.map((instance) => instance.call('stopCalling')));
    log('the provider is well again');
    const failing = await recover(instances, accounts);
    log(failing.length === 0 ? 'every connection works again' : 'not every connection works');

    const reports = await Promise.all(instances.map((instance) => instance.call('report')));
    const counts = await provider.counts();
    const dead = await booted.strapi.db
      .query(CONNECTION)
      .count({ where: { status: 'needs_reconnect' } });
    await Promise.all(instances.map((instance) => instance.stop()));

    const growth = heapsAfter.map((after, index) => after / heapsBefore[index] - 1);
    const least = ((minutes * 60) / TOKEN_SECONDS) * LEAST_SHARE_OF_REFRESHES;
    const broken = sum(reports.map(({ violations }) => violations));
    const violations = [
      ...Object.entries(broken)
        .filter(([, count]) => count > 0)
        .map(([kind, count]) => `${kind}: ${count}`),
      ...reports.flatMap(({ examples }) => examples),
      ...growth
        .filter((share) => share > MAX_HEAP_GROWTH)
        .map((share) => `the heap grew by ${(share * 100).toFixed(1)} %`),
      ...(failing.length > 0 ? [`not recovered: ${failing.slice(0, 5).join('; ')}`] : []),
      ...(dead > 0 ? [`${dead} good connections were marked needs_reconnect`] : []),
      ...(counts.reused > 0 ? [`${counts.reused} refresh tokens were used twice`] : []),
      ...(counts.leastRefreshes < least
        ? [`a connection was renewed only ${counts.leastRefreshes} times`]
        : []),
    ];
    const summary = {
      minutes,
      ...sum(reports.map(({ met }) => met)),
      tokenRequests: counts.tokenRequests,
      granted: counts.granted,
      faulty: counts.faulty,
      leastRefreshesOfAConnection: counts.leastRefreshes,
      heapMB: heapsAfter.map((bytes) => Math.round(bytes / 1e5) / 10),
      heapGrowthPercent: growth.map((share) => Math.round(share * 1_000) / 10),
      ...broken,
    };
    return { summary, violations };
  });
}
