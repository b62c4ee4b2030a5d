import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { root } from './paths.mjs';

/**
 * @typedef {object} JestRun
 * @property {number} exitCode
 * @property {number} passed
 * @property {number} failed A test file that could not run at all counts as one failure.
 * @property {{ title: string, status: string }[]} tests
 */

/**
 * Runs Jest with these arguments and those of the command line. Its report goes to standard error.
 *
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<JestRun>}
 */
export async function runJest(args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'connected-apps-results-'));
  const resultsFile = join(folder, 'results.json');
  const exitCode = await spawnJest(
    [...args, '--json', '--outputFile', resultsFile],
    env,
    resultsFile
  );
  const results = existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, 'utf8')) : null;
  rmSync(folder, { recursive: true });
  printFolders(results?.testResults ?? []);
  return { exitCode: exitCode ?? (results?.success ? 0 : 1), ...summarise(results) };
}

/** How long the files of each folder of `tests` took, one after the other. */
function printFolders(files) {
  const folders = new Map();
  for (const { name, startTime, endTime, assertionResults } of files) {
    const [folder] = relative(join(root, 'tests'), name).split(sep);
    const { seconds = 0, tests = 0 } = folders.get(folder) ?? {};
    folders.set(folder, {
      seconds: seconds + (endTime - startTime) / 1_000,
      tests: tests + assertionResults.length,
    });
  }
  for (const [folder, { seconds, tests }] of [...folders].sort()) {
    const figures = `${tests} tests`.padStart(12) + `${Math.round(seconds)} s`.padStart(10);
    console.log(folder.padEnd(14) + figures);
  }
}

/** How long Jest may take to end after its results. A busy machine takes a few seconds. */
const MS_TO_END = 30_000;

/**
 * Ends a Jest that does not end after its results, because a test left something open. Jest's own
 * `--forceExit` prints a warning after each run, even if nothing is open.
 */
function endAfterResults(child, resultsFile) {
  const waiting = setInterval(() => {
    if (!existsSync(resultsFile)) return;
    clearInterval(waiting);
    const ending = setTimeout(() => {
      console.error('Jest did not end: a test left a process, a socket or a timer open.');
      child.kill('SIGKILL');
    }, MS_TO_END);
    child.once('exit', () => clearTimeout(ending));
  }, 1_000);
  child.once('exit', () => clearInterval(waiting));
}

/** Resolves to the exit code; null if a signal ended Jest. */
function spawnJest(args, env, resultsFile) {
  const require = createRequire(join(root, 'package.json'));
  const jest = join(dirname(require.resolve('jest/package.json')), 'bin', 'jest.js');
  const child = spawn(process.execPath, [jest, ...args, ...process.argv.slice(2)], {
    cwd: root,
    env: { ...process.env, ...env },
    // `--json` prints the results to standard output; the readable report goes to standard error.
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  endAfterResults(child, resultsFile);
  return new Promise((resolve) => child.on('exit', resolve));
}

function summarise(results) {
  if (!results) return { passed: 0, failed: 1, tests: [] };
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const tests = results.testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ title, status }) => ({ title, status }))
  );
  return { passed: results.numPassedTests, failed, tests };
}

/** Prints the last line and sets the exit code, which is also nonzero if no test ran. */
export function finish({ exitCode, passed, failed }) {
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = exitCode || (failed > 0 || passed === 0 ? 1 : 0);
}

/** An error before the first test counts as a failure too. */
export async function orFail(task) {
  try {
    await task();
  } catch (error) {
    console.error(error.message);
    finish({ exitCode: 1, passed: 0, failed: 1 });
  }
}
