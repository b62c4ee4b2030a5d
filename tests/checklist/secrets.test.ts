import { existsSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';

import { present } from '../support/elements';
import { CLIENT } from '../support/providers/authorization-server/clients';
import type { TestAuthorizationServer } from '../support/providers/authorization-server/server';
import {
  openStrictHouse,
  type StrictApp,
  type StrictHouse,
} from '../support/providers/strict-house';

let strict: StrictHouse;
let provider: TestAuthorizationServer;
/** Whatever left the plugin: log lines, output, events, answers, errors. */
const heard: string[] = [];

const print = (value: unknown): string =>
  `${String(value)} ${inspect(value, { depth: 8, showHidden: true })} ${JSON.stringify(value)}`;

const listen = () => {
  const { strapi } = strict.house;
  for (const level of ['error', 'warn', 'info', 'http', 'verbose', 'debug', 'silly'] as const) {
    jest.spyOn(strapi.log, level).mockImplementation((...lines: unknown[]) => {
      heard.push(...lines.map(print));
      return strapi.log;
    });
  }
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      heard.push(String(text));
      return true;
    });
  }
  strapi.eventHub.subscribe(async (name: string, ...data: unknown[]) => {
    if (name.startsWith('connected-apps.')) heard.push(print(data));
  });
};

const hear = async (work: Promise<unknown>) => {
  const result = await work.catch((error: unknown) => error);
  heard.push(print(result));
  return result;
};

openStrictHouse((opened) => {
  strict = opened;
  ({ provider } = opened);
});

afterEach(() => jest.restoreAllMocks());

/** Everything that somebody may ask of the panel's API. */
const readEverything = async ({ key, user }: StrictApp) => {
  const { house } = strict;
  for (const path of ['/providers', '/apps', `/apps/${key}`, '/connections', '/connections/mine']) {
    for (const who of [house.admin, user]) await hear(house.api(who, 'get', path));
  }
};

const refresh = (app: StrictApp) => app.getAccessToken({ forceRefresh: true });

/** A life with all its misfortunes; the provider repeats our own secrets in its errors. */
const live = async () => {
  const app = await strict.app();
  await hear(app.update({ clientSecret: CLIENT.clientSecret }));
  const ticket = await app.ticket();
  await hear(app.complete(ticket));
  await hear(app.complete(ticket));
  await hear(refresh(app).then(() => 'renewed'));
  await hear(app.fetch('/api').then(({ status }) => status));
  await hear(strict.house.tokens.getToken(app.ref).then((token) => `${print({ token })}`));
  await hear(strict.house.tokens.clientCredentials(app.key).then((token) => print({ token })));
  await hear(strict.house.tokens.status(app.ref));
  await readEverything(app);

  const repeat = (status: number, error: string) =>
    provider.handle('/token', (request, response) => {
      const description = `${request.body} ${request.headers.authorization} ${CLIENT.clientSecret}`;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error, error_description: description }));
    });
  repeat(500, 'server_error');
  await hear(refresh(app));
  repeat(401, 'invalid_client');
  strict.house.booted.internals.breaker.close(app.key);
  strict.house.travel(3_600);
  await hear(refresh(app));
  await readEverything(app);
  const other = await app.ofAnotherUser();
  await hear(other.ticket().then((next) => other.complete(next)));
  repeat(400, 'invalid_grant');
  strict.house.travel(4 * 3_600);
  await hear(refresh(app));
  await readEverything(app);
  provider.handle('/revoke', (request, response) => {
    response.writeHead(503, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: request.body, error_description: request.body }));
  });
  provider.handle('/token', null);
  await hear(app.connect());
  return app;
};

const encodings = (value: string): string[] => [
  value,
  encodeURIComponent(value),
  new URLSearchParams({ v: value }).toString().slice(2),
  Buffer.from(value).toString('base64').replace(/=+$/, ''),
  Buffer.from(value).toString('base64url'),
  Buffer.from(value).toString('hex'),
];

const databaseBytes = (): string =>
  ['', '-wal', '-journal']
    .map((suffix) => strict.house.booted.database + suffix)
    .filter(existsSync)
    .map((file) => readFileSync(file, 'latin1'))
    .join();

/** By kind, so that a failure does not print what it found. */
const kindsFoundIn = (text: string): string[] =>
  provider.secrets.all
    .filter(({ value }) => encodings(value).some((encoded) => text.includes(encoded)))
    .map(({ name }) => name);

describe('the whole life of an app and its connections', () => {
  it('C39 leaves no secret in the clear: in no database, log, event, response or error', async () => {
    listen();
    const app = await live();
    const inUse = databaseBytes();
    const row = await app.row();
    await hear(app.disconnect());
    const afterwards = databaseBytes();
    jest.restoreAllMocks();

    // The search finds what is there, and there is enough to be found.
    expect(inUse).toContain(row?.uid);
    expect(heard.join()).toContain('http_503');
    expect(heard.join()).toContain('invalid_client');
    const kinds = new Set(provider.secrets.all.map(({ name }) => name));
    expect([...kinds].sort()).toEqual([
      'accessToken',
      'clientSecret',
      'code',
      'codeVerifier',
      'idToken',
      'nonce',
      'refreshToken',
      'state',
    ]);

    expect(kindsFoundIn(inUse)).toEqual([]);
    expect(kindsFoundIn(afterwards)).toEqual([]);
    expect(kindsFoundIn(heard.join('\n'))).toEqual([]);
  });

  it('C39 stores the same token differently each time, bound to its own row', async () => {
    const [one, two] = [await strict.connectedApp(), await strict.connectedApp()];
    const { connections } = strict.house.booted.internals.store;
    const [first, second] = [present(await one.row()), present(await two.row())];
    expect(first.sealedRefreshToken).toMatch(/^ca1\./);
    const swapped = { ...first, sealedRefreshToken: second.sealedRefreshToken };
    expect(() => connections.openRefreshToken(swapped)).toThrow();
  });
});
