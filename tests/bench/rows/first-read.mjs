// @ts-check
// `getAccessToken` after a boot, when nothing is in memory yet.
import { createSqlite, removeDatabase } from '../lib/databases.mjs';
import {
  accountNames,
  APP_KEY,
  connect,
  CONNECTION,
  createApp,
  queriesOf,
  whereOf,
} from '../lib/house.mjs';
import { compare } from '../lib/measure.mjs';
import { startProvider } from '../lib/provider.mjs';
import { result } from '../lib/results.mjs';
import { bootStrapi } from '../lib/strapi.mjs';

const ROUNDS = 15;
const READS_PER_ROUND = 60;
const ACCOUNTS = accountNames(READS_PER_ROUND * (ROUNDS + 1));
const NAME = 'getAccessToken, first read after a boot';

/** Boots a Strapi to store the connections, stops it, and boots the one that is measured. */
async function bootTwice(
  /** @type {import('../lib/provider.mjs').Provider} */ provider,
  /** @type {string} */ database
) {
  const first = await bootStrapi({ database });
  await createApp(first, provider);
  await connect(first, provider, ['very-first', ...ACCOUNTS]);
  await first.stop();
  return bootStrapi({ database });
}

async function measureIn(/** @type {import('../lib/strapi.mjs').BootedStrapi} */ booted) {
  const tokens = booted.tokens;
  const query = booted.strapi.db.query(CONNECTION);
  const read = (/** @type {string} */ account) => tokens.getAccessToken({ app: APP_KEY, account });

  const queries = await queriesOf(booted, () => read('very-first'));
  let next = 0;
  const cost = await compare(
    {
      ours: {
        iterations: READS_PER_ROUND,
        async run(iterations) {
          for (const account of ACCOUNTS.slice(next, next + iterations)) await read(account);
          next += iterations;
        },
      },
      findOne: {
        iterations: READS_PER_ROUND,
        async run(iterations) {
          for (const account of ACCOUNTS.slice(0, iterations)) {
            await query.findOne({ where: whereOf(account) });
          }
        },
      },
    },
    { rounds: ROUNDS }
  );
  return [
    result({
      name: `${NAME}: queries`,
      value: queries.length,
      unit: 'queries',
      peer: 'one findOne',
      peerValue: 1,
      target: '1 query',
      isMet: ({ value }) => value === 1,
    }),
    result({
      name: NAME,
      value: cost.ours,
      unit: 'µs',
      peer: 'findOne of the same row',
      peerValue: cost.findOne,
      target: '≤ 1.5 ×',
      isMet: ({ ratio }) => ratio <= 1.5,
    }),
  ];
}

export async function measure() {
  const database = createSqlite();
  const provider = await startProvider();
  const booted = await bootTwice(provider, database);
  try {
    return await measureIn(booted);
  } finally {
    await booted.stop();
    await provider.stop();
    await removeDatabase(database);
  }
}
