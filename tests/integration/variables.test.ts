import { UID } from '../../server/src/constants';
import type { AppVariable } from '../../server/src/contracts';
import { responding } from '../support/providers/authorization-server/deviations';
import type { TestAuthorizationServer } from '../support/providers/authorization-server/server';
import { StrictHouse, type StrictApp } from '../support/providers/strict-house';
import { sendJson, startHttpServer, type HttpServer } from '../support/network/http-server';
import type { House } from '../support/strapi/house';
import { until } from '../support/until';
import { aVariable } from '../support/strapi/app-fields';

let strict: StrictHouse;
let provider: TestAuthorizationServer;
let house: House;
let evil: HttpServer;

beforeAll(async () => {
  strict = await StrictHouse.open();
  ({ provider, house } = strict);
  evil = await startHttpServer((_request, response) => sendJson(response, {}));
}, 120_000);

afterAll(async () => {
  await evil?.close();
  await strict?.close();
});

afterEach(() => {
  provider.reset();
  evil.requests.length = 0;
});

/** A value that the provider tells under its own name. */
const variable = (changes: Partial<AppVariable> & Pick<AppVariable, 'name'>): AppVariable =>
  aVariable({ source: 'response', from: changes.name, ...changes });

const hostOf = (origin: string) => new URL(origin).host;

/** The provider names its own server in the callback, as some do for their data centres. */
const toldInCallback = () => ({
  tokenEndpoint: '{server}/token',
  variables: [variable({ name: 'server', source: 'callback', pattern: hostOf(provider.issuer) })],
});

const namingServer = (server: string | null) =>
  provider.deviate({
    authorizationResponse: (params) => {
      if (server !== null) params.set('server', server);
    },
  });

const uids = async () =>
  (await house.strapi.db.query(UID.connection).findMany({ select: ['uid'] })).length;

const refusedAt = ({ status, body }: Awaited<ReturnType<StrictApp['update']>>) => [
  status,
  ...((body.error?.details.errors ?? []) as { path: string[] }[]).map(({ path }) => path.join('.')),
];

describe('a value that the callback tells', () => {
  it('is part of the token URI, for the exchange and for each refresh', async () => {
    const app = await strict.app(toldInCallback());
    namingServer(provider.issuer);
    await app.connect();
    await app.getAccessToken({ forceRefresh: true });
    expect(provider.requestsTo('/token')).toHaveLength(2);
    expect(await house.tokens.status(app.ref)).toMatchObject({
      values: { server: provider.issuer },
    });
  });

  it.each([
    ['another server', () => evil.origin, 'value_not_allowed'],
    [
      'another server behind a user name',
      () => `${provider.issuer}@${hostOf(evil.origin)}`,
      'value_not_allowed',
    ],
    ['a path', () => `${provider.issuer}/elsewhere`, 'value_not_allowed'],
    ['nothing', () => null, 'value_missing'],
  ])('sends neither code nor secret anywhere if it is %s', async (_what, server, reason) => {
    const app = await strict.app(toldInCallback());
    namingServer(server());
    expect(await app.tryToConnect()).toMatchObject({ code: 'provider_rejected', reason });
    expect(provider.requestsTo('/token')).toHaveLength(0);
    expect(evil.requests).toHaveLength(0);
    expect(await app.row()).toBeNull();
  });

  it('is revoked with its connection at its own server', async () => {
    const app = await strict.app({
      ...toldInCallback(),
      revocationEndpoint: '{server}/revoke',
    });
    namingServer(provider.issuer);
    await app.connect();
    expect((await app.disconnect()).body.data).toEqual({ revokedAtProvider: true });
    expect(provider.requestsTo('/revoke')).toHaveLength(1);
  });
});

describe('a value that the token response tells', () => {
  const instance = () => ({
    apiOrigins: ['{instance_url}'],
    variables: [
      variable({ name: 'instance_url', pattern: hostOf(provider.issuer) }),
      variable({ name: 'team', from: '/team/id' }),
    ],
  });

  it('decides where plugins may send the token, and is theirs to read', async () => {
    const app = await strict.app(instance());
    provider.deviate(responding({ instance_url: `${provider.issuer}/`, team: { id: 7 } }));
    await app.connect();
    expect((await app.fetch('/api')).status).toBe(200);
    const values = { instance_url: provider.issuer, team: '7' };
    expect((await house.tokens.getToken(app.ref)).values).toEqual(values);
    expect(await house.tokens.status(app.ref)).toMatchObject({ values });
    await expect(house.tokens.fetch(app.ref, `${evil.origin}/api`)).rejects.toMatchObject({
      code: 'url_not_allowed',
    });
  });

  it('keeps its name in an API origin, with its capitals', async () => {
    const variables = [variable({ name: 'shopId' })];
    const app = await strict.app({ apiOrigins: ['https://{shopId}.example.com/'], variables });
    expect((await app.details()).apiOrigins).toEqual(['https://{shopId}.example.com']);
  });

  it('may be absent if no address needs it', async () => {
    const app = await strict.app({ variables: [variable({ name: 'team', from: '/team/id' })] });
    await app.connect();
    expect(await house.tokens.status(app.ref)).toMatchObject({ values: {} });
  });

  it.each([
    ['is missing', {}, 'value_missing'],
    ['names another server', { instance_url: 'https://evil.example.com' }, 'value_not_allowed'],
  ])('stores nothing and revokes the grant if it %s', async (_what, told, reason) => {
    const app = await strict.app(instance());
    provider.deviate(responding(told));
    expect(await app.tryToConnect()).toMatchObject({ code: 'provider_rejected', reason });
    expect(await app.row()).toBeNull();
    await until('the grant is revoked', () => provider.requestsTo('/revoke').length === 1, 5_000);
  });

  it('is never a token, whatever the settings say', async () => {
    const app = await strict.app({ variables: [variable({ name: 'copy', from: 'also' })] });
    provider.deviate(responding(({ access_token: also }) => ({ also })));
    await app.connect();
    expect(await house.tokens.status(app.ref)).toMatchObject({ values: {} });
  });
});

describe('a value that the person gives', () => {
  const asked = () => ({
    authorizationEndpoint: `${provider.issuer}/authorize?tenant={tenant}`,
    variables: [
      variable({
        name: 'tenant',
        source: 'person',
        from: '',
        label: 'Your tenant',
        example: 'acme',
      }),
    ],
  });

  const connectWith = (app: StrictApp, values: object) =>
    house.api(app.user, 'post', `/apps/${app.key}/connect`, { values });

  it('is part of the address of the consent page, and stays with the connection', async () => {
    const app = await strict.app(asked());
    const url = new URL(await app.authorizationUrl({ values: { tenant: 'acme' } }));
    expect(url.searchParams.get('tenant')).toBe('acme');
    await app.connect({ values: { tenant: 'acme' } });
    expect(await house.tokens.status(app.ref)).toMatchObject({ values: { tenant: 'acme' } });
  });

  it('is asked for in the list of apps', async () => {
    const app = await strict.app(asked());
    const { body } = await house.api<{ key: string; asked: AppVariable[] }[]>(
      app.user,
      'get',
      '/apps'
    );
    const found = body.data.find(({ key }) => key === app.key);
    expect(found?.asked).toMatchObject([{ name: 'tenant', label: 'Your tenant' }]);
  });

  it.each([
    ['no value', {}],
    ['an empty one', { tenant: '  ' }],
    ['a slash', { tenant: 'acme/..' }],
    ['an address', { tenant: 'https://evil.example.com' }],
    ['an @', { tenant: 'acme@evil.example.com' }],
    ['a fragment', { tenant: 'acme#' }],
    ['two dots', { tenant: 'a..b' }],
    ['a port', { tenant: 'acme:8080' }],
    ["another script's letters", { tenant: 'аcme' }],
    ['an encoded slash', { tenant: 'acme%2fevil' }],
  ])('is refused at its field, and no flow starts: %s', async (_what, values) => {
    const app = await strict.app(asked());
    const flows = house.strapi.db.query(UID.authorizationRequest);
    const before = await flows.count();
    expect(refusedAt((await connectWith(app, values)) as never)).toEqual([400, 'values.tenant']);
    expect(await flows.count()).toBe(before);
  });

  it('is refused if the app does not ask for it', async () => {
    const app = await strict.app(asked());
    const response = await connectWith(app, { tenant: 'acme', other: 'x' });
    expect(refusedAt(response as never)).toEqual([400, 'values.other']);
  });
});

describe('the variables of an app', () => {
  it.each([
    ['a host that a value decides', { tokenEndpoint: 'https://{host}/token' }, 'tokenEndpoint'],
    ['a domain that a value decides', { tokenEndpoint: 'https://login.{host}/t' }, 'tokenEndpoint'],
    ['an origin without a pattern', { apiOrigins: ['{host}'] }, 'apiOrigins.0'],
    ['an unknown variable', { tokenEndpoint: 'https://example.com/{other}' }, 'tokenEndpoint'],
    ['a port', { tokenEndpoint: 'https://example.com:{host}/t' }, 'tokenEndpoint'],
    ['braces that name nothing', { tokenEndpoint: 'https://example.com/{a-b}' }, 'tokenEndpoint'],
    ['a user name', { tokenEndpoint: 'https://{host}@example.com/t' }, 'tokenEndpoint'],
    [
      'a value that comes too late',
      { authorizationEndpoint: 'https://{host}.example.com/a' },
      'authorizationEndpoint',
    ],
  ])('are refused with %s', async (_what, change, path) => {
    const app = await strict.app();
    const variables = [variable({ name: 'host', source: 'callback' })];
    const response = await app.update({ ...change, variables, clientSecret: 'secret' });
    expect(refusedAt(response)).toEqual([400, path]);
  });

  it('end the connections when they change, because tokens would go elsewhere', async () => {
    const variables = [variable({ name: 'team', from: '/team/id' })];
    const app = await strict.connectedApp({ variables });
    const { status } = await app.update({ variables: [], clientSecret: 'another secret' });
    expect(status).toBe(200);
    expect(await app.row()).toMatchObject({
      status: 'needs_reconnect',
      statusReason: 'app_changed',
    });
  });
});

describe('somebody who changes the values of a connection in the database', () => {
  it('gets no token: it opens only for the values that it was stored with', async () => {
    const app = await strict.app(toldInCallback());
    namingServer(provider.issuer);
    await app.connect();
    const before = await uids();
    await house.strapi.db.query(UID.connection).updateMany({
      where: { appKey: app.key },
      data: { variableValues: JSON.stringify({ server: evil.origin }) },
    });
    house.booted.internals.tokenCache.forgetApp(app.key);
    const asked = app.getAccessToken({ forceRefresh: true });
    await expect(asked).rejects.toMatchObject({ code: 'key_unavailable', reason: 'tampered' });
    expect(evil.requests).toHaveLength(0);
    expect(provider.requestsTo('/token')).toHaveLength(1);
    expect(await uids()).toBe(before);
  });
});
