import {
  claiming,
  responding,
  type Deviation,
} from '../support/providers/authorization-server/deviations';
import { StrictHouse, type StrictApp } from '../support/providers/strict-house';

let strict: StrictHouse;

beforeAll(async () => {
  strict = await StrictHouse.open();
}, 120_000);

afterAll(() => strict?.close());

afterEach(() => {
  jest.restoreAllMocks();
  strict.provider.reset();
});

const ANONYMOUS = { scopes: ['mail.read', 'mail.send'], userinfoEndpoint: null };

/** As with many providers, exchanging a code brings no refresh token. */
const withoutRefreshToken = (scope?: string): Deviation =>
  responding((_proper, { code }) =>
    code === null ? {} : { refresh_token: undefined, ...(scope !== undefined && { scope }) }
  );

const giveNoRefreshToken = (scope?: string) => strict.provider.deviate(withoutRefreshToken(scope));

const revoked = () =>
  strict.provider
    .requestsTo('/revoke')
    .map(({ form }) => [form.get('token'), form.get('token_type_hint')]);

/** Waits for the revocation, which happens in the background. */
const afterRevocation = async () => {
  const { revocations } = strict.house.booted.internals;
  for (let i = 0; i < 100 && revoked().length === 0; i += 1) {
    await revocations.retryDue();
  }
};

const renew = (app: StrictApp) => app.getAccessToken({ forceRefresh: true });

describe('a reconnect that returns no refresh token', () => {
  it('P09 keeps the former one if the account is unknown', async () => {
    const app = await strict.connectedApp(ANONYMOUS);
    const former = await app.storedRefreshToken();
    giveNoRefreshToken();
    const { hasRefreshToken } = await app.connect();
    expect(hasRefreshToken).toBe(true);
    expect((await app.row())?.subject).toBeNull();
    expect(await app.storedRefreshToken()).toBe(former);
    await renew(app);
    expect(revoked()).toEqual([]);
  });

  it('P09 keeps the former one of the same account', async () => {
    const app = await strict.connectedApp();
    const former = await app.storedRefreshToken();
    giveNoRefreshToken();
    await app.connect();
    expect(await app.storedRefreshToken()).toBe(former);
    await renew(app);
  });

  it('P09 does not keep the one of another account', async () => {
    const app = await strict.connectedApp();
    strict.provider.deviate({
      ...withoutRefreshToken(),
      ...claiming({ sub: 'user-2' }),
      userInfo: (proper) => ({ ...proper, sub: 'user-2' }),
    });
    const ticket = await app.ticket();
    expect((await strict.house.confirm(app.user, ticket)).body.data.state).toBe('confirm');
    const { body } = await strict.house.confirm(app.user, ticket, true);
    expect(body.data).toMatchObject({ hasRefreshToken: false });
    expect(await app.storedRefreshToken()).toBeNull();
  });

  it('P08 ends the former grant when the person agrees to less', async () => {
    const app = await strict.connectedApp({ scopes: ['openid', 'mail.read', 'mail.send'] });
    const former = (await app.storedRefreshToken()) ?? '';
    giveNoRefreshToken('openid mail.read');
    const connection = await app.connect();
    expect(connection).toMatchObject({
      hasRefreshToken: false,
      scopesGranted: ['openid', 'mail.read'],
      missingScopes: ['mail.send'],
    });
    await afterRevocation();
    expect(revoked()).toEqual([[former, 'refresh_token']]);
    expect(strict.provider.grants.isAlive(former)).toBe(false);
    expect(await app.storedRefreshToken()).toBeNull();
    const { scopes } = await strict.house.tokens.getToken(app.ref);
    expect(scopes).toEqual(['openid', 'mail.read']);
    await expect(renew(app)).rejects.toMatchObject({ code: 'needs_reconnect' });
  });

  it('P08 ends it too when a plugin asks for some of the scopes', async () => {
    const app = await strict.connectedApp(ANONYMOUS);
    const former = await app.storedRefreshToken();
    giveNoRefreshToken();
    expect((await app.connect({ scopes: ['mail.read'] })).hasRefreshToken).toBe(false);
    await afterRevocation();
    expect(revoked()).toEqual([[former, 'refresh_token']]);
  });

  it('P08 connects even if the provider cannot revoke', async () => {
    const app = await strict.connectedApp(ANONYMOUS);
    giveNoRefreshToken('mail.read');
    strict.provider.respond('/revoke', 500, { error: 'server_error' });
    const { status } = await app.tryToConnect();
    expect(status).toBe(200);
    expect(await app.storedRefreshToken()).toBeNull();
  });

  it('P08 keeps the existing grant when the reconnect fails', async () => {
    const app = await strict.connectedApp(ANONYMOUS);
    const former = await app.storedRefreshToken();
    strict.provider.respond('/token', 400, { error: 'invalid_grant' });
    expect((await app.tryToConnect()).status).not.toBe(200);
    strict.provider.handle('/token', null);
    expect(await app.storedRefreshToken()).toBe(former);
    expect(revoked()).not.toContainEqual([former, 'refresh_token']);
  });
});
