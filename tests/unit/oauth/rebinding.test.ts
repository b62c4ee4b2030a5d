import { setImmediate as untilIdle } from 'node:timers/promises';

import { EnvHttpProxyAgent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';

import {
  createGuardedFetch,
  type GuardedFetchOptions,
  type GuardedNetwork,
} from '../../../server/src/oauth/http';
import { REFUSED_RESPONSES } from '../../support/properties/address-vectors';
import { watchConnections, type ConnectionWatch } from '../../support/strapi/connection-watch';
import {
  sendJson,
  startHttpServer,
  type Handler,
  type HttpServer,
  type HttpServerOptions,
} from '../../support/network/http-server';
import { startNameServer, type NameServer } from '../../support/network/name-server';
import { providerCertificate, trustProviderCertificate } from '../../support/network/trusted-tls';

/** Stands for the public network: the only address that the guarded fetches here may reach. */
const ALLOWED = '127.0.0.2';
const FORBIDDEN = '127.0.0.1';

const closers: (() => unknown)[] = [];

const serve = async (handler: Handler, options: HttpServerOptions = {}): Promise<HttpServer> => {
  const server = await startHttpServer(handler, options);
  closers.push(() => server.close());
  return server;
};

let names: NameServer;
let watch: ConnectionWatch;

beforeAll(async () => {
  names = await startNameServer();
});

afterAll(() => names.close());

beforeEach(() => {
  watch = watchConnections();
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  watch.stop();
});

/** As in production, with one allowed address and a real name server. */
const production = (options: Partial<GuardedFetchOptions> = {}): GuardedNetwork => {
  const network = createGuardedFetch({
    allowLoopback: false,
    allowedRanges: [`${ALLOWED}/32`],
    lookup: names.lookup,
    ...options,
  });
  closers.push(() => network.stop());
  return network;
};

const refusal = { code: 'url_not_allowed', reason: 'forbidden_address' };

describe('a name that resolves to a forbidden address', () => {
  test.each(REFUSED_RESPONSES)('opens no connection as %j', async (answers) => {
    names.set('bad.provider.test', answers);
    const { fetch, apiFetch } = production();
    await expect(fetch('https://bad.provider.test/')).rejects.toMatchObject(refusal);
    await expect(apiFetch('https://bad.provider.test/')).rejects.toMatchObject(refusal);
    expect(names.lookups('bad.provider.test')).toBeGreaterThan(0);
    expect(watch.attempts).toEqual([]);
  });
});

describe('a name that changes its address', () => {
  let outside: HttpServer;
  let inside: HttpServer;
  let url: string;

  beforeEach(async () => {
    closers.push(trustProviderCertificate());
    const tls = providerCertificate;
    // First at the address that everything else on this machine uses, so that the port is free there.
    inside = await serve((_request, response) => sendJson(response, { from: 'inside' }), {
      host: FORBIDDEN,
      tls,
    });
    outside = await serve((_request, response) => sendJson(response, { from: 'outside' }), {
      host: ALLOWED,
      port: inside.port,
      tls,
    });
    url = `https://provider.test:${outside.port}/`;
  });

  test('is resolved once per connection, which goes to the checked address', async () => {
    names.set('provider.test', [ALLOWED], [FORBIDDEN]);
    const before = names.lookups('provider.test');
    const response = await production().fetch(url);
    expect(await response.json()).toEqual({ from: 'outside' });
    expect(names.lookups('provider.test') - before).toBe(1);
    expect(watch.attempts).toEqual([{ address: ALLOWED, port: outside.port }]);
  });

  test('is refused at the next connection', async () => {
    const { fetch, apiFetch } = production();
    names.set('provider.test', [ALLOWED], [FORBIDDEN]);
    await fetch(url, { headers: { connection: 'close' } });
    await expect(apiFetch(url)).rejects.toMatchObject(refusal);
    await outside.close();
    await expect(fetch(url)).rejects.toMatchObject(refusal);
    expect(inside.connections()).toBe(0);
    expect(watch.attempts).toEqual([{ address: ALLOWED, port: outside.port }]);
  });

  test('does not move an open connection to an API', async () => {
    const { apiFetch } = production();
    names.set('provider.test', [ALLOWED], [FORBIDDEN]);
    await (await apiFetch(url)).text();
    await untilIdle();
    const response = await apiFetch(url);
    expect(await response.json()).toEqual({ from: 'outside' });
    expect([outside.connections(), inside.connections()]).toEqual([1, 0]);
  });

  test('is resolved for each request of the protocol, which keeps no connection', async () => {
    const { fetch } = production();
    names.set('provider.test', [ALLOWED], [FORBIDDEN]);
    await fetch(url);
    await untilIdle();
    await expect(fetch(url)).rejects.toMatchObject(refusal);
    expect([outside.connections(), inside.connections()]).toEqual([1, 0]);
  });

  test('is refused if one of its addresses is forbidden', async () => {
    const { fetch } = production();
    for (const answers of [
      [ALLOWED, FORBIDDEN],
      [FORBIDDEN, ALLOWED],
      [ALLOWED, '::1'],
    ]) {
      names.set('provider.test', answers);
      await expect(fetch(url)).rejects.toMatchObject(refusal);
    }
    expect(watch.attempts).toEqual([]);
    expect([outside.connections(), inside.connections()]).toEqual([0, 0]);
  });

  test('sends nothing to a server whose certificate is not for the name', async () => {
    names.set('accounts.example.com', [ALLOWED]);
    const elsewhere = production().fetch(`https://accounts.example.com:${outside.port}/`);
    await expect(elsewhere).rejects.toMatchObject({
      cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
    expect(outside.requests).toEqual([]);
  });
});

describe('a proxy of the environment', () => {
  const VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy'];

  test('sees nothing, even if it is the dispatcher of the whole process', async () => {
    const proxy = await serve((_request, response) => void response.writeHead(502).end());
    const server = await serve((_request, response) => sendJson(response, {}));
    const dispatcher = getGlobalDispatcher();
    const before = process.env;
    const variables = VARIABLES.map((name) => [name, proxy.origin]);
    process.env = { ...before, ...Object.fromEntries(variables), NODE_USE_ENV_PROXY: '1' };
    setGlobalDispatcher(new EnvHttpProxyAgent());
    const { fetch, apiFetch } = production({ allowLoopback: true });
    try {
      expect((await fetch(server.origin)).status).toBe(200);
      expect((await apiFetch(server.origin)).status).toBe(200);
      await expect(fetch('https://10.0.0.1/')).rejects.toMatchObject(refusal);
    } finally {
      setGlobalDispatcher(dispatcher);
      process.env = before;
    }
    expect(proxy.connections()).toBe(0);
  });
});
