import { ConnectedAppsError } from '../../server/src/errors/connected-apps-error';
import type { AppDetails, AppSummary, DiscoveredConfiguration } from '../../server/src/contracts';
import { consent } from '../support/strapi/http-browser';
import { House, ownerOf } from '../support/strapi/house';

let house: House;

beforeAll(async () => {
  house = await House.open();
}, 120_000);

afterAll(() => house?.close());

afterEach(() => jest.restoreAllMocks());

describe('step 1: discovery by an admin', () => {
  it('finds the endpoints under the discovery URL', async () => {
    const { status, body } = await house.api<DiscoveredConfiguration>(
      house.admin,
      'post',
      '/discovery',
      { url: house.provider.discoveryUrl }
    );
    const { issuer } = house.provider;
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      issuer,
      authorizationEndpoint: `${issuer}/auth`,
      tokenEndpoint: `${issuer}/token`,
      revocationEndpoint: `${issuer}/token/revocation`,
      introspectionEndpoint: `${issuer}/token/introspection`,
      userinfoEndpoint: `${issuer}/me`,
      jwksUri: `${issuer}/jwks`,
      capabilities: { authorizationResponseIssParameterSupported: true },
    });
  });
});

describe('steps 2 and 3: an app saved by an admin', () => {
  it('computes the Redirect URI and the JavaScript origin, and never returns the secret', async () => {
    const app = await house.createApp({ name: 'Demo Mail' });
    expect(app.redirectUri).toBe('http://localhost:1337/api/connected-apps/callback/demo-mail');
    expect(app.javascriptOrigin).toBe('http://localhost:1337');
    expect(app.hasClientSecret).toBe(true);
    const read = await house.api<AppDetails>(house.admin, 'get', '/apps/demo-mail');
    expect(read.body.data).not.toHaveProperty('clientSecret');
    expect(read.body.data.authorizationParams).toEqual([{ key: 'access_type', value: 'offline' }]);
  });
});

describe('step 4: the connection of a user', () => {
  it('ends with the connected account', async () => {
    const connection = await house.connect(house.admin, 'demo-mail');
    expect(connection).toMatchObject({
      appName: 'Demo Mail',
      accountLabel: 'jane@demo.test',
      status: 'active',
      hasRefreshToken: true,
      missingScopes: [],
      owner: { kind: 'admin', id: house.admin.documentId, label: house.admin.email },
    });
    expect(JSON.stringify(connection)).not.toMatch(/accessToken|refreshToken"/);
  });

  it("ends with the user's refusal, and stores nothing", async () => {
    const url = await house.authorizationUrl(house.editor, 'demo-mail');
    const callback = await consent(url, { decision: 'deny' });
    const { fragment } = await house.visitCallback(callback);
    expect(Object.fromEntries(fragment)).toMatchObject({
      error: 'access_denied',
      app: 'demo-mail',
    });
    expect(await house.connectionsOf(house.editor)).toEqual([]);
  });
});

describe('step 5: an editor', () => {
  it("connects an account of their own, and sees nobody else's", async () => {
    await house.connect(house.editor, 'demo-mail', { account: 'john' });
    const { body } = await house.api<AppSummary[]>(house.editor, 'get', '/apps');
    expect(body.data).toHaveLength(1);
    expect(body.data[0]?.myConnection?.accountLabel).toBe('john@demo.test');
    const all = await house.api(house.editor, 'get', '/connections');
    expect(all.status).toBe(403);
  });

  it('may not configure anything', async () => {
    expect((await house.api(house.editor, 'get', '/apps/demo-mail')).status).toBe(403);
    expect((await house.api(house.editor, 'put', '/apps/demo-mail', { data: {} })).status).toBe(
      403
    );
    expect((await house.api(house.editor, 'delete', '/apps/demo-mail')).status).toBe(403);
  });
});

describe('step 6: another plugin', () => {
  const ref = () => ({ app: 'demo-mail', owner: ownerOf(house.admin) });
  const messages = () => house.tokens.fetch(ref(), `${house.provider.issuer}/api/messages`);

  it("gets a token and reads the user's mail with it", async () => {
    const response = await messages();
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ account: 'jane@demo.test' });
  });

  it('gets the same token again, without a request to the provider', async () => {
    const first = await house.tokens.getAccessToken(ref());
    await house.provider.resetRequests();
    expect(await house.tokens.getAccessToken(ref())).toBe(first);
    expect(await house.provider.requestsTo('/token')).toBe(0);
  });

  it('gets a new one after the expiry, for one request however many ask', async () => {
    const before = await house.tokens.getAccessToken(ref());
    await house.provider.resetRequests();
    house.travel(61);
    const tokens = await Promise.all(
      Array.from({ length: 20 }, () => house.tokens.getAccessToken(ref()))
    );
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).not.toBe(before);
    expect(await house.provider.requestsTo('/token')).toBe(1);
    expect((await messages()).status).toBe(200);
  });

  it('learns that the grant was withdrawn, as does the panel', async () => {
    await house.provider.withdraw('jane');
    house.travel(122);
    await expect(house.tokens.getAccessToken(ref())).rejects.toMatchObject({
      name: ConnectedAppsError.name,
      code: 'needs_reconnect',
    });
    await house.provider.resetRequests();
    await expect(house.tokens.getAccessToken(ref())).rejects.toMatchObject({
      code: 'needs_reconnect',
    });
    expect(await house.provider.requestsTo('/token')).toBe(0);
    expect((await house.connectionsOf(house.admin))[0]).toMatchObject({
      status: 'needs_reconnect',
      statusReason: 'invalid_grant',
    });
  });

  it('gets tokens again after the user has reconnected', async () => {
    await house.connect(house.admin, 'demo-mail');
    expect((await messages()).status).toBe(200);
  });
});

describe('step 7: the disconnect', () => {
  it('revokes at the provider and deletes here', async () => {
    const token = await house.tokens.getAccessToken({
      app: 'demo-mail',
      owner: ownerOf(house.admin),
    });
    const [connection] = await house.connectionsOf(house.admin);
    const { status, body } = await house.api(
      house.admin,
      'delete',
      `/connections/${connection?.uid}`
    );
    expect([status, body.data]).toEqual([200, { revokedAtProvider: true }]);
    expect(await house.connectionsOf(house.admin)).toEqual([]);
    const response = await fetch(`${house.provider.issuer}/api/messages`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(401);
    await expect(
      house.tokens.getAccessToken({ app: 'demo-mail', owner: ownerOf(house.admin) })
    ).rejects.toMatchObject({ code: 'not_connected' });
  });

  it('deletes here even when the provider does not respond', async () => {
    const [connection] = await house.connectionsOf(house.editor);
    await house.provider.setFault('/token/revocation', { status: 503 });
    const { status, body } = await house.api(
      house.editor,
      'delete',
      `/connections/${connection?.uid}`
    );
    await house.provider.setFault('/token/revocation', null);
    expect([status, body.data]).toEqual([200, { revokedAtProvider: false }]);
    expect(await house.connectionsOf(house.editor)).toEqual([]);
  });
});
