import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const STOP_TIMEOUT_MS = 15_000;

/** The playground sends no mail. */
const NOISE = /The "sendmail" email provider/;

/** Starts a long-running child process, and prints its lines with its name in front. */
export function startService(name, args, { cwd, env }) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own process group: Ctrl-C reaches only this script, which stops everything in order.
    detached: process.platform !== 'win32',
  });
  printLines(name, child.stdout);
  printLines(name, child.stderr);

  const exited = new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });

  return {
    name,
    exited,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** Resolves when the address responds; rejects if the service exits before that. */
export async function waitUntilReady(service, url) {
  let ended = false;
  service.exited.then(() => (ended = true));
  while (!ended) {
    if (await responds(url)) return;
    await sleep(200);
  }
  throw new Error(`${service.name} exited before it was ready.`);
}

const responds = (url) =>
  fetch(url).then(
    (response) => response.ok,
    () => false
  );

function printLines(name, stream) {
  createInterface({ input: stream }).on('line', (line) => {
    if (line.trim() && !NOISE.test(line)) console.log(`${name.padEnd(6)} │ ${line}`);
  });
}
