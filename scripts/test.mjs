import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensurePanelBuilt } from './lib/build.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureNodeVersion } from './lib/node-version.mjs';
import { root } from './lib/paths.mjs';

/** Runs Jest with what `npm test -- …` was given, and answers its exit code. */
function runJest(resultsFile, env) {
  const require = createRequire(join(root, 'package.json'));
  const jest = join(dirname(require.resolve('jest/package.json')), 'bin', 'jest.js');
  const args = [
    '--config',
    'tests/jest.config.js',
    '--forceExit',
    '--json',
    '--outputFile',
    resultsFile,
  ];
  const child = spawn(process.execPath, [jest, ...args, ...process.argv.slice(2)], {
    cwd: root,
    env: { ...process.env, ...env },
    // `--json` prints the results to standard output; the readable report goes to standard error.
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

/** A test file that could not run at all counts as one failure. */
function summarise(resultsFile) {
  const results = JSON.parse(readFileSync(resultsFile, 'utf8'));
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return { passed: results.numPassedTests, failed, ran: results.numTotalTests > 0 };
}

async function testEverything() {
  ensureNodeVersion();
  await ensureInstalled();
  await ensurePanelBuilt();
  const folder = mkdtempSync(join(tmpdir(), 'connected-apps-results-'));
  const resultsFile = join(folder, 'results.json');
  const exitCode = await runJest(resultsFile, { CHROMIUM_PATH: await ensureChromium() });
  const { passed, failed, ran } = summarise(resultsFile);
  rmSync(folder, { recursive: true });
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = exitCode || (failed > 0 || !ran ? 1 : 0);
}

try {
  await testEverything();
} catch (error) {
  console.error(error.message);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
}
