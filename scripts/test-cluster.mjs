import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensurePluginBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureNodeVersion } from './lib/node-version.mjs';
import { root } from './lib/paths.mjs';

// npm run test:cluster              everything; CLUSTER_ROUNDS=3 for fewer kills than 20
// npm run test:cluster -- kill      one file; what follows goes to Jest

/** As `tests/support/databases.ts` has it. */
const DATABASE_VARIABLES = { PostgreSQL: 'TEST_POSTGRES_URL', MariaDB: 'TEST_MYSQL_URL' };

/** Runs Jest in band with what `npm run test:cluster -- …` was given, and answers its exit code. */
function runJest(resultsFile, env) {
  const require = createRequire(join(root, 'package.json'));
  const jest = join(dirname(require.resolve('jest/package.json')), 'bin', 'jest.js');
  const config = ['--config', 'tests/cluster/jest.config.js', '--runInBand'];
  const results = ['--json', '--outputFile', resultsFile];
  const child = spawn(process.execPath, [jest, ...config, ...results, ...process.argv.slice(2)], {
    cwd: root,
    env: { ...process.env, ...env },
    // `--json` prints the results to standard output; the readable report goes to standard error.
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

/** A test file that could not run at all counts as one failure. */
function summarise(resultsFile) {
  if (!existsSync(resultsFile)) return { passed: 0, failed: 1, ran: false };
  const results = JSON.parse(readFileSync(resultsFile, 'utf8'));
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return { passed: results.numPassedTests, failed, ran: results.numTotalTests > 0 };
}

function printFigures(file) {
  if (!existsSync(file)) return;
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  console.log('\nMeasured');
  for (const { database, what, measured } of lines.map((line) => JSON.parse(line))) {
    const values = Object.entries(measured).map(([name, value]) => `${name} ${value}`);
    console.log(`  ${database.padEnd(10)}  ${what}: ${values.join(' · ')}`);
  }
}

function printUncovered() {
  const missing = Object.entries(DATABASE_VARIABLES).filter(([, name]) => !process.env[name]);
  if (missing.length === 0) return;
  const names = missing.map(([database, variable]) => `${database} (set ${variable})`);
  console.log(`\nNot covered: ${names.join(', ')}.`);
}

async function testCluster() {
  ensureNodeVersion();
  await ensureInstalled();
  await ensurePluginBuilt();
  const folder = mkdtempSync(join(tmpdir(), 'connected-apps-results-'));
  const resultsFile = join(folder, 'results.json');
  const figuresFile = join(folder, 'figures.jsonl');
  const exitCode = await runJest(resultsFile, { CLUSTER_FIGURES: figuresFile });
  const { passed, failed, ran } = summarise(resultsFile);
  printFigures(figuresFile);
  printUncovered();
  rmSync(folder, { recursive: true });
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = exitCode || (failed > 0 || !ran ? 1 : 0);
}

try {
  await testCluster();
} catch (error) {
  console.error(error.message);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
}
