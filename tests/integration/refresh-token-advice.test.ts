import { House, ownerOf } from '../support/strapi/house';

let house: House;

beforeAll(async () => {
  house = await House.open({ pluginConfig: { backgroundRefresh: { enabled: false } } });
}, 120_000);

afterAll(() => house?.close());

afterEach(async () => {
  jest.restoreAllMocks();
  for (const app of await house.booted.internals.apps.list()) {
    await house.api(house.admin, 'delete', `/apps/${app.key}`);
  }
});

const WITHOUT_ACCESS_TYPE = { authorizationParams: [] };

/** Demo Mail names `offline_access` among its scopes, and gives a refresh token only for that. */
describe('the advice where a provider issues no refresh token', () => {
  it('P10 says at the end of the flow what this provider requires, not to agree again', async () => {
    await house.createApp(WITHOUT_ACCESS_TYPE);
    const connected = await house.connect(house.admin, 'demo-mail');
    expect(connected.hasRefreshToken).toBe(false);
    expect(connected.refreshTokenAdvice).toMatch(
      /Missing: the scope offline_access and .* prompt = consent\. .* then connect again\.$/
    );
    expect(connected.missingScopes).toEqual([]);
  });

  it('P10 is on the ended connection too, and the error for plugins points there', async () => {
    const app = await house.createApp(WITHOUT_ACCESS_TYPE);
    await house.connect(house.admin, app.key);
    house.travel(120);
    const ref = { app: app.key, owner: ownerOf(house.admin) };
    await expect(house.tokens.getAccessToken(ref)).rejects.toMatchObject({
      code: 'needs_reconnect',
      reason: 'no_refresh_token',
      message: expect.stringContaining('Connected Apps says what this provider requires'),
    });
    const [connection] = await house.connectionsOf(house.admin);
    expect(connection).toMatchObject({
      statusReason: 'no_refresh_token',
      refreshTokenAdvice: expect.stringContaining('Missing: the scope offline_access'),
    });
  });

  it('P10 works', async () => {
    await house.createApp({
      scopes: ['openid', 'email', 'offline_access', 'mail.read'],
      authorizationParams: [{ key: 'prompt', value: 'consent' }],
    });
    const connected = await house.connect(house.admin, 'demo-mail');
    expect(connected).toMatchObject({ hasRefreshToken: true, refreshTokenAdvice: null });
  });

  it('P10 is general for an app saved before discovery read offline_access', async () => {
    const capabilities = {
      authorizationResponseIssParameterSupported: true,
      codeChallengeMethodsSupported: ['S256'],
      idTokenSigningAlgValuesSupported: ['RS256'],
    };
    await house.createApp({ ...WITHOUT_ACCESS_TYPE, capabilities });
    const { refreshTokenAdvice } = await house.connect(house.admin, 'demo-mail');
    expect(refreshTokenAdvice).toContain('Most providers issue one for the scope offline_access');
  });
});
