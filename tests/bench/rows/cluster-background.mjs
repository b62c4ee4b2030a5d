// @ts-check
// The background refresh of several processes on one PostgreSQL.
import { createPostgres, isPostgresReachable } from '../lib/databases.mjs';
import { accountNames, connect, CONNECTION, inHouse } from '../lib/house.mjs';
import { elapsedMs, median } from '../lib/measure.mjs';
import { result } from '../lib/results.mjs';
import { startWorker } from '../lib/worker.mjs';

const CONCURRENCY = 16;
const DUE = 1_200;
const LATENCY_MS = 200;
/** At this latency, two processes do not fill two cores, so the processor is not the limit. */
const CALM_LATENCY_MS = 400;
const ROUNDS = 3;
const MAX_STATEMENTS = 1.3;

const INSTANCE = new URL('../lib/instance-process.mjs', import.meta.url);
const BACKGROUND = { backgroundRefresh: { enabled: false, concurrencyPerHost: CONCURRENCY } };

/** @typedef {{ perSecond: number, statements: number, cpuMs: number }} Run */

/**
 * All instances refresh the due connections at the same time.
 *
 * @param {import('../lib/house.mjs').BootedStrapi} booted
 * @param {import('../lib/house.mjs').Provider} provider
 * @param {import('../lib/worker.mjs').Worker[]} instances
 * @returns {Promise<Run>}
 */
async function renew(booted, provider, instances) {
  const due = { nextRefreshAt: Date.now() - 1_000 };
  await booted.strapi.db.query(CONNECTION).updateMany({ data: due });
  await provider.resetCounts();
  /** @type {{ refreshed: number, statements: number, cpuMs: number }[]} */
  let runs = [];
  const ms = await elapsedMs(async () => {
    runs = await Promise.all(instances.map((instance) => instance.call('renewAhead')));
  });
  const sum = (/** @type {'refreshed' | 'statements' | 'cpuMs'} */ name) =>
    runs.reduce((total, run) => total + run[name], 0);
  const { granted, tokenRequests } = await provider.counts();
  if (sum('refreshed') !== DUE || granted !== DUE || tokenRequests !== DUE) {
    throw new Error(`${sum('refreshed')} renewed with ${tokenRequests} requests, not ${DUE}`);
  }
  return {
    perSecond: (DUE * 1_000) / ms,
    statements: sum('statements') / DUE,
    cpuMs: sum('cpuMs') / DUE,
  };
}

const summary = (/** @type {Run[]} */ runs) => ({
  perSecond: median(runs.map(({ perSecond }) => perSecond)),
  statements: median(runs.map(({ statements }) => statements)),
});

/**
 * Runs the same with each number of processes in turn, so that a busy machine slows down all runs.
 *
 * @param {(count: number) => Promise<Run>} renewWith
 * @param {number[]} counts
 */
async function compare(renewWith, counts) {
  const runs = new Map(counts.map((count) => [count, /** @type {Run[]} */ ([])]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const count of counts) runs.get(count)?.push(await renewWith(count));
  }
  return new Map([...runs].map(([count, ofCount]) => [count, summary(ofCount)]));
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
      await connect(booted, provider, accountNames(DUE));
      const args = [JSON.stringify({ database, pluginConfig: BACKGROUND })];
      const instances = [];
      for (let index = 0; index < 4; index += 1) {
        instances.push(await startWorker(INSTANCE, { args }));
      }
      const renewWith = (/** @type {number} */ count) =>
        renew(booted, provider, instances.slice(0, count));
      // The first run warms all of them up.
      await renewWith(4);
      const many = await compare(renewWith, [1, 2, 4]);
      await provider.set({ latencyMs: CALM_LATENCY_MS });
      const calm = await compare(renewWith, [1, 2]);
      await Promise.all(instances.map((instance) => instance.stop()));

      const name = `background refresh of several processes on PostgreSQL, ${DUE} due, ${CONCURRENCY} at once for each`;
      const [one, two, four] = [many.get(1), many.get(2), many.get(4)];
      const [calmOne, calmTwo] = [calm.get(1), calm.get(2)];
      if (!one || !two || !four || !calmOne || !calmTwo) throw new Error('not measured');
      const statements = (/** @type {string} */ processes, /** @type {number} */ value) =>
        result({
          name: `${name}: statements for each renewal, ${processes}`,
          value,
          unit: 'statements',
          peer: 'one process',
          peerValue: one.statements,
          target: `≤ ${MAX_STATEMENTS}, ≤ 1.05 ×`,
          isMet: ({ ratio }) => value <= MAX_STATEMENTS && ratio <= 1.05,
        });
      const rate = (/** @type {string} */ processes, /** @type {number} */ value) =>
        result({
          name: `${name}, provider at ${LATENCY_MS} ms, ${processes}`,
          value,
          unit: '/s',
          peer: 'one process',
          peerValue: one.perSecond,
        });
      return [
        statements('one process', one.statements),
        statements('two processes', two.statements),
        statements('four processes', four.statements),
        rate('two processes', two.perSecond),
        rate('four processes', four.perSecond),
        result({
          name: `${name}, provider at ${CALM_LATENCY_MS} ms, two processes`,
          value: calmTwo.perSecond,
          unit: '/s',
          peer: 'one process',
          peerValue: calmOne.perSecond,
          target: '≥ 1.9 ×',
          isMet: ({ ratio }) => ratio >= 1.9,
        }),
      ];
    }
  );
}
