import type { AppDetails } from '../../server/src/contracts';
import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import type { Fault } from '../support/providers/demo-provider';
import { House, ownerOf } from '../support/strapi/house';
import { until } from '../support/until';

let house: House;

beforeAll(async () => {
  house = await House.open();
  await house.createApp({ name: 'Demo Mail' });
}, 120_000);

afterAll(() => house?.close());

afterEach(async () => {
  jest.restoreAllMocks();
  await house.provider.setFault('/token', null);
});

const json = (value: unknown) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

const faults: [string, Fault, string][] = [
  ['is down', { reset: true }, 'provider_unavailable'],
  ['answers 500', { status: 500 }, 'provider_unavailable'],
  [
    'answers 503 and says when to come back',
    { status: 503, headers: { 'retry-after': '120' } },
    'provider_unavailable',
  ],
  [
    'answers HTML',
    { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
    'provider_unavailable',
  ],
  [
    'does not know the client',
    { status: 401, ...json({ error: 'invalid_client' }) },
    'provider_rejected',
  ],
];

const faultOfApp = async () =>
  (await house.api<AppDetails>(house.admin, 'get', '/apps/demo-mail')).body.data.state.fault;

const clearFault = () => house.api(house.admin, 'put', '/apps/demo-mail', { data: {} });

describe.each(faults)('a provider that %s', (_case, fault, code) => {
  let user: Admin;

  beforeEach(async () => {
    user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await clearFault();
  });

  it(`costs a new user the flow, with ${code}`, async () => {
    const ticket = await house.ticket(user, 'demo-mail');
    await house.provider.setFault('/token', fault);
    const { body } = await house.complete(user, ticket);
    expect(body.error?.details.code).toBe(code);
    expect(await house.connectionsOf(user)).toEqual([]);
  });

  it(`costs a connected user nothing: tokens are available again when the provider is`, async () => {
    await house.connect(user, 'demo-mail');
    await house.provider.setFault('/token', fault);
    house.travel(61);
    const ref = { app: 'demo-mail', owner: ownerOf(user) };
    await expect(house.tokens.getAccessToken(ref)).rejects.toMatchObject({ code });
    expect((await house.connectionsOf(user))[0]?.status).toBe('active');

    await house.provider.resetRequests();
    await expect(house.tokens.getAccessToken(ref)).rejects.toMatchObject({ code });
    expect(await house.provider.requestsTo('/token')).toBe(0);

    await house.provider.setFault('/token', null);
    house.travel(61 + 3_600);
    expect(await house.tokens.getAccessToken(ref)).toEqual(expect.any(String));
  });
});

describe('a provider that does not know the client', () => {
  it('marks the app as faulty until it is repaired', async () => {
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    const ticket = await house.ticket(user, 'demo-mail');
    await house.provider.setFault('/token', { status: 401, ...json({ error: 'invalid_client' }) });
    await house.complete(user, ticket);
    await house.provider.setFault('/token', null);
    expect(await faultOfApp()).toMatchObject({ code: 'provider_rejected' });
    await house.connect(user, 'demo-mail');
    expect(await faultOfApp()).toBeNull();
  });
});

describe('a provider that refuses the grant', () => {
  it('costs one request, then none, and keeps the connection for the reconnect', async () => {
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(user, 'demo-mail');
    await house.provider.setFault('/token', { status: 400, ...json({ error: 'invalid_grant' }) });
    await house.provider.resetRequests();
    house.travel(61);
    const ref = { app: 'demo-mail', owner: ownerOf(user) };
    for (let i = 0; i < 3; i += 1) {
      await expect(house.tokens.getAccessToken(ref)).rejects.toMatchObject({
        code: 'needs_reconnect',
      });
    }
    expect(await house.provider.requestsTo('/token')).toBe(1);
    expect(await house.tokens.status(ref)).toMatchObject({
      status: 'needs_reconnect',
      statusReason: 'invalid_grant',
      accountLabel: 'jane@demo.test',
    });
  });

  it('costs a new user the flow', async () => {
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    const ticket = await house.ticket(user, 'demo-mail');
    await house.provider.setFault('/token', { status: 400, ...json({ error: 'invalid_grant' }) });
    const { status, body } = await house.complete(user, ticket);
    expect([status, body.error?.details.code]).toEqual([410, 'flow_expired']);
    expect(await house.connectionsOf(user)).toEqual([]);
  });
});

describe('a token that is due but not expired', () => {
  it('is served at once while a slow provider refreshes it', async () => {
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(user, 'demo-mail');
    const ref = { app: 'demo-mail', owner: ownerOf(user) };
    const before = await house.tokens.getAccessToken(ref);
    await house.provider.setFault('/token', { hold: true });
    house.travel(52);
    expect(await house.tokens.getAccessToken(ref)).toBe(before);
    await house.provider.setFault('/token', null);
    const isNew = async () => (await house.tokens.getAccessToken(ref)) !== before;
    await until('the new token is served', isNew);
  });

  it('is served while the provider is down', async () => {
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(user, 'demo-mail');
    const ref = { app: 'demo-mail', owner: ownerOf(user) };
    const before = await house.tokens.getAccessToken(ref);
    await house.provider.setFault('/token', { status: 503 });
    house.travel(52);
    expect(await house.tokens.getAccessToken(ref)).toBe(before);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await house.tokens.getAccessToken(ref)).toBe(before);
  });
});

describe('an app whose provider is changed', () => {
  it('never sends its existing tokens to the new one', async () => {
    const app = await house.createApp({ name: 'Moving Mail' });
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(user, app.key);
    await house.api(house.admin, 'put', `/apps/${app.key}`, {
      data: { tokenEndpoint: 'https://elsewhere.example.com/token', clientSecret: 'a new one' },
    });
    await expect(
      house.tokens.getAccessToken({ app: app.key, owner: ownerOf(user) })
    ).rejects.toMatchObject({ code: 'needs_reconnect', reason: 'app_changed' });
    expect((await house.connectionsOf(user))[0]).toMatchObject({ statusReason: 'app_changed' });
  });

  it('keeps its connections when only its name changes', async () => {
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(user, 'demo-mail');
    await house.api(house.admin, 'put', '/apps/demo-mail', { data: { enabled: true } });
    expect((await house.connectionsOf(user))[0]?.status).toBe('active');
  });
});

describe('fetch', () => {
  it("sends tokens to the app's API origins only", async () => {
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(user, 'demo-mail');
    const ref = { app: 'demo-mail', owner: ownerOf(user) };
    await expect(house.tokens.fetch(ref, 'https://evil.example.com/')).rejects.toMatchObject({
      code: 'url_not_allowed',
    });
  });

  it('refreshes a token that the API refuses, and tries once more', async () => {
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(user, 'demo-mail');
    const ref = { app: 'demo-mail', owner: ownerOf(user) };
    await house.provider.setFault('/api/messages', { status: 401 });
    await house.provider.resetRequests();
    const response = await house.tokens.fetch(ref, `${house.provider.issuer}/api/messages`);
    await house.provider.setFault('/api/messages', null);
    expect(response.status).toBe(401);
    expect(await house.provider.requestsTo('/api/messages')).toBe(2);
    expect(await house.provider.requestsTo('/token')).toBe(1);
  });
});

describe('clientCredentials', () => {
  it("returns the app's own token, and caches it", async () => {
    await house.provider.resetRequests();
    const [first, second] = await Promise.all([
      house.tokens.clientCredentials('demo-mail'),
      house.tokens.clientCredentials('demo-mail'),
    ]);
    expect(first.accessToken).toBe(second.accessToken);
    expect(await house.provider.requestsTo('/token')).toBe(1);
    expect(`${JSON.stringify(first)} ${String(first)}`).toBe('"[redacted]" [redacted]');
  });
});

describe('a caller inside a database transaction', () => {
  it('gets a valid token, and a clear error when it must be refreshed', async () => {
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(user, 'demo-mail');
    const ref = { app: 'demo-mail', owner: ownerOf(user) };
    const inTransaction = () => house.strapi.db.transaction(() => house.tokens.getAccessToken(ref));
    expect(await inTransaction()).toEqual(expect.any(String));
    house.travel(61);
    await expect(inTransaction()).rejects.toMatchObject({ code: 'in_transaction' });
    expect(await house.tokens.getAccessToken(ref)).toEqual(expect.any(String));
  });
});

describe('the advice to whoever connects', () => {
  const messageOf = async (fault: Fault): Promise<string> => {
    const ticket = await house.ticket(house.admin, 'demo-mail');
    await house.provider.setFault('/token', fault);
    const { body } = await house.complete(house.admin, ticket);
    expect(body.error?.details.code).toBe('provider_rejected');
    return body.error?.message ?? '';
  };

  it('P11 says what was tried with a refused client, and what to try next', async () => {
    expect(await messageOf({ status: 400, ...json({ error: 'unauthorized_client' }) })).toMatch(
      /Tried: grant authorization_code with PKCE, client authentication method client_secret_\w+\. If they are right.*choose client_secret_/i
    );
  });

  it.each<[string, Fault, RegExp]>([
    [
      'moved',
      { status: 301, headers: { location: 'https://id.example.com/token?x=1' } },
      /\/token has moved to https:\/\/id\.example\.com\/token, /,
    ],
    ['is not there', { status: 404 }, /\/token was not found\. Check the token URI/],
    ['wants JSON', { status: 415 }, /most likely it expects JSON/],
  ])('P12 explains a token URI that %s', async (_what, fault, text) => {
    expect(await messageOf(fault)).toMatch(text);
  });
});
