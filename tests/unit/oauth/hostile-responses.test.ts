import type { ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { gzipSync } from 'node:zlib';

import { discover } from '../../../server/src/oauth/discovery';
import {
  createGuardedFetch,
  type GuardedFetchOptions,
  type GuardedNetwork,
} from '../../../server/src/oauth/http';
import { present } from '../../support/elements';
import { watchConnections, type ConnectionWatch } from '../../support/strapi/connection-watch';
import {
  exchangeInput,
  refreshInput,
  startProvider,
  type TestProvider,
} from '../../support/providers/http-provider';
import {
  sendJson,
  startHttpServer,
  type Handler,
  type HttpServer,
} from '../../support/network/http-server';

const closers: (() => unknown)[] = [];

let watch: ConnectionWatch;

beforeEach(() => {
  watch = watchConnections();
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  watch.stop();
});

const serve = async (handler: Handler): Promise<HttpServer> => {
  const server = await startHttpServer(handler);
  closers.push(() => server.close());
  return server;
};

const guarded = (options: Partial<GuardedFetchOptions> = {}): GuardedNetwork => {
  const network = createGuardedFetch({ allowLoopback: true, allowedRanges: [], ...options });
  closers.push(() => network.stop());
  return network;
};

/** Every request that goes to a provider, each with its endpoint. */
const requests: [
  endpoint: keyof TestProvider['handlers'],
  send: (p: TestProvider) => Promise<unknown>,
][] = [
  ['/token', (provider) => provider.client().exchangeCode(exchangeInput())],
  ['/token', (provider) => provider.client().refresh(refreshInput())],
  ['/token', (provider) => provider.client().clientCredentials({ scopes: [] })],
  ['/jwks', (provider) => provider.client().exchangeCode(exchangeInput({ nonce: 'nonce-1' }))],
  ['/userinfo', (provider) => provider.client().userInfo({ accessToken: 'at-1', subject: null })],
  [
    '/revoke',
    (provider) => provider.client().revoke({ token: 'rt-1', tokenTypeHint: 'refresh_token' }),
  ],
];

const withProvider = async (options?: Parameters<typeof startProvider>[0]) => {
  const provider = await startProvider(options);
  closers.push(() => provider.close());
  provider.handlers['/token'] = (_request, response) =>
    sendJson(response, {
      access_token: 'at-1',
      token_type: 'Bearer',
      id_token: provider.idToken(),
    });
  return provider;
};

describe.each(requests)('a request to %s (%#)', (endpoint, send) => {
  test.each([301, 302, 303, 307, 308])(
    'is not forwarded by a %i to the metadata service',
    async (status) => {
      const provider = await withProvider();
      provider.handlers[endpoint] = (_request, response) =>
        void response
          .writeHead(status, { location: 'http://169.254.169.254/latest/meta-data/' })
          .end();
      await expect(send(provider)).rejects.toMatchObject({
        code: expect.stringMatching(/^provider_/),
      });
      expect(provider.requestsTo(endpoint)).toHaveLength(1);
      expect(watch.attempts.map(({ address }) => address)).not.toContain('169.254.169.254');
    }
  );

  test('does not read a response of 1 GB', async () => {
    const provider = await withProvider({ timeoutMs: 30_000 });
    const gigabyte = endlessly(1024 ** 3);
    provider.handlers[endpoint] = gigabyte.handler;
    await expect(send(provider)).rejects.toMatchObject({ code: 'provider_unavailable' });
    await gigabyte.ended;
    expect(gigabyte.bytesSent()).toBeLessThan(MAX_BYTES_ON_THE_WAY);
  });

  test('ends when its response arrives byte by byte', async () => {
    const provider = await withProvider({ timeoutMs: 100 });
    provider.handlers[endpoint] = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      everySecond(response, () => response.write(' '));
    };
    await expect(send(provider)).rejects.toMatchObject({ code: 'provider_unavailable' });
  });

  test('ends when its response is nothing but headers', async () => {
    const provider = await withProvider();
    provider.handlers[endpoint] = (_request, response) => {
      const { socket } = response;
      socket?.write('HTTP/1.1 200 OK\r\n');
      for (let line = 0; line < 2_000; line += 1)
        socket?.write(`x-${line}: ${'y'.repeat(100)}\r\n`);
    };
    await expect(send(provider)).rejects.toMatchObject({ code: 'provider_unavailable' });
  });
});

/** What fits into the buffers of two sockets, and the limit of an answer. */
const MAX_BYTES_ON_THE_WAY = 16 * 1024 ** 2;

/** An answer of so many bytes, as fast as it is taken. */
const endlessly = (total: number) => {
  let sent = 0;
  let end: () => void;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const chunk = Buffer.alloc(64 * 1024, '{');
  const handler: Handler = (_request, response) => {
    response.on('close', end);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': total });
    const write = () => {
      while (!response.destroyed && sent < total) {
        sent += chunk.length;
        if (!response.write(chunk)) return;
      }
    };
    response.on('drain', write);
    write();
  };
  return { handler, ended, bytesSent: () => sent };
};

/** One byte per second, as a slow loris sends it; the first one at once. */
const everySecond = (response: ServerResponse, write: () => void) => {
  write();
  const timer = setInterval(write, 1_000);
  response.on('close', () => clearInterval(timer));
};

const withDocument = (handler: Handler) =>
  serve((request, response) =>
    request.path.includes('/.well-known/') ? handler(request, response) : void response.end()
  );

describe('discovery', () => {
  const discoverAt = (origin: string, options: Partial<GuardedFetchOptions> = {}) =>
    discover(origin, guarded({ timeoutMs: 2_000, ...options }));

  test.each([301, 302, 303, 307, 308])(
    'is not forwarded by a %i to the metadata service',
    async (status) => {
      const { origin } = await withDocument((_request, response) => {
        response.writeHead(status, { location: 'http://169.254.169.254/latest/meta-data/' }).end();
      });
      await expect(discoverAt(origin)).rejects.toMatchObject({ reason: 'redirect' });
      expect(watch.attempts.map(({ address }) => address)).not.toContain('169.254.169.254');
    }
  );

  test('does not read a document of 1 GB', async () => {
    const gigabyte = endlessly(1024 ** 3);
    const { origin } = await withDocument(gigabyte.handler);
    await expect(discoverAt(origin, { timeoutMs: 30_000 })).rejects.toMatchObject({
      reason: 'response_too_large',
    });
    await gigabyte.ended;
    expect(gigabyte.bytesSent()).toBeLessThan(MAX_BYTES_ON_THE_WAY);
  });

  test('ends when the document arrives byte by byte', async () => {
    const { origin } = await withDocument((_request, response) => {
      response.writeHead(200);
      everySecond(response, () => response.write('{'));
    });
    await expect(discoverAt(origin, { timeoutMs: 100 })).rejects.toMatchObject({
      reason: 'unreachable',
    });
  });
});

describe('memory', () => {
  test('does not grow with a response of 1 GB, compressed or not', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 ** 2));
    const packed = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    const gigabyte = endlessly(1024 ** 3);
    const plain = await serve(gigabyte.handler);
    const { fetch } = guarded();
    const before = process.memoryUsage();
    for (const { origin } of [packed, plain]) {
      await expect(fetch(origin)).rejects.toMatchObject({ reason: 'response_too_large' });
    }
    const after = process.memoryUsage();
    const grown = after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed;
    expect(grown).toBeLessThan(48 * 1024 ** 2);
  });

  test('does not hold what an API sends before its caller reads it', async () => {
    const gigabyte = endlessly(1024 ** 3);
    const { origin } = await serve(gigabyte.handler);
    const response = await guarded().apiFetch(origin);
    const reader = present(response.body).getReader();
    await reader.read();
    await reader.cancel();
    await gigabyte.ended;
    expect(gigabyte.bytesSent()).toBeLessThan(MAX_BYTES_ON_THE_WAY);
  });
});

describe('a server that breaks the protocol', () => {
  let raw: Server;

  const answering = async (write: (send: (text: string) => void) => void): Promise<string> => {
    raw = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => write((text) => void socket.write(text)));
      closers.push(() => socket.destroy());
    });
    await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
    closers.push(() => raw.close());
    return `http://127.0.0.1:${(raw.address() as AddressInfo).port}/`;
  };

  const quick = () => guarded({ timeoutMs: 100 });

  test('times out if it sends its status line byte by byte', async () => {
    const url = await answering((send) => {
      const line = [...'HTTP/1.1 200 OK\r\n'];
      const timer = setInterval(() => send(line.shift() ?? 'x'), 1_000);
      closers.push(() => clearInterval(timer));
    });
    await expect(quick().fetch(url)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('times out if it sends early hints without end', async () => {
    const url = await answering((send) => {
      const timer = setInterval(() => send('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'), 5);
      closers.push(() => clearInterval(timer));
    });
    await expect(quick().fetch(url)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('is not followed through a response that is compressed over and over', async () => {
    const encodings = Array.from({ length: 20 }, () => 'gzip');
    let body = gzipSync('{}');
    for (let time = 1; time < encodings.length; time += 1) body = gzipSync(body);
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': encodings.join(', ') }).end(body);
    });
    const attempt = guarded().fetch(server.origin);
    await expect(attempt.then((response) => response.json())).rejects.toThrow();
  });
});
