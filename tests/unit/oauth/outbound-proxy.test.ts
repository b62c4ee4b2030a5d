import { createServer, type AddressInfo, type Socket } from 'node:net';

import { createGuardedFetch, type GuardedFetchOptions } from '../../../server/src/oauth/http';
import { sendJson, startHttpServer, type HttpServer } from '../../support/network/http-server';
import { startProxy, type Proxy, type ProxyOptions } from '../../support/network/proxy';
import { providerCertificate, trustProviderCertificate } from '../../support/network/trusted-tls';

/** Only the proxy knows the provider's name, so looking it up here means bypassing the proxy. */
const HOST = 'provider.test';

const closers: (() => Promise<void> | void)[] = [];
let provider: HttpServer;
let sharedProxy: Proxy;
let lookups: string[];

beforeAll(async () => {
  sharedProxy = await startProxy({ hosts: { [HOST]: '127.0.0.1' } });
});

afterAll(() => sharedProxy.close());

beforeEach(async () => {
  closers.push(trustProviderCertificate());
  provider = await startHttpServer((_request, response) => sendJson(response, { hello: 'world' }), {
    tls: providerCertificate,
  });
  closers.push(() => provider.close());
  sharedProxy.requests.length = 0;
  lookups = [];
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A proxy of its own, in another process. */
const proxied = async (options: ProxyOptions): Promise<Proxy> => {
  const proxy = await startProxy({ hosts: { [HOST]: '127.0.0.1' }, ...options });
  closers.push(() => proxy.close());
  return proxy;
};

const network = (proxy: string, options: Partial<GuardedFetchOptions> = {}) => {
  const created = createGuardedFetch({
    allowLoopback: false,
    allowedRanges: [],
    proxy,
    lookup: async (hostname) => {
      lookups.push(hostname);
      return [];
    },
    ...options,
  });
  closers.push(() => created.stop());
  return created;
};

const url = () => `https://${HOST}:${provider.port}/token?a=b`;

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

describe('P17 an outbound proxy', () => {
  test('carries requests of the protocol and to APIs, and resolves their names', async () => {
    const { fetch, apiFetch } = network(sharedProxy.url);
    const init = { method: 'POST', body: new URLSearchParams({ code: 'secret' }) };
    expect(await (await fetch(url(), init)).json()).toEqual({ hello: 'world' });
    expect(await (await apiFetch(url(), init)).json()).toEqual({ hello: 'world' });
    const target = `${HOST}:${provider.port}`;
    expect(sharedProxy.requests).toEqual([
      { method: 'CONNECT', target, status: 200 },
      { method: 'CONNECT', target, status: 200 },
    ]);
    expect(lookups).toEqual([]);
    expect(provider.requests.map(({ path, body }) => [path, body])).toEqual([
      ['/token?a=b', 'code=secret'],
      ['/token?a=b', 'code=secret'],
    ]);
  });

  test('gets no request of the protocol on a reused connection', async () => {
    const { fetch } = network(sharedProxy.url);
    for (let request = 0; request < 3; request += 1) await fetch(url());
    expect(sharedProxy.requests).toHaveLength(3);
    expect(provider.connections()).toBe(3);
  });

  test.each([
    'http://provider.test/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://localhost/',
    'https://127.0.0.1/',
    'https://user:secret@provider.test/',
    'https://provider.test./',
  ])('gets no request that can be refused without resolving names: %s', async (address) => {
    const { fetch, apiFetch } = network(sharedProxy.url);
    await expect(fetch(address)).rejects.toMatchObject({ code: 'url_not_allowed' });
    await expect(apiFetch(address)).rejects.toMatchObject({ code: 'url_not_allowed' });
    expect(sharedProxy.requests).toEqual([]);
  });

  test("does not prevent the check of the provider's certificate, whatever it leads to", async () => {
    const proxy = await proxied({ hosts: { 'evil.example': '127.0.0.1' } });
    const failed = await network(proxy.url)
      .fetch(`https://evil.example:${provider.port}/`)
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
    expect(provider.requests).toEqual([]);
  });

  test('gets the user name and password of its address, and nobody else does', async () => {
    const proxy = await proxied({ credentials: 'strapi:pa55 word' });
    const address = `http://strapi:pa55%20word@127.0.0.1:${proxy.port}`;
    expect((await network(address).fetch(url())).status).toBe(200);
    expect(JSON.stringify(provider.requests)).not.toMatch(/proxy-auth|pa55/i);
  });

  test.each<[string, ProxyOptions, RegExp]>([
    ['wants credentials', { credentials: 'a:b' }, /does not accept its user name and password/],
    ['does not allow the host', { refuses: [HOST] }, /blocks requests to "provider\.test:/],
    ['does not find the host', { hosts: { [HOST]: '127.0.0.1:x' } }, /could not reach "provider/],
  ])('that %s is named as the fault', async (_what, options, text) => {
    const proxy = await proxied(options);
    const { fetch, apiFetch } = network(`http://strapi:pa55word@127.0.0.1:${proxy.port}`);
    for (const ask of [fetch, apiFetch]) {
      const failed = await ask(url()).catch((error: unknown) => error);
      expect(failed).toMatchObject({
        code: 'provider_unavailable',
        reason: 'proxy',
        message: expect.stringMatching(text),
      });
      expect(String(failed)).not.toContain('pa55word');
    }
    expect(provider.requests).toEqual([]);
  });

  test('that is unreachable is named as the fault', async () => {
    const failed = network(`http://127.0.0.1:${await freePort()}`).fetch(url());
    await expect(failed).rejects.toMatchObject({
      code: 'provider_unavailable',
      reason: 'proxy',
      message: expect.stringMatching(
        /could not be reached\. Check whether it is running, and check `outboundProxy`/
      ),
    });
  });

  test('that does not respond leads to the timeout', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket.resume()));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => silent.close(() => resolve())));
    const { port } = silent.address() as AddressInfo;
    const { fetch } = network(`http://127.0.0.1:${port}`, { timeoutMs: 200 });
    await expect(fetch(url())).rejects.toMatchObject({ name: 'TimeoutError' });
    for (const socket of sockets) socket.destroy();
  });
});
