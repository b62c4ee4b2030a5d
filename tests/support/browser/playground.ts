import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '../providers/demo-provider';

const ROOT = path.resolve(__dirname, '../../..');
const PLAYGROUND = path.join(ROOT, 'playground');
const START_TIMEOUT_MS = 60_000;

export interface Playground {
  panelUrl: string;
  providerUrl: string;
  /** Strapi's log so far, with a line for each request; needs `keepsLog`. */
  log(): string;
  /** Stops Demo Mail only; its data stays. */
  stopProvider(): Promise<void>;
  restartProvider(): Promise<void>;
  stop(): Promise<void>;
}

export interface PlaygroundOptions {
  accessTokenTtlSeconds?: number;
  /** Keeps Strapi's log, with a line for each request. */
  keepsLog?: boolean;
}

const untilItResponds = async (url: string, process_: ChildProcess) => {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && process_.exitCode === null) {
    const isUp = await fetch(url).then(
      (response) => response.ok,
      () => false
    );
    if (isUp) return;
    await sleep(200);
  }
  throw new Error(`nothing answers at ${url}`);
};

const stopProcess = async (process_: ChildProcess) => {
  if (process_.exitCode !== null) return;
  const exited = once(process_, 'exit');
  process_.kill('SIGTERM');
  const timer = setTimeout(() => process_.kill('SIGKILL'), 10_000);
  await exited;
  clearTimeout(timer);
};

/** The playground as `npm start` starts it, with its own data and ports. */
export const startPlayground = async (options: PlaygroundOptions = {}): Promise<Playground> => {
  const data = mkdtempSync(path.join(tmpdir(), 'connected-apps-playground-'));
  const [strapiPort, providerPort] = [await freePort(), await freePort()];
  const env = {
    ...process.env,
    NODE_ENV: 'development',
    STRAPI_TELEMETRY_DISABLED: 'true',
    HOST: 'localhost',
    LOG_LEVEL: options.keepsLog ? 'http' : 'error',
    PORT: String(strapiPort),
    DATABASE_FILENAME: path.join(data, 'data.db'),
    DEMO_PROVIDER_PORT: String(providerPort),
    DEMO_PROVIDER_DATA: path.join(data, 'demo-mail.db'),
    DEMO_PROVIDER_ACCESS_TOKEN_TTL: String(options.accessTokenTtlSeconds ?? 60),
  };
  const start = (file: string, args: string[], cwd: string, output: 'ignore' | 'pipe' = 'ignore') =>
    spawn(process.execPath, [file, ...args], { cwd, env, stdio: ['ignore', output, 'inherit'] });

  const startProvider = () => start(path.join(PLAYGROUND, 'provider/bin/start.js'), [], PLAYGROUND);
  let provider = startProvider();
  const strapiBin = path.join(ROOT, 'node_modules/@strapi/strapi/bin/strapi.js');
  const strapi = start(strapiBin, ['start'], PLAYGROUND, options.keepsLog ? 'pipe' : 'ignore');
  let log = '';
  strapi.stdout?.on('data', (chunk) => (log += String(chunk)));
  const stop = async () => {
    await Promise.all([stopProcess(strapi), stopProcess(provider)]);
    rmSync(data, { recursive: true, force: true });
  };

  const panelUrl = `http://localhost:${strapiPort}/admin`;
  const providerUrl = `http://localhost:${providerPort}`;
  const discoveryUrl = `${providerUrl}/.well-known/openid-configuration`;
  const restartProvider = async () => {
    provider = startProvider();
    await untilItResponds(discoveryUrl, provider);
  };
  try {
    await untilItResponds(discoveryUrl, provider);
    await untilItResponds(`http://localhost:${strapiPort}/_health`, strapi);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    panelUrl,
    providerUrl,
    log: () => log,
    stopProvider: () => stopProcess(provider),
    restartProvider,
    stop,
  };
};
