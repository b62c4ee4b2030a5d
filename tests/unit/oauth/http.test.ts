import type { LookupAddress } from 'node:dns';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { createGuardedFetch, type GuardedFetchOptions } from '../../../server/src/oauth/http';
import { nth } from '../../support/elements';
import {
  sendJson,
  startHttpServer,
  type Handler,
  type HttpServer,
} from '../../support/network/http-server';
import { selfSigned } from '../../support/network/self-signed-server';
import { trustCertificate } from '../../support/network/trusted-tls';

const closers: (() => Promise<void>)[] = [];

const network = (options: Partial<GuardedFetchOptions> = {}) => {
  const created = createGuardedFetch({ allowLoopback: true, allowedRanges: [], ...options });
  closers.push(() => created.stop());
  return created;
};

const serve = async (handler: Handler): Promise<HttpServer> => {
  const server = await startHttpServer(handler);
  closers.push(() => server.close());
  return server;
};

const resolvingTo =
  (...answers: string[]) =>
  async (): Promise<LookupAddress[]> =>
    answers.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe('an address that can be checked without the network', () => {
  const { assertUrlAllowed } = createGuardedFetch({ allowLoopback: false, allowedRanges: [] });

  test.each([
    ['http://accounts.example.com', 'not_https'],
    ['http://localhost:1337', 'not_https'],
    ['ftp://example.com', 'not_https'],
    ['javascript:alert(1)', 'not_https'],
    ['file:///etc/passwd', 'not_https'],
    ['data:text/html,x', 'not_https'],
    ['accounts.example.com', 'invalid_url'],
    ['', 'invalid_url'],
    ['https://user:secret@example.com', 'userinfo'],
    ['https://user@example.com', 'userinfo'],
    ['https://example.com/#token', 'fragment'],
    ['https://localhost', 'forbidden_host'],
    ['https://LOCALHOST', 'forbidden_host'],
    ['https://app.localhost', 'forbidden_host'],
    ['https://localhost.', 'forbidden_host'],
    ['https://example.com.', 'forbidden_host'],
    ['https://127.0.0.1.', 'forbidden_host'],
    ['https://127.0.0.1', 'forbidden_host'],
    ['https://2130706433', 'forbidden_host'],
    ['https://0177.0.0.1', 'forbidden_host'],
    ['https://0x7f.1', 'forbidden_host'],
    ['https://127.1', 'forbidden_host'],
    ['https://[::1]', 'forbidden_host'],
    ['https://[::ffff:127.0.0.1]', 'forbidden_address'],
    ['https://0.0.0.0', 'forbidden_address'],
    ['https://0', 'forbidden_address'],
    ['https://[::]', 'forbidden_address'],
    ['https://169.254.169.254', 'forbidden_address'],
    ['https://2852039166', 'forbidden_address'],
    ['https://[fd00:ec2::254]', 'forbidden_address'],
    ['https://10.0.0.1', 'forbidden_address'],
    ['https://１６９.254.169.254', 'forbidden_address'],
  ])('%s is refused: %s', (url, reason) => {
    expect(() => assertUrlAllowed(url)).toThrow(
      expect.objectContaining({ code: 'url_not_allowed', reason })
    );
  });

  test('is allowed and returned as a URL if it is public https', () => {
    expect(assertUrlAllowed('https://accounts.example.com/o?x=1').href).toBe(
      'https://accounts.example.com/o?x=1'
    );
  });

  test('may be http to loopback in development, but not to other hosts', () => {
    const development = network().assertUrlAllowed;
    expect(development('http://localhost:1337').port).toBe('1337');
    expect(development('http://[::1]:1337').port).toBe('1337');
    expect(() => development('http://example.com')).toThrow(/https/);
    expect(() => development('http://localhost.example.com')).toThrow(/https/);
    expect(() => development('http://127.0.0.1.example.com')).toThrow(/https/);
    expect(() => development('http://10.0.0.1')).toThrow(/https/);
  });
});

describe('P19 an address that the configuration allows', () => {
  const production = (...allowedRanges: string[]) =>
    network({ allowLoopback: false, allowedRanges });

  test.each([
    'https://localhost:9443',
    'https://app.localhost:9443',
    'https://127.0.0.1:9443',
    'https://127.9.9.9',
  ])('is allowed under each of its names: %s', (url) => {
    expect(production('127.0.0.0/8').assertUrlAllowed(url).origin).toBe(url);
  });

  test('allows no name of another address', () => {
    const only = production('127.0.0.2/32').assertUrlAllowed;
    expect(() => only('https://localhost')).toThrow(/this server itself/);
    expect(() => only('https://127.0.0.1')).toThrow(/this server itself/);
    expect(() => production('::1/128').assertUrlAllowed('https://127.0.0.1')).toThrow();
    expect(production('::1/128').assertUrlAllowed('https://localhost').hostname).toBe('localhost');
  });

  test('must still be requested over https', () => {
    expect(() => production('127.0.0.0/8').assertUrlAllowed('http://localhost')).toThrow(/https/);
  });

  test('is reached under a name that also has a refused address, if that name is localhost', async () => {
    const certificate = selfSigned();
    const distrust = trustCertificate(certificate.cert);
    closers.push(async () => distrust());
    const server = await startHttpServer((_request, response) => sendJson(response, {}), {
      tls: certificate,
    });
    closers.push(() => server.close());
    const { fetch } = network({
      allowLoopback: false,
      allowedRanges: ['127.0.0.0/8'],
      lookup: resolvingTo('::1', '127.0.0.1'),
    });
    expect((await fetch(`https://localhost:${server.port}/`)).status).toBe(200);
    await expect(fetch(`https://evil.example:${server.port}/`)).rejects.toMatchObject({
      reason: 'forbidden_address',
    });
  });

  test.each([
    ['https://localhost', /allowedAddressRanges/],
    ['https://127.0.0.1', /allowedAddressRanges/],
    ['https://10.0.0.1', /allowedAddressRanges/],
    ['https://[64:ff9b::a9fe:a9fe]', /IPv4 address within it \(169\.254\.169\.254\)/],
    ['https://example.com.', /without the dot/],
    ['https://user@example.com', /Remove it/],
    ['https://example.com/#x', /Remove it/],
    ['http://example.com', /begin with https/],
    ['example.com', /Enter one such as/],
  ])('a refusal says what to do: %s', (url, advice) => {
    expect(() => production().assertUrlAllowed(url)).toThrow(advice);
  });
});

describe('the connection of a guarded fetch', () => {
  test('reaches a server and returns its response', async () => {
    const server = await serve((_request, response) => sendJson(response, { hello: 'world' }));
    const response = await network().fetch(`${server.origin}/a?b=c`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ hello: 'world' });
    expect(server.requests[0]?.path).toBe('/a?b=c');
  });

  test.each([
    ['a private address', ['10.0.0.1']],
    ['the metadata service', ['169.254.169.254']],
    ['loopback', ['127.0.0.1']],
    ['a public address and a private one', ['93.184.216.34', '192.168.0.1']],
    ['a mapped private address', ['::ffff:10.0.0.1']],
    ['no address', []],
  ])('is not opened to a name that resolves to %s', async (_what, answers) => {
    const { fetch, apiFetch } = network({ allowLoopback: false, lookup: resolvingTo(...answers) });
    const refusal = { code: 'url_not_allowed', reason: 'forbidden_address' };
    await expect(fetch('https://rebind.example.com')).rejects.toMatchObject(refusal);
    await expect(apiFetch('https://rebind.example.com')).rejects.toMatchObject(refusal);
  });

  test('uses the exact address that was checked: a name that changes is resolved once', async () => {
    const server = await serve((_request, response) => sendJson(response, {}));
    const answers = ['127.0.0.1', '10.0.0.1'];
    let asked = 0;
    const { fetch } = network({ lookup: async () => resolvingTo(nth(answers, asked++))() });
    const { port } = new URL(server.origin);
    await fetch(`http://rebind.localhost:${port}/`);
    expect(asked).toBe(1);
  });

  test('is not opened over plain http to a name that leads off this machine', async () => {
    const { fetch } = network({ lookup: resolvingTo('93.184.216.34') });
    await expect(fetch('http://app.localhost/')).rejects.toMatchObject({ code: 'url_not_allowed' });
  });

  test('accepts no dispatcher from its caller', async () => {
    const server = await serve((_request, response) => sendJson(response, {}));
    const dispatch = jest.fn();
    const init = { dispatcher: { dispatch } } as unknown as RequestInit;
    const { fetch, apiFetch } = network();
    await fetch(server.origin, init);
    await (await apiFetch(server.origin, init)).text();
    expect(dispatch).not.toHaveBeenCalled();
  });

  test('ignores a proxy of the environment', async () => {
    const server = await serve((_request, response) => sendJson(response, {}));
    const before = process.env;
    process.env = { ...before, HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9' };
    try {
      expect((await network().fetch(server.origin)).status).toBe(200);
    } finally {
      process.env = before;
    }
  });

  test('returns a redirect, and sends nothing to its target', async () => {
    const target = await serve((_request, response) => sendJson(response, {}));
    const server = await serve((_request, response) => {
      response.writeHead(307, { location: `${target.origin}/steal` }).end();
    });
    const { fetch, apiFetch } = network();
    const init: RequestInit = { method: 'POST', body: 'secret=1', redirect: 'follow' };
    expect((await fetch(server.origin, init)).status).toBe(307);
    const response = await apiFetch(server.origin, init);
    expect(response.status).toBe(307);
    expect(response.headers.get('location')).toBe(`${target.origin}/steal`);
    expect(target.requests).toHaveLength(0);
  });
});

describe('P18 the User-Agent of a guarded fetch', () => {
  const userAgent = 'strapi-plugin-connected-apps/1.2.3 (+https://example.com)';

  test("is the plugin's, even if a library names itself", async () => {
    const server = await serve((_request, response) => sendJson(response, {}));
    const { fetch } = network({ userAgent });
    await fetch(server.origin);
    await fetch(server.origin, { headers: { 'User-Agent': 'openid-client/6.0.0' } });
    expect(server.requests.map(({ headers }) => headers['user-agent'])).toEqual([
      userAgent,
      userAgent,
    ]);
  });

  test("is the caller's for an API if the caller sets one", async () => {
    const server = await serve((_request, response) => sendJson(response, {}));
    const { apiFetch } = network({ userAgent });
    await (await apiFetch(server.origin)).text();
    await (await apiFetch(server.origin, { headers: { 'User-Agent': 'Inbox/2.0' } })).text();
    expect(server.requests.map(({ headers }) => headers['user-agent'])).toEqual([
      userAgent,
      'Inbox/2.0',
    ]);
  });
});

describe('the limits of a guarded fetch', () => {
  const endless: Handler = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const write = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', write);
    write();
  };

  test('cut an endless body', async () => {
    const server = await serve(endless);
    await expect(network().fetch(server.origin)).rejects.toMatchObject({
      code: 'provider_unavailable',
      reason: 'response_too_large',
    });
  });

  test('cut a small body that decompresses to a large one too', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    expect(bomb.byteLength).toBeLessThan(1024 * 1024);
    await expect(network().fetch(server.origin)).rejects.toMatchObject({
      reason: 'response_too_large',
    });
  });

  test('let a compressed body arrive decompressed', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}'));
    });
    const response = await network().fetch(server.origin);
    expect(await response.json()).toEqual({ a: 1 });
    expect(response.headers.has('content-encoding')).toBe(false);
  });

  test('time out headers that do not come', async () => {
    const server = await serve(() => new Promise<void>(() => undefined));
    const slow = network({ timeoutMs: 100 }).fetch(server.origin);
    await expect(slow).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('time out a body that trickles', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const slow = network({ timeoutMs: 150 }).fetch(server.origin);
    await expect(slow).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('time out a TLS handshake that gets no response', async () => {
    const silent = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const { fetch } = network({ connectTimeoutMs: 200, timeoutMs: 5_000 });
    const failed = await fetch(`https://127.0.0.1:${port}`).catch((error: Error) => error);
    expect(failed).toMatchObject({ cause: { code: 'UND_ERR_CONNECT_TIMEOUT' } });
    await new Promise((resolve) => silent.close(resolve));
  });

  test("let the caller's signal end a request with its reason", async () => {
    const server = await serve(() => new Promise<void>(() => undefined));
    const controller = new AbortController();
    const reason = new Error('no longer wanted');
    const request = network().fetch(server.origin, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 50);
    await expect(request).rejects.toBe(reason);
    await expect(
      network().fetch(server.origin, { signal: AbortSignal.abort(reason) })
    ).rejects.toBe(reason);
  });

  test('do not apply to an API fetch, which streams', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200);
      response.write(Buffer.alloc(3 * 1024 * 1024));
      setTimeout(() => response.end('end'), 200);
    });
    const { apiFetch } = network({ timeoutMs: 100 });
    const response = await apiFetch(server.origin);
    expect((await response.arrayBuffer()).byteLength).toBe(3 * 1024 * 1024 + 3);
  });

  test('let an API fetch accept forms, streams and blobs of the global classes', async () => {
    const server = await serve((_request, response) => sendJson(response, {}));
    const { apiFetch } = network();
    const form = new FormData();
    form.set('name', 'Strapi');
    form.set('file', new Blob(['content'], { type: 'text/plain' }), 'a.txt');
    await apiFetch(server.origin, { method: 'POST', body: form });
    expect(server.requests[0]?.headers['content-type']).toMatch(
      /^multipart\/form-data; ?boundary=/
    );
    expect(server.requests[0]?.body).toContain('content');
    await apiFetch(server.origin, { method: 'POST', body: new URLSearchParams({ a: 'b c' }) });
    expect(server.requests[1]?.form.get('a')).toBe('b c');
    const stream = new Blob(['streamed']).stream();
    const init = { method: 'POST', body: stream, duplex: 'half' } as unknown as RequestInit;
    await apiFetch(server.origin, init);
    expect(server.requests[2]?.body).toBe('streamed');
  });

  test('end a stream that nobody reads when the network closes', async () => {
    const server = await serve(endless);
    const created = createGuardedFetch({ allowLoopback: true, allowedRanges: [] });
    const response = await created.apiFetch(server.origin);
    await created.stop();
    await expect(response.text()).rejects.toThrow();
  });
});

test('loses no request on a connection that the provider is closing', async () => {
  const answered = new WeakSet<object>();
  const server = createHttpServer((request, response) => {
    // As when the idle time has run out and the next request is already on its way.
    if (answered.has(request.socket)) return void request.socket.resetAndDestroy();
    answered.add(request.socket);
    sendJson(response, { access_token: 'at' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  const { fetch: guarded } = network();
  for (let request = 0; request < 5; request += 1) {
    const response = await guarded(`http://127.0.0.1:${port}/token`, { method: 'POST' });
    expect(response.status).toBe(200);
  }
});
