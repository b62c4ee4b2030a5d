import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

import type { ProjectKind } from './matrix';

const MINUTE_MS = 60_000;
/** An install of Strapi on a busy machine. */
const STEP_TIMEOUT_MS = 15 * MINUTE_MS;

export interface Step {
  cwd: string;
  env?: NodeJS.ProcessEnv;
}

/** Runs a step to its end. If it fails, the error holds its output. */
export const run = (
  command: string,
  args: readonly string[],
  { cwd, env }: Step
): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: STEP_TIMEOUT_MS,
    });
    let output = '';
    const collect = (chunk: unknown) => (output += String(chunk));
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve(output);
      reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`));
    });
  });

/** Installs a package as a separate tool, once. */
const tool = async (folder: string, specifier: string): Promise<string> => {
  const prefix = path.join(folder, specifier.replace('@', '-'));
  if (existsSync(path.join(prefix, 'node_modules'))) return prefix;
  mkdirSync(prefix, { recursive: true });
  await run('npm', ['install', '--prefix', prefix, '--no-audit', '--no-fund', specifier], {
    cwd: prefix,
  });
  return prefix;
};

/** Node.js of this major version: the one that runs the tests, or the one in the package `node`. */
export const nodeOf = async (folder: string, major: ProjectKind['node']): Promise<string> => {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  return path.join(await tool(folder, `node@${major}`), 'node_modules/node/bin/node');
};

export const pnpmOf = async (folder: string): Promise<string> =>
  path.join(await tool(folder, 'pnpm@9'), 'node_modules/pnpm/bin/pnpm.cjs');
