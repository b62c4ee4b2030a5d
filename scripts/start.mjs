import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ensurePanelBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureNodeVersion } from './lib/node-version.mjs';
import { playground, strapiBin } from './lib/paths.mjs';
import { choosePorts } from './lib/ports.mjs';
import { startService, waitUntilReady } from './lib/service.mjs';

const demoUsers = createRequire(import.meta.url)('../playground/src/demo-users.js');

const services = [];
let stopping = false;

async function stopAll(exitCode) {
  if (stopping) return;
  stopping = true;
  await Promise.all(services.map((service) => service.stop()));
  process.exit(exitCode);
}

function start(...args) {
  const service = startService(...args);
  services.push(service);
  service.exited.then(() => {
    if (!stopping) console.error(`${service.name} has exited. Stopping everything.`);
    stopAll(1);
  });
  return service;
}

async function startEverything() {
  ensureNodeVersion();
  const ports = await choosePorts();
  await ensureInstalled();
  await ensurePanelBuilt();
  const panel = `http://localhost:${ports.strapi}`;
  const mail = `http://localhost:${ports.provider}`;
  const env = { DEMO_PROVIDER_PORT: String(ports.provider) };

  console.log('Starting Demo Mail and Strapi …');
  const provider = start('mail', [join(playground, 'provider', 'bin', 'start.js')], { env });
  const strapi = start('strapi', [strapiBin, 'start'], {
    cwd: playground,
    env: {
      ...env,
      HOST: 'localhost',
      PORT: String(ports.strapi),
      NODE_ENV: 'development',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
      STRAPI_TELEMETRY_DISABLED: 'true',
    },
  });
  await waitUntilReady(provider, `${mail}/.well-known/openid-configuration`);
  await waitUntilReady(strapi, `${panel}/_health`);
  printWelcome(panel, mail);
}

function printWelcome(panel, mail) {
  const users = demoUsers.map(
    ({ email, password }) => `              ${email.padEnd(17)} password ${password}`
  );
  printBox([
    `Panel         ${panel}/admin`,
    ...users,
    `Demo Mail     ${mail}/console`,
    `Discovery URL ${mail}/.well-known/openid-configuration`,
    '',
    'Next',
    '1. Panel, as admin: Connected Apps, create “Demo Mail” (Custom). Paste the discovery URL;',
    `   scopes openid, email, offline_access, mail.read; API origin ${mail}.`,
    '2. Demo Mail: create a client with the app’s Redirect URI; paste its id and secret into',
    '   the app.',
    '3. Press Connect, then open Inbox, and watch the token being refreshed each minute.',
    '',
    'Ctrl-C stops everything. Your data stays in playground/.tmp.',
  ]);
}

function printBox(lines) {
  const width = Math.max(...lines.map((line) => line.length));
  const edge = '─'.repeat(width + 2);
  console.log(`\n┌${edge}┐`);
  for (const line of lines) console.log(`│ ${line.padEnd(width)} │`);
  console.log(`└${edge}┘\n`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopAll(0));

startEverything().catch((error) => {
  console.error(`\n${error.message}`);
  stopAll(1);
});
