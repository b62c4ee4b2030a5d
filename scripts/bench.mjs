import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { table } from '../tests/bench/lib/results.mjs';
import { ensurePluginBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureNodeVersion } from './lib/node-version.mjs';
import { root } from './lib/paths.mjs';

// npm run bench              all rows
// npm run bench hot-read …   some of them
// BENCH_PROFILE=folder       writes a CPU profile of each row there

const folder = join(root, 'tests', 'bench');

const ROWS = [
  'hot-read',
  'first-read',
  'burst',
  'cluster-burst',
  'due-scan',
  'background',
  'cluster-background',
  'api-fetch',
  'memory',
  'boot',
  'panel',
];

/** Runs each row in its own process, so that its leftovers do not slow down the next. */
function runRow(name) {
  const profile = process.env.BENCH_PROFILE;
  const child = fork(
    join(folder, 'lib', 'run-group.mjs'),
    [pathToFileURL(join(folder, 'rows', `${name}.mjs`)).href],
    {
      cwd: root,
      execArgv: ['--expose-gc', ...(profile ? ['--cpu-prof', '--cpu-prof-dir', profile] : [])],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }
  );
  return new Promise((resolve) => {
    let results = [];
    child.on('message', (message) => {
      results = message.results ?? results;
    });
    child.on('exit', (code) => resolve({ results, isComplete: code === 0 }));
  });
}

async function bench(names) {
  const results = [];
  const broken = [];
  for (const name of names) {
    const startedAt = Date.now();
    process.stdout.write(`${name} … `);
    const row = await runRow(name);
    results.push(...row.results);
    if (!row.isComplete) broken.push(name);
    console.log(`${Math.round((Date.now() - startedAt) / 1000)} s`);
  }
  return { results, broken };
}

function report({ results, broken }) {
  console.log(`\n${table(results)}\n`);
  const limited = results.filter(({ met }) => met !== null);
  const missed = limited.filter(({ met }) => !met);
  console.log(`${limited.length - missed.length} of ${limited.length} targets met.`);
  for (const { name, target, peer } of missed) console.log(`MISSED: ${name} (${target}; ${peer})`);
  for (const name of broken) console.log(`NOT MEASURED: ${name} ended with an error`);
}

ensureNodeVersion();
await ensureInstalled();
await ensurePluginBuilt();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !ROWS.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown rows: ${unknown.join(', ')}. Available: ${ROWS.join(', ')}`);
  process.exit(1);
}
const startedAt = Date.now();
const measured = await bench(asked.length > 0 ? asked : ROWS);
report(measured);
if (asked.length === 0) {
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(measured.results, null, 2)}\n`);
}
console.log(`${Math.round((Date.now() - startedAt) / 1000)} s in total.`);
process.exitCode = measured.broken.length > 0 ? 1 : 0;
