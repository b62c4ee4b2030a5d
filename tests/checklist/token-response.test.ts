import type { House } from '../support/strapi/house';
import { responding, type Deviation } from '../support/providers/authorization-server/deviations';
import type { TestAuthorizationServer } from '../support/providers/authorization-server/server';
import {
  openStrictHouse,
  type StrictApp,
  type StrictHouse,
} from '../support/providers/strict-house';

const YEAR_SECONDS = 365 * 24 * 3_600;

let strict: StrictHouse;
let provider: TestAuthorizationServer;
let house: House;

openStrictHouse((opened) => {
  strict = opened;
  ({ provider, house } = opened);
});

afterEach(() => {
  jest.restoreAllMocks();
  provider.reset();
});

const tokenRequests = () => provider.requestsTo('/token').length;

const refresh = (app: StrictApp) => app.getAccessToken({ forceRefresh: true });

describe('a response of the token endpoint', () => {
  const invalid: [string, Deviation][] = [
    ['without an access token', responding({ access_token: undefined })],
    ['with an empty access token', responding({ access_token: '' })],
    ['with an object as access token', responding({ access_token: { value: 'x' } })],
    ['with a line break in the access token', responding({ access_token: 'x\r\nSet-Cookie: a=b' })],
    ['with a token_type that is no text', responding({ token_type: 42 })],
  ];

  it.each(invalid)('C26 %s is invalid, and nothing is stored', async (_case, deviation) => {
    const app = await strict.app();
    provider.deviate(deviation);
    expect((await app.tryToConnect()).code).toBe('provider_rejected');
    expect(await app.row()).toBeNull();
  });

  it('C26 without an access token refreshes nothing, and ends no connection', async () => {
    const app = await strict.connectedApp();
    const row = await app.row();
    provider.deviate(responding({ access_token: undefined }));
    await expect(refresh(app)).rejects.toMatchObject({ code: 'provider_rejected' });
    expect(await app.row()).toMatchObject({
      status: 'active',
      sealedAccessToken: row?.sealedAccessToken,
    });
  });

  it('C26 without a token_type can only be that of a bearer token', async () => {
    const app = await strict.app();
    provider.deviate(responding({ token_type: undefined }));
    await app.connect();
    expect((await house.tokens.getToken(app.ref)).tokenType).toBe('Bearer');
  });

  it.each(['bearer', 'BEARER', 'bEaReR'])('C27 with the type %s is Bearer', async (type) => {
    const app = await strict.app();
    provider.deviate(responding({ token_type: type }));
    await app.connect();
    expect((await house.tokens.getToken(app.ref)).tokenType).toBe('Bearer');
    expect((await app.fetch('/api')).status).toBe(200);
  });

  it.each(['mac', 'DPoP', 'N_A', 'bearer '])(
    'C27 with a token of type %j is not used',
    async (type) => {
      const app = await strict.app();
      provider.deviate(responding({ token_type: type }));
      expect(await app.tryToConnect()).toMatchObject({ reason: 'unsupported_token_type' });
      expect(await app.row()).toBeNull();

      provider.deviate({});
      await app.connect();
      const before = await app.getAccessToken();
      provider.deviate(responding({ token_type: type }));
      await expect(refresh(app)).rejects.toMatchObject({ reason: 'unsupported_token_type' });
      expect(await app.getAccessToken()).toBe(before);
    }
  );

  const unknownLifetimes: [string, Deviation][] = [
    ['absent', responding({ expires_in: undefined })],
    ['null', responding({ expires_in: null })],
    ['zero', responding({ expires_in: 0 })],
    ['negative', responding({ expires_in: -1 })],
    ['no number', responding({ expires_in: 'soon' })],
  ];

  it.each(unknownLifetimes)(
    'C28 with an expires_in that is %s has an unknown lifetime, not zero',
    async (_case, deviation) => {
      const app = await strict.app();
      provider.deviate(deviation);
      await app.connect();
      for (let call = 0; call < 3; call += 1) await app.getAccessToken();
      expect((await house.tokens.getToken(app.ref)).expiresAt).toBeNull();
      expect(tokenRequests()).toBe(1);
    }
  );

  it('C28 of unknown lifetime is not eternal: the token is refreshed when an API refuses it', async () => {
    const app = await strict.app();
    provider.deviate(responding({ expires_in: undefined }));
    await app.connect();
    const before = await app.getAccessToken();
    house.travel(YEAR_SECONDS);
    expect(await app.getAccessToken()).toBe(before);
    provider.grants.refuseAccessTokens();
    expect((await app.fetch('/api')).status).toBe(200);
    expect(await app.getAccessToken()).not.toBe(before);
    expect(tokenRequests()).toBe(2);
  });

  it('C29 without scopes grants those that were requested', async () => {
    const app = await strict.app({ scopes: ['mail.read', 'mail.send'] });
    provider.deviate(responding({ scope: undefined }));
    const { missingScopes } = await app.connect();
    expect(missingScopes).toEqual([]);
    expect((await house.tokens.getToken(app.ref)).scopes).toEqual(['mail.read', 'mail.send']);
  });

  it('C29 with other scopes than requested is recorded and shown', async () => {
    const app = await strict.app({ scopes: ['mail.read', 'mail.send'] });
    provider.deviate(responding({ scope: 'mail.read mail.search' }));
    expect((await app.connect()).missingScopes).toEqual(['mail.send']);
    const [connection] = await house.connectionsOf(app.user);
    expect(connection).toMatchObject({
      scopesRequested: ['mail.read', 'mail.send'],
      scopesGranted: ['mail.read', 'mail.search'],
    });
    expect(await house.tokens.status(app.ref)).toMatchObject({
      scopesGranted: ['mail.read', 'mail.search'],
    });
  });

  it('C29 with fewer scopes at a refresh is recorded', async () => {
    const app = await strict.connectedApp({ scopes: ['mail.read', 'mail.send'] });
    provider.deviate(responding({ scope: 'mail.read' }));
    await refresh(app);
    expect((await app.row())?.scopesGranted).toEqual(['mail.read']);
    provider.deviate(responding({ scope: undefined }));
    await refresh(app);
    expect((await app.row())?.scopesGranted).toEqual(['mail.read']);
  });
});
