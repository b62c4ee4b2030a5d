import type {
  AppDetails,
  AppSummary,
  Connect,
  ConnectionSummary,
} from '../../server/src/contracts';
import { startHttpServer, type Handler, type HttpServer } from '../support/network/http-server';
import { assertionEndpoint } from '../support/providers/assertion-endpoint';
import { rsaKey } from '../support/providers/http-provider';
import { House, ownerOf } from '../support/strapi/house';

let house: House;

beforeAll(async () => {
  house = await House.open({}, { accessTokenTtlSeconds: 600 });
}, 120_000);

afterAll(() => house?.close());

afterEach(async () => {
  jest.restoreAllMocks();
  await house.provider.setFault('/token', null);
  for (const app of await house.booted.internals.apps.list()) {
    await house.api(house.admin, 'delete', `/apps/${app.key}`);
  }
});

const SHARED = { app: 'demo-mail' };

const createApp = (): Promise<AppDetails> =>
  house.createApp({
    authorizationEndpoint: null,
    scopes: ['mail.read'],
    authorizationParams: [],
    protocol: { grantType: 'client_credentials' },
  });

const connect = async (owner: 'me' | 'shared' = 'shared'): Promise<ConnectionSummary> => {
  const path = '/apps/demo-mail/connect';
  const { body } = await house.api<Connect.Response['data']>(house.admin, 'post', path, { owner });
  if (body.data.kind !== 'connected') throw new Error(JSON.stringify(body));
  return body.data.connection;
};

const appAsListed = async (): Promise<AppSummary | undefined> =>
  (await house.api<AppSummary[]>(house.admin, 'get', '/apps')).body.data[0];

/** The sealed text in place of a refresh token opens to what a refresh sends. */
const sentByRefresh = async (uid: string): Promise<string | null> => {
  const { connections } = house.booted.internals.store;
  const connection = await connections.findByUid(uid);
  return connection && connections.openRefreshToken(connection);
};

describe('an app with client credentials', () => {
  it('is connected at once, without an authorization endpoint or a page', async () => {
    await createApp();
    const connection = await connect();
    expect(connection).toMatchObject({
      owner: { kind: 'shared' },
      status: 'active',
      scopesGranted: ['mail.read'],
      hasRefreshToken: true,
      refreshTokenAdvice: null,
      state: { name: 'connected', turn: 'nobody' },
    });
    expect(await sentByRefresh(connection.uid)).toBe('client_credentials');
    const { status, body } = await house.api<object[]>(house.admin, 'get', '/connections/mine');
    expect({ status, mine: body.data }).toEqual({ status: 200, mine: [] });
  });

  it('may also be connected for a person, who then has a token of their own', async () => {
    await createApp();
    await connect('me');
    const token = await house.tokens.getToken({ ...SHARED, owner: ownerOf(house.admin) });
    expect(token.scopes).toEqual(['mail.read']);
    await expect(house.tokens.getToken(SHARED)).rejects.toMatchObject({ code: 'not_connected' });
  });

  it('is connected by a plugin, which goes on with its own page', async () => {
    await createApp();
    const options = { returnTo: '/plugins/inbox' };
    const { authorizationUrl } = await house.tokens.connect(SHARED, options);
    expect(authorizationUrl.pathname).toMatch(/\/plugins\/inbox$/);
    expect(await house.tokens.status(SHARED)).toMatchObject({ status: 'active' });
  });

  it('tells the list of apps how its tokens are obtained', async () => {
    await createApp();
    expect(await appAsListed()).toMatchObject({
      grantType: 'client_credentials',
      state: { name: 'ready' },
    });
  });

  it('gets its next token in the background, by the same request, before the first expires', async () => {
    await createApp();
    const { uid } = await connect();
    const first = await house.tokens.getAccessToken(SHARED);
    await house.provider.resetRequests();
    house.travel(580);
    await house.booted.internals.backgroundRefresh.run();
    expect(await house.provider.requestsTo('/token')).toBe(1);
    const second = await house.tokens.getAccessToken(SHARED);
    expect(second).not.toBe(first);
    expect(await house.provider.requestsTo('/token')).toBe(1);
    expect(await sentByRefresh(uid)).toBe('client_credentials');
  });

  it('sends one request for many callers of an expired token', async () => {
    await createApp();
    await connect();
    await house.provider.resetRequests();
    house.travel(700);
    const callers = Array.from({ length: 20 }, () => house.tokens.getAccessToken(SHARED));
    expect(new Set(await Promise.all(callers)).size).toBe(1);
    expect(await house.provider.requestsTo('/token')).toBe(1);
  });

  it('has a fault, and its connection stays, if the provider refuses the request', async () => {
    await createApp();
    await connect();
    const body = JSON.stringify({ error: 'invalid_grant' });
    await house.provider.setFault('/token', { status: 400, body });
    house.travel(700);
    await expect(house.tokens.getAccessToken(SHARED)).rejects.toMatchObject({
      code: 'provider_rejected',
      reason: 'invalid_grant',
    });
    expect(await appAsListed()).toMatchObject({ state: { name: 'needs_repair', turn: 'admin' } });
    const status = await house.tokens.status(SHARED);
    expect(status).toMatchObject({ status: 'active', state: { name: 'failing', turn: 'admin' } });
  });

  it('is not connected, and has a fault, if the provider refuses the client', async () => {
    const { key } = await createApp();
    const data = { clientSecret: 'wrong' };
    await house.api(house.admin, 'put', `/apps/${key}`, { data });
    await house.api(house.admin, 'put', `/apps/${key}`, {
      data: { forgetPreviousClientSecret: true },
    });
    const path = `/apps/${key}/connect`;
    const { status, body } = await house.api(house.admin, 'post', path, { owner: 'shared' });
    expect({ status, code: body.error?.details.code }).toEqual({
      status: 422,
      code: 'provider_rejected',
    });
    expect(await house.tokens.status(SHARED)).toEqual({ status: 'not_connected' });
    expect(await appAsListed()).toMatchObject({ state: { name: 'needs_repair' } });
  });

  it('has its token introspected for a plugin, at a real provider', async () => {
    await createApp();
    await connect();
    await expect(house.tokens.introspect(SHARED)).resolves.toMatchObject({
      active: true,
      scopes: ['mail.read'],
      expiresAt: expect.any(Date),
    });
  });

  it('has its token exchanged for a plugin, once', async () => {
    await createApp();
    await connect();
    const exchanged = { access_token: 'exchanged', issued_token_type: 'urn:x', expires_in: 300 };
    await house.provider.setFault('/token', { status: 200, body: JSON.stringify(exchanged) });
    await house.provider.resetRequests();
    for (let call = 0; call < 2; call += 1) {
      const token = await house.tokens.exchange(SHARED, { audience: 'billing' });
      expect(token).toMatchObject({ accessToken: 'exchanged', issuedTokenType: 'urn:x' });
      expect(JSON.stringify(token)).toBe('"[redacted]"');
    }
    expect(await house.provider.requestsTo('/token')).toBe(1);
  });

  it('has its access token revoked when it is disconnected', async () => {
    await createApp();
    await connect();
    await house.provider.resetRequests();
    await expect(house.tokens.disconnect(SHARED)).resolves.toEqual({ revokedAtProvider: true });
    expect(await house.provider.requestsTo('/token/revocation')).toBe(1);
  });

  it('ends its connections if its tokens are to be obtained otherwise', async () => {
    const { key } = await createApp();
    await connect();
    const data = { protocol: {} };
    const { status } = await house.api(house.admin, 'put', `/apps/${key}`, { data });
    expect(status).toBe(200);
    await expect(house.tokens.getAccessToken(SHARED)).rejects.toMatchObject({
      code: 'needs_reconnect',
      reason: 'app_changed',
    });
  });
});

describe('an app with the key of a service account', () => {
  const KEY = rsaKey('key-1');
  const ISSUER = 'reader@project.iam.gserviceaccount.com';
  const PEM = KEY.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  let server: HttpServer;
  let accepted: Record<string, unknown>[];

  beforeEach(async () => {
    let handler: Handler = () => undefined;
    server = await startHttpServer((request, response) => handler(request, response));
    const audience = `${server.origin}/token`;
    const now = () => house.booted.internals.clock.now();
    const endpoint = assertionEndpoint({ key: KEY, issuer: ISSUER, audience }, now);
    ({ handler, accepted } = endpoint);
  });

  afterEach(() => server.close());

  const file = (changes: object = {}): string =>
    JSON.stringify({
      type: 'service_account',
      private_key: PEM,
      private_key_id: KEY.kid,
      client_email: ISSUER,
      token_uri: `${server.origin}/token`,
      ...changes,
    });

  const create = (assertionKey: string) => {
    const protocol = { grantType: 'jwt_bearer' };
    const data = { name: 'Demo Mail', scopes: ['mail.read'], protocol, assertionKey };
    return house.api<AppDetails>(house.admin, 'post', '/apps', { data });
  };

  it('is set up by its file alone, connected at once, and refreshed by a new assertion', async () => {
    const { status, body } = await create(file());
    expect({ status, data: body.data }).toMatchObject({
      status: 201,
      data: {
        clientId: ISSUER,
        clientAuthMethod: 'none',
        tokenEndpoint: `${server.origin}/token`,
        hasAssertionKey: true,
        state: { name: 'ready' },
      },
    });
    expect(await connect()).toMatchObject({ accountLabel: ISSUER, hasRefreshToken: true });
    expect(await house.tokens.getAccessToken(SHARED)).toBe('token-1');
    house.travel(3_590);
    await house.booted.internals.backgroundRefresh.run();
    expect(await house.tokens.getAccessToken(SHARED)).toBe('token-2');
    expect(accepted).toHaveLength(2);
  });

  it('never shows the key again', async () => {
    await create(file());
    const { body } = await house.api(house.admin, 'get', '/apps/demo-mail');
    expect(JSON.stringify(body)).not.toMatch(/PRIVATE KEY|key-1/);
    const [row] = await house.strapi.db.query('plugin::connected-apps.connected-app').findMany();
    expect(JSON.stringify(row)).not.toMatch(/PRIVATE KEY/);
  });

  it.each([
    ['a file without a key', () => file({ private_key: undefined })],
    ['an address that is not allowed', () => file({ token_uri: 'http://evil.example.com/token' })],
    ['another text', () => 'hello'],
  ])('is not created from %s', async (_name, text) => {
    const { status, body } = await create(text());
    expect(status).toBe(400);
    expect(body.error?.details.errors).toMatchObject([{ path: ['assertionKey'] }]);
    expect(await house.booted.internals.apps.list()).toEqual([]);
  });

  it('wants the key again before an assertion goes to another server', async () => {
    await create(file());
    const data = { tokenEndpoint: 'https://evil.example.com/token' };
    const { status, body } = await house.api(house.admin, 'put', '/apps/demo-mail', { data });
    expect(status).toBe(400);
    expect(body.error?.details.errors).toMatchObject([{ path: ['assertionKey'] }]);
  });
});
