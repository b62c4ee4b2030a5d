import type {
  AppDetails,
  AppSummary,
  Connect,
  ConnectionSummary,
} from '../../server/src/contracts';
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
