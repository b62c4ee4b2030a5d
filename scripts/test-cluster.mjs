import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePluginBuilt } from './lib/build.mjs';
import { printUncovered } from './lib/databases.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { finish, orFail, runJest } from './lib/jest.mjs';
import { ensureNodeVersion } from './lib/node-version.mjs';

// npm run test:cluster              everything; CLUSTER_ROUNDS=3 for fewer kills than 20
// npm run test:cluster -- kill      one file; Jest gets all arguments after `--`

function printFigures(file) {
  if (!existsSync(file)) return;
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  console.log('\nMeasured');
  for (const { database, what, measured } of lines.map((line) => JSON.parse(line))) {
    const values = Object.entries(measured).map(([name, value]) => `${name} ${value}`);
    console.log(`  ${database.padEnd(10)}  ${what}: ${values.join(' · ')}`);
  }
}

await orFail(async () => {
  ensureNodeVersion();
  await ensureInstalled();
  await ensurePluginBuilt();
  const folder = mkdtempSync(join(tmpdir(), 'connected-apps-figures-'));
  const figuresFile = join(folder, 'figures.jsonl');
  const args = ['--config', 'tests/cluster/jest.config.js', '--runInBand'];
  const run = await runJest(args, { CLUSTER_FIGURES: figuresFile });
  printFigures(figuresFile);
  printUncovered();
  rmSync(folder, { recursive: true });
  finish(run);
});
