// @ts-check
// Strapi's boot with and without the plugin, each in its own process.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { createSqlite, removeDatabase } from '../lib/databases.mjs';
import { median } from '../lib/measure.mjs';
import { result } from '../lib/results.mjs';

const ROUNDS = 7;
const MAX_MORE_MS = 100;
const BOOT_PROCESS = fileURLToPath(new URL('../lib/boot-process.mjs', import.meta.url));

/** @typedef {{ ms: number, cpuMs: number }} BootTimes */

/** @returns {Promise<BootTimes>} */
async function boot(/** @type {string} */ database, /** @type {boolean} */ isPluginDisabled) {
  const child = fork(BOOT_PROCESS, [database, String(isPluginDisabled)], {
    execArgv: [],
  });
  const exited = once(child, 'exit');
  const [times] = await once(child, 'message');
  await exited;
  return times;
}

export async function measure() {
  const [withDatabase, withoutDatabase] = [createSqlite(), createSqlite()];
  const boots = { with: /** @type {BootTimes[]} */ ([]), without: /** @type {BootTimes[]} */ ([]) };
  // The first boot of each creates the tables and is not counted.
  await Promise.all([boot(withDatabase, false), boot(withoutDatabase, true)]);
  for (let round = 0; round < ROUNDS; round += 1) {
    const steps = [
      async () => boots.with.push(await boot(withDatabase, false)),
      async () => boots.without.push(await boot(withoutDatabase, true)),
    ];
    for (const step of round % 2 ? steps : steps.reverse()) await step();
  }
  await removeDatabase(withDatabase);
  await removeDatabase(withoutDatabase);

  const medianOf = (/** @type {BootTimes[]} */ all, /** @type {keyof BootTimes} */ key) =>
    median(all.map((one) => one[key]));
  return [
    result({
      name: "Strapi's boot with the plugin",
      value: medianOf(boots.with, 'ms'),
      unit: 'ms',
      peer: 'without the plugin',
      peerValue: medianOf(boots.without, 'ms'),
      target: `≤ ${MAX_MORE_MS} ms more`,
      isMet: ({ value, peerValue }) => value - peerValue <= MAX_MORE_MS,
    }),
    result({
      name: "Strapi's boot with the plugin, processor time",
      value: medianOf(boots.with, 'cpuMs'),
      unit: 'ms',
      peer: 'without the plugin',
      peerValue: medianOf(boots.without, 'cpuMs'),
    }),
  ];
}
