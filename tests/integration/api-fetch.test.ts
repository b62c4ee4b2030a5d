import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

import { watchConnections, type ConnectionWatch } from '../support/strapi/connection-watch';
import { House, ownerOf } from '../support/strapi/house';
import { sendJson, startHttpServer, type HttpServer } from '../support/network/http-server';
import { TestAuthorizationServer } from '../support/providers/authorization-server/server';

const QUERY_CANARY = 'querycanaryqwertz';
const logFolder = mkdtempSync(path.join(tmpdir(), 'connected-apps-log-'));
const logFile = path.join(logFolder, 'strapi.log');

let house: House<TestAuthorizationServer>;
let provider: TestAuthorizationServer;
/** What an attacker has: a server of their own, which the app knows nothing of. */
let evil: HttpServer;
let watch: ConnectionWatch;
let ref: { app: string; owner: ReturnType<typeof ownerOf> };

beforeAll(async () => {
  evil = await startHttpServer((_request, response) => sendJson(response, {}));
  house = await House.openWith(() => TestAuthorizationServer.start(), { logFile });
  ({ provider } = house);
  const { key } = await house.createApp({ name: 'Demo Mail' });
  await house.connect(house.admin, key);
  ref = { app: key, owner: ownerOf(house.admin) };
  watch = watchConnections();
}, 120_000);

afterAll(async () => {
  watch?.stop();
  await evil?.close();
  await house?.close();
  rmSync(logFolder, { recursive: true, force: true });
});

afterEach(() => provider.handle('/api', null));

const currentToken = () => provider.secrets.byName.accessToken.at(-1);

describe("an address that looks like the API's", () => {
  const lookalikes = () => {
    const { host, port, hostname } = new URL(provider.issuer);
    const evilHost = new URL(evil.origin).host;
    return [
      `${provider.issuer}@${evilHost}/api`,
      `http://${host}@${evilHost}/api`,
      `http://user:password@${host}/api`,
      `http://token@${host}/api`,
      evil.origin,
      `${evil.origin}/${provider.issuer}/api`,
      `${evil.origin}/?url=${provider.issuer}`,
      `http://${hostname}:${Number(port) + 1}/api`,
      `http://${hostname}/api`,
      `https://${host}/api`,
      `ftp://${host}/api`,
      `blob:${provider.issuer}/api`,
      `ws://${host}/api`,
      `http://localhost:${port}/api`,
      `http://api.${hostname}:${port}/api`,
      `http://[::ffff:127.0.0.1]:${port}/api`,
      `http://${hostname}.evil.example:${port}/api`,
      `http://${hostname}%2eevil.example:${port}/api`,
      `//${host}/api`,
      '/api',
      'not an address',
      '',
    ];
  };

  it('gets no token, and no connection is opened', async () => {
    const from = watch.attempts.length;
    const before = provider.requests.length;
    for (const url of lookalikes()) {
      const failure = await house.tokens.fetch(ref, url).catch((error: unknown) => error);
      expect([url, failure]).toEqual([url, expect.objectContaining({ code: 'url_not_allowed' })]);
    }
    expect(watch.attempts.slice(from)).toEqual([]);
    expect([provider.requests.length, evil.connections()]).toEqual([before, 0]);
  });

  it("counts as the API's if only the spelling differs", async () => {
    const { port } = new URL(provider.issuer);
    const same = [
      `HTTP://127.0.0.1:${port}/api`,
      `http:\\\\127.0.0.1:${port}\\api`,
      `http://2130706433:${port}/api`,
      `http://127.0.0.1.:${port}/api`,
      `http://１２７.0.0.1:${port}/api`,
      new URL('/api', provider.issuer),
    ];
    for (const url of same) {
      expect((await house.tokens.fetch(ref, url)).status).toBe(200);
      expect(provider.requests.at(-1)?.headers.authorization).toBe(`Bearer ${currentToken()}`);
    }
  });

  it('cannot change while it is checked', async () => {
    const answers = [`${provider.issuer}/api`, `${evil.origin}/steal`];
    const shifting = { toString: () => answers.shift() ?? `${evil.origin}/steal` };
    await house.tokens.fetch(ref, shifting as unknown as string).catch(() => undefined);
    expect(evil.connections()).toBe(0);
  });
});

describe("the caller's own headers", () => {
  it.each<[what: string, headers: RequestInit['headers']]>([
    ['an object', { Authorization: 'Bearer mine', 'X-Own': 'kept' }],
    ['two that differ in case', { authorization: 'Bearer mine', AUTHORIZATION: 'Basic mine' }],
    ['a list', [['authorization', 'Bearer mine']]],
    ['a Headers', new Headers({ authorization: 'Bearer mine' })],
  ])('do not replace the token: %s', async (_what, headers) => {
    await house.tokens.fetch(ref, `${provider.issuer}/api`, { headers });
    expect(provider.requests.at(-1)?.headers.authorization).toBe(`Bearer ${currentToken()}`);
  });

  it.each<[what: string, headers: RequestInit['headers']]>([
    ['an object', { Host: 'evil.example' }],
    ['two that differ in case', { host: 'evil.example', HOST: 'evil2.example' }],
    ['a list', [['hOsT', 'evil.example']]],
    ['a Headers', new Headers({ host: 'evil.example' })],
  ])('do not choose another server behind the address: %s', async (_what, headers) => {
    await house.tokens.fetch(ref, `${provider.issuer}/api`, { headers });
    expect(provider.requests.at(-1)?.headers.host).toBe(new URL(provider.issuer).host);
  });

  it.each<Record<string, string>>([
    { 'transfer-encoding': 'chunked' },
    { 'content-length': '5' },
    { upgrade: 'websocket', connection: 'upgrade' },
    { connection: 'authorization' },
    { expect: '100-continue' },
    { te: 'trailers', trailer: 'authorization', 'keep-alive': 'timeout=1' },
  ])('do not change where a request ends: %p', async (headers) => {
    const before = provider.requests.length;
    const body = 'GET /api HTTP/1.1\r\nHost: evil.example\r\n\r\n';
    const init = { method: 'POST', body, headers };
    await house.tokens.fetch(ref, `${provider.issuer}/api`, init);
    const [arrived, ...others] = provider.requests.slice(before);
    expect([arrived?.body, others]).toEqual([body, []]);
    expect(arrived?.headers).toMatchObject({
      host: new URL(provider.issuer).host,
      authorization: `Bearer ${currentToken()}`,
      'content-length': String(body.length),
    });
  });

  it('do not smuggle in a second header', async () => {
    const before = provider.requests.length;
    const headers = { 'x-own': 'a\r\nhost: evil.example' };
    const broken = house.tokens.fetch(ref, `${provider.issuer}/api`, { headers });
    await expect(broken).rejects.toThrow(/invalid header value/);
    expect(provider.requests.length).toBe(before);
  });
});

describe('a redirect from the API', () => {
  const targets = () => [
    'http://169.254.169.254/latest/meta-data/',
    `${evil.origin}/steal`,
    `${provider.issuer}/elsewhere`,
    '//127.0.0.1:1/',
  ];

  it.each([301, 302, 303, 307, 308])(
    'with status %i is returned to the caller, and the token goes nowhere else',
    async (status) => {
      for (const location of targets()) {
        provider.handle('/api', (_request, response) => {
          response.writeHead(status, { location }).end();
        });
        const from = watch.attempts.length;
        const before = provider.requests.length;
        for (const redirect of [undefined, 'follow', 'manual'] as const) {
          const init = { method: 'POST', body: 'x', redirect };
          const response = await house.tokens.fetch(ref, `${provider.issuer}/api`, init);
          expect([response.status, response.headers.get('location')]).toEqual([status, location]);
        }
        const reached = new Set(watch.attempts.slice(from).map(({ address }) => address));
        expect([...reached].filter((address) => address !== '127.0.0.1')).toEqual([]);
        expect(provider.requests.length - before).toBe(3);
      }
      expect(evil.connections()).toBe(0);
    }
  );

  it('is an error if the caller asks for that, and is not followed either', async () => {
    provider.handle('/api', (_request, response) => {
      response.writeHead(302, { location: `${evil.origin}/steal` }).end();
    });
    const init = { redirect: 'error' } as const;
    await expect(house.tokens.fetch(ref, `${provider.issuer}/api`, init)).rejects.toThrow();
    expect(evil.connections()).toBe(0);
  });
});

describe('S17 a 401 to a request whose body can be read only once', () => {
  const TEXT = 'hello world';
  const bytes = () => new TextEncoder().encode(TEXT);

  async function* generated() {
    yield bytes().subarray(0, 5);
    await sleep(1);
    yield bytes().subarray(5);
  }

  /** The API refuses every token, and says each body that came. */
  const bodiesSent = async (body: unknown): Promise<string[]> => {
    await house.tokens.getAccessToken(ref, { forceRefresh: true });
    provider.handle('/api', (_request, response) => void response.writeHead(401).end());
    const before = provider.requests.length;
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
    const response = await house.tokens.fetch(ref, `${provider.issuer}/api`, init);
    expect(response.status).toBe(401);
    return provider.requests
      .slice(before)
      .filter((seen) => seen.path === '/api')
      .map((seen) => seen.body);
  };

  it.each<[what: string, make: () => unknown]>([
    ['an async generator', generated],
    ['a Node stream', () => Readable.from([bytes()])],
    ['a web stream', () => Readable.toWeb(Readable.from([bytes()]))],
    ['an iterator', () => ({ [Symbol.asyncIterator]: generated })],
  ])('is returned to the caller: %s', async (_what, make) => {
    expect(await bodiesSent(make())).toEqual([TEXT]);
  });
});

describe('S17 a 401 to a request whose body can be read again', () => {
  /** The API refuses the first token. */
  const bodiesTaken = async (body: unknown): Promise<string[]> => {
    const bodies: string[] = [];
    provider.handle('/api', (request, response) => {
      bodies.push(request.body);
      response.writeHead(bodies.length === 1 ? 401 : 200).end();
    });
    const init = { method: 'POST', body } as RequestInit;
    expect((await house.tokens.fetch(ref, `${provider.issuer}/api`, init)).status).toBe(200);
    return bodies;
  };

  const bytes = () => new TextEncoder().encode('x=hello');

  it.each<[what: string, make: () => unknown]>([
    ['a text', () => 'x=hello'],
    ['parameters', () => new URLSearchParams({ x: 'hello' })],
    ['a blob', () => new Blob(['x=hello'])],
    ['a buffer', () => bytes().buffer],
    ['a view', bytes],
    ['a Node buffer', () => Buffer.from('x=hello')],
  ])('is retried: %s', async (_what, make) => {
    expect(await bodiesTaken(make())).toEqual(['x=hello', 'x=hello']);
  });

  it('is retried: a form', async () => {
    const data = new FormData();
    data.set('x', 'hello');
    const [first, second] = await bodiesTaken(data);
    expect([first, second]).toEqual(Array(2).fill(expect.stringContaining('hello')));
  });

  it.each([undefined, null])('is retried: %s', async (body) => {
    expect(await bodiesTaken(body)).toEqual(['', '']);
  });
});

const LAST_LINE = 'this is the last line';

/** The whole log, once it is written as far as the last line. */
const readLog = async (): Promise<string> => {
  for (;;) {
    const log = readFileSync(logFile, 'utf8');
    if (log.includes(LAST_LINE)) return log;
    await sleep(20);
  }
};

describe('the query of an address', () => {
  it('appears in no log and in no error', async () => {
    const errors: unknown[] = [];
    const attempt = async (url: string, init?: RequestInit) =>
      house.tokens.fetch(ref, url, init).catch((error: unknown) => errors.push(error));
    const api = `${provider.issuer}/api?secret=${QUERY_CANARY}`;
    await attempt(api);
    provider.handle('/api', (_request, response) => void response.destroy());
    await attempt(api);
    provider.handle('/api', (_request, response) => void response.writeHead(401).end());
    await attempt(api);
    provider.handle('/api', () => new Promise(() => undefined));
    await attempt(api, { signal: AbortSignal.timeout(100) });
    await attempt(api, { signal: AbortSignal.abort() });
    await attempt(api, { method: 'CONNECT' });
    await attempt(`${evil.origin}/?secret=${QUERY_CANARY}`);
    await attempt(`/api?secret=${QUERY_CANARY}`);
    await attempt(`http://user:pw@127.0.0.1/?secret=${QUERY_CANARY}`);
    await attempt(`${api}#fragment`);
    await attempt(`https://[::1/?secret=${QUERY_CANARY}`);
    expect(errors.length).toBeGreaterThanOrEqual(9);
    const said = errors.map((error) => inspect(error, { depth: Infinity, showHidden: true }));
    expect(said.filter((text) => text.includes(QUERY_CANARY))).toEqual([]);
    // What a plugin does with an error that it did not expect.
    for (const error of errors) house.strapi.log.error(error);
    house.strapi.log.debug(LAST_LINE);
    expect(await readLog()).not.toContain(QUERY_CANARY);
  });
});
