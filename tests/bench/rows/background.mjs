// @ts-check
// The background refresh of 1,000 due connections at a slow provider.
import { createPostgres, createSqlite, isPostgresReachable } from '../lib/databases.mjs';
import { accountNames, connect, CONNECTION, inHouse } from '../lib/house.mjs';
import { elapsedMs, median } from '../lib/measure.mjs';
import { CLIENT_ID, CLIENT_SECRET } from '../lib/provider.mjs';
import { result } from '../lib/results.mjs';

const LATENCY_MS = 50;
const CONCURRENCY = 16;
const IDEAL_PER_SECOND = (CONCURRENCY * 1_000) / LATENCY_MS;
const DUE = 1_000;
const WARM_UP = 2;
const ROUNDS = 2;
const UPDATES = 200;

/** The same requests with nothing around them: no lease, no decryption, nothing stored. */
async function bareRefreshes(
  /** @type {string} */ origin,
  /** @type {import('../lib/provider.mjs').TokenResponseBody[]} */ answers
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

/** The limit of the disk, if each refresh took one commit for its lease and one for its save. */
async function commitsPerSecond(
  /** @type {import('../lib/strapi.mjs').BootedStrapi} */ { strapi }
) {
  const table = strapi.db.metadata.get(CONNECTION).tableName;
  const ms = await elapsedMs(async () => {
    for (let update = 0; update < UPDATES; update += 1) {
      await strapi.db.connection(table).where({ id: 1 }).update({ lease_until: update });
    }
  });
  return (UPDATES * 1_000) / ms;
}

const measureOn = (/** @type {string} */ database) =>
  inHouse(
    {
      database,
      provider: { latencyMs: LATENCY_MS },
      pluginConfig: { backgroundRefresh: { enabled: false, concurrencyPerHost: CONCURRENCY } },
    },
    async ({ booted, provider }) => {
      const background = booted.internals.backgroundRefresh;
      const rounds = [];
      const perSecond = (/** @type {number} */ ms) => (DUE * 1_000) / ms;
      await connect(booted, provider, accountNames(DUE));
      for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
        await booted.strapi.db
          .query(CONNECTION)
          .updateMany({ data: { nextRefreshAt: Date.now() - 1_000 } });
        await provider.resetCounts();
        const run = { refreshed: 0 };
        const ms = await elapsedMs(async () => Object.assign(run, await background.run()));
        const { granted, mostAtOnce } = await provider.counts();
        if (run.refreshed !== DUE || granted !== DUE) {
          throw new Error(`${run.refreshed} refreshed with ${granted} requests, not ${DUE}`);
        }
        if (mostAtOnce > CONCURRENCY) throw new Error(`${mostAtOnce} requests at the same time`);
        if (round < WARM_UP) continue;
        const commits = await commitsPerSecond(booted);
        const answers = await provider.issue(accountNames(DUE, 'bare'));
        const bareMs = await elapsedMs(() => bareRefreshes(provider.origin, answers));
        rounds.push({ ours: perSecond(ms), bare: perSecond(bareMs), commits });
      }
      return {
        ours: median(rounds.map(({ ours }) => ours)),
        bare: median(rounds.map(({ bare }) => bare)),
        commits: median(rounds.map(({ commits }) => commits)),
      };
    }
  );

const nameOn = (/** @type {string} */ database) =>
  `background refresh on ${database}, ${DUE} due, provider at ${LATENCY_MS} ms, concurrency ${CONCURRENCY}`;

/** @typedef {Pick<import('../lib/results.mjs').Result, 'name' | 'value' | 'unit'>} Figure */

const besideBare = (
  /** @type {Figure} */ figure,
  /** @type {number} */ bare,
  /** @type {number} */ share
) =>
  result({
    ...figure,
    peer: 'bare fetch of the same, nothing stored',
    peerValue: bare,
    target: `≥ ${share * 100} %`,
    isMet: ({ ratio }) => ratio >= share,
  });

async function onPostgres() {
  if (!(await isPostgresReachable())) {
    console.log('PostgreSQL is not reachable: the background refresh is measured on SQLite only.');
    return [];
  }
  const { ours, bare } = await measureOn(await createPostgres());
  const figure = { name: nameOn('PostgreSQL'), value: ours, unit: '/s' };
  return [
    result({ ...figure, peer: 'the ideal rate', peerValue: IDEAL_PER_SECOND }),
    besideBare(figure, bare, 0.95),
  ];
}

/** Strapi's SQLite waits for the disk at every commit, and everything waits with it. */
async function onSqlite() {
  const { ours, bare, commits } = await measureOn(createSqlite());
  const figure = { name: nameOn('SQLite'), value: ours, unit: '/s' };
  return [
    besideBare(figure, bare, 0.8),
    result({ ...figure, peer: 'two commits for each, nothing else', peerValue: commits / 2 }),
  ];
}

export const measure = async () => [...(await onPostgres()), ...(await onSqlite())];
