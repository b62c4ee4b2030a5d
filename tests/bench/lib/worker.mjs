// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * A child process whose commands are called by name, see `serve`.
 *
 * @typedef {object} Worker
 * @property {(command: string, ...args: unknown[]) => Promise<any>} call
 * @property {() => Promise<void>} stop
 * @property {import('node:child_process').ChildProcess} process
 */

/**
 * @param {URL} file a module that calls `serve`
 * @param {{ env?: Record<string, string>, args?: string[], execArgv?: string[] }} [options]
 * @returns {Promise<Worker>} ready to be called
 */
export async function startWorker(file, { env = {}, args = [], execArgv = [] } = {}) {
  const child = fork(fileURLToPath(file), args, {
    execArgv,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  /** @type {Map<number, { resolve(value: unknown): void, reject(error: Error): void }>} */
  const waiting = new Map();
  let lastId = 0;

  child.on('message', (/** @type {{ id?: number, result?: unknown, error?: string }} */ reply) => {
    const caller = waiting.get(reply.id ?? 0);
    waiting.delete(reply.id ?? 0);
    if (reply.error === undefined) caller?.resolve(reply.result);
    else caller?.reject(new Error(reply.error));
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the process ended with ${code}`));
    waiting.clear();
  });

  const call = (/** @type {string} */ command, /** @type {unknown[]} */ ...args) => {
    const id = (lastId += 1);
    const answered = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    child.send({ id, command, args });
    return answered;
  };

  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`${file.pathname} ended with ${code}`)));
  });

  return {
    call,
    process: child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exited;
      clearTimeout(timer);
    },
  };
}

/**
 * Handles the calls of the parent process, and ends with it.
 *
 * @param {Record<string, (...args: any[]) => unknown>} commands
 * @param {() => unknown} [beforeExit]
 */
export function serve(commands, beforeExit = () => {}) {
  /** @param {{ id: number, command: string, args: unknown[] }} call */
  const answer = async ({ id, command, args }) => {
    try {
      process.send?.({ id, result: await commands[command](...args) });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? error.stack : String(error) });
    }
  };
  // The parent process is gone.
  if (!process.connected) process.exit();
  process.on('message', answer);
  process.on('disconnect', async () => {
    await beforeExit();
    process.exit();
  });
  process.send?.({ ready: true });
}
