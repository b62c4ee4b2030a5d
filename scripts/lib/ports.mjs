import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { playground } from './paths.mjs';

const FILE = join(playground, '.tmp', 'ports.json');
const PREFERRED = { strapi: 1337, provider: 4400 };

/** Keeps the ports of the first start, because registered Redirect URIs contain them. */
export async function choosePorts() {
  if (existsSync(FILE)) {
    const ports = JSON.parse(readFileSync(FILE, 'utf8'));
    for (const port of Object.values(ports)) await expectFree(port);
    return ports;
  }

  const ports = {
    strapi: await nextFree(PREFERRED.strapi),
    provider: await nextFree(PREFERRED.provider),
  };
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, `${JSON.stringify(ports)}\n`);
  return ports;
}

async function expectFree(port) {
  if (await isFree(port)) return;
  throw new Error(
    [
      `Port ${port} is in use. Is the playground already running in another terminal?`,
      'The playground keeps the ports of its first start, because they are part of the',
      'Redirect URIs that you registered. Stop the program that uses the port, or delete',
      'playground/.tmp to start over with free ports and empty databases.',
    ].join('\n')
  );
}

async function nextFree(port) {
  return (await isFree(port)) ? port : nextFree(port + 1);
}

async function isFree(port) {
  for (const host of ['127.0.0.1', '::1', '0.0.0.0', '::']) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

function canListen(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.code !== 'EADDRINUSE'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
