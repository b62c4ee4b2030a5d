import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';
import { runStep } from './run.mjs';

/** Installs the packages when they are missing or older than the lock file. */
export async function ensureInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && !isOlder(installed, join(root, 'package-lock.json'))) return;

  await runStep(
    'Installing the packages (about two minutes)',
    [npmCli(), 'ci', '--no-audit', '--no-fund'],
    { live: true }
  );
}

const isOlder = (file, other) => statSync(file).mtimeMs < statSync(other).mtimeMs;

/** Finds the npm that started this script, or else the one that ships with Node.js. */
export function npmCli() {
  const beside = (...path) => join(dirname(process.execPath), ...path, 'npm', 'bin', 'npm-cli.js');
  const candidates = [
    process.env.npm_execpath,
    beside('node_modules'),
    beside('..', 'lib', 'node_modules'),
    beside('..', 'share', 'nodejs'),
  ];
  const found = candidates.find((path) => path?.endsWith('npm-cli.js') && existsSync(path));
  if (!found) throw new Error('npm was not found. Start this with “npm start”.');
  return found;
}
