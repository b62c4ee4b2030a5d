import { nth, present } from '../support/elements';
import { createAdminWith, EDITOR_ACTIONS } from '../support/strapi/admins';
import { ownerOf, type House } from '../support/strapi/house';
import { announcing, responding } from '../support/providers/authorization-server/deviations';
import { TestAuthorizationServer } from '../support/providers/authorization-server/server';
import {
  openStrictHouse,
  type StrictApp,
  type StrictHouse,
} from '../support/providers/strict-house';
import { until } from '../support/until';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;

let strict: StrictHouse;
let provider: TestAuthorizationServer;
let house: House;

openStrictHouse((opened) => {
  strict = opened;
  ({ provider, house } = opened);
});

afterEach(async () => {
  jest.restoreAllMocks();
  provider.reset();
  // Nothing that waits is left to the next test.
  house.travel(24 * HOUR_SECONDS);
  await retryDue();
  jest.restoreAllMocks();
  provider.reset();
});

const retryDue = () => house.booted.internals.revocations.retryDue();
const revocations = () => provider.requestsTo('/revoke').length;
const refuse = (headers: Record<string, string> = {}) =>
  provider.respond('/revoke', 503, {}, headers);
const repair = () => provider.handle('/revoke', null);

const isKeptForLater = (message: unknown) => String(message).includes('and is retried');

/** Until the plugin has seen that the provider refused. */
const refused = async (warn: jest.SpyInstance) =>
  until('the plugin has seen the refusal', () =>
    warn.mock.calls.some(([message]) => isKeptForLater(message))
  );

/** An app with several connections of one user. */
const connectedManyTimes = async (count: number) => {
  const app = await strict.app();
  for (let number = 0; number < count; number += 1)
    await app.connect({ account: `account-${number}` });
  return app;
};

const refreshTokensOf = (app: StrictApp) =>
  house.booted.internals.store.connections
    .listByApp(app.key)
    .then((rows) =>
      rows.map((row) => house.booted.internals.store.connections.openRefreshToken(row) ?? '')
    );

describe('disconnecting', () => {
  it('C42 revokes the refresh token at the provider', async () => {
    const app = await strict.connectedApp();
    const refreshToken = (await app.storedRefreshToken()) ?? '';
    expect(provider.grants.isAlive(refreshToken)).toBe(true);
    expect((await app.disconnect()).body.data).toEqual({ revokedAtProvider: true });
    expect(provider.grants.isAlive(refreshToken)).toBe(false);
    const { form } = nth(provider.requestsTo('/revoke'), 0);
    expect(Object.fromEntries(form)).toMatchObject({
      token: refreshToken,
      token_type_hint: 'refresh_token',
    });
    expect(provider.violations).toEqual([]);
  });

  it('C42 does the same when another plugin disconnects', async () => {
    const app = await strict.connectedApp();
    expect(await house.tokens.disconnect(app.ref)).toEqual({ revokedAtProvider: true });
    expect(revocations()).toBe(1);
  });

  it('C42 makes the real provider refuse the access token too', async () => {
    const { key } = await house.createApp({ name: 'Leaving Mail' });
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(user, key);
    const ref = { app: key, owner: ownerOf(user) };
    const headers = { authorization: `Bearer ${await house.tokens.getAccessToken(ref)}` };
    const ask = async () =>
      (await fetch(`${house.provider.issuer}/api/messages`, { headers })).status;
    expect(await ask()).toBe(200);
    expect(await house.tokens.disconnect(ref)).toEqual({ revokedAtProvider: true });
    expect(await ask()).toBe(401);
  });

  it('C42 revokes the access token if there is no refresh token', async () => {
    const app = await strict.app();
    provider.deviate(responding({ refresh_token: undefined }));
    await app.connect();
    const accessToken = await app.getAccessToken();
    await app.disconnect();
    const { form } = nth(provider.requestsTo('/revoke'), 0);
    expect([form.get('token'), form.get('token_type_hint')]).toEqual([accessToken, 'access_token']);
  });
});

describe('a revocation that the provider cannot make at the moment', () => {
  it('C43 is retried until it succeeds, but never before its Retry-After', async () => {
    const app = await strict.connectedApp();
    const refreshToken = (await app.storedRefreshToken()) ?? '';
    refuse({ 'retry-after': '300' });
    expect((await app.disconnect()).body.data).toEqual({ revokedAtProvider: false });
    expect(await app.row()).toBeNull();
    await expect(app.getAccessToken()).rejects.toMatchObject({ code: 'not_connected' });
    repair();
    house.travel(290);
    await retryDue();
    expect([revocations(), provider.grants.isAlive(refreshToken)]).toEqual([1, true]);
    house.travel(301);
    await retryDue();
    expect([revocations(), provider.grants.isAlive(refreshToken)]).toEqual([2, false]);
    house.travel(HOUR_SECONDS);
    await retryDue();
    expect(revocations()).toBe(2);
  });

  it('C43 is retried less and less often, and given up after six hours', async () => {
    const app = await strict.connectedApp();
    refuse();
    await app.disconnect();
    const counts: number[] = [];
    for (let minute = 1; minute <= 8 * 60; minute += 1) {
      house.travel(minute * MINUTE_SECONDS);
      await retryDue();
      if (minute % 60 === 0) counts.push(revocations());
    }
    expect(counts[0]).toBeGreaterThan(5);
    // 15 minutes at most from one to the next, half of that at least.
    const inTheSixthHour = nth(counts, 5) - nth(counts, 4);
    expect(inTheSixthHour).toBeLessThanOrEqual(8);
    expect(inTheSixthHour).toBeGreaterThanOrEqual(3);
    expect(counts[7]).toBe(counts[5]);
    repair();
    house.travel(24 * HOUR_SECONDS);
    await retryDue();
    expect(revocations()).toBe(counts[7]);
  });

  it.each([
    [404, {}],
    [405, {}],
    [400, { error: 'unsupported_token_type' }],
    [401, { error: 'invalid_client' }],
  ])(
    'C43 is not retried after %i %j, which says that it will never succeed',
    async (status, body) => {
      const app = await strict.connectedApp();
      provider.respond('/revoke', status, body);
      expect((await app.disconnect()).body.data).toEqual({ revokedAtProvider: false });
      expect(await app.row()).toBeNull();
      house.travel(HOUR_SECONDS);
      await retryDue();
      expect(revocations()).toBe(1);
    }
  );

  it('C43 is skipped if there is no such endpoint, and the connection is deleted nevertheless', async () => {
    provider.deviate(announcing({ revocation_endpoint: undefined }));
    const app = await strict.connectedApp();
    expect((await app.disconnect()).body.data).toEqual({ revokedAtProvider: false });
    expect(await app.row()).toBeNull();
    expect(revocations()).toBe(0);
  });

  it('C43 is not sent by everybody who disconnects meanwhile', async () => {
    const app = await strict.connectedApp();
    const others = await Promise.all(Array.from({ length: 4 }, () => app.ofAnotherUser()));
    for (const other of others) await other.connect();
    refuse({ 'retry-after': '600' });
    await app.disconnect();
    for (const other of others) {
      expect((await other.disconnect()).body.data).toEqual({ revokedAtProvider: false });
    }
    expect(revocations()).toBe(1);
    repair();
    house.travel(601);
    await retryDue();
    expect(revocations()).toBe(6);
  });

  it('C43 delays neither the deletion of an app nor itself: one request goes ahead', async () => {
    const app = await connectedManyTimes(9);
    const refreshTokens = await refreshTokensOf(app);
    provider.handle('/revoke', () => undefined);
    const { body } = await house.api(house.admin, 'delete', `/apps/${app.key}`);
    expect(body.data).toMatchObject({ deletedConnections: 9 });
    await until('all four are revoked', () => revocations() === 4);
    refuse();
    provider.hangUp();
    await until('no request is open', () => provider.openRequests === 0);
    await retryDue();
    const asked = revocations();
    house.travel(20 * MINUTE_SECONDS);
    await retryDue();
    expect(revocations()).toBe(asked + 1);
    repair();
    house.travel(60 * MINUTE_SECONDS);
    await retryDue();
    expect(refreshTokens.filter((token) => provider.grants.isAlive(token))).toEqual([]);
  });

  it("C43 follows later for a deleted user's grants", async () => {
    const app = await strict.connectedApp();
    const refreshToken = (await app.storedRefreshToken()) ?? '';
    refuse();
    const warn = jest.spyOn(house.strapi.log, 'warn');
    await house.strapi.db.query('admin::user').delete({ where: { id: app.user.id } });
    expect(await app.row()).toBeNull();
    await refused(warn);
    repair();
    house.travel(MINUTE_SECONDS);
    await retryDue();
    expect(provider.grants.isAlive(refreshToken)).toBe(false);
  });

  it('C43 follows later for a response that arrived after the end of its connection', async () => {
    const app = await strict.connectedApp();
    refuse();
    let renewed = '';
    provider.deviate({
      tokenResponse(response) {
        renewed = String(response.refresh_token);
        return response;
      },
    });
    const { uid } = present(await app.row());
    provider.before('/token', () => house.booted.internals.store.connections.delete(uid));
    const warn = jest.spyOn(house.strapi.log, 'warn');
    await expect(app.getAccessToken({ forceRefresh: true })).rejects.toMatchObject({
      code: 'not_connected',
    });
    await refused(warn);
    expect(provider.grants.isAlive(renewed)).toBe(true);
    repair();
    house.travel(MINUTE_SECONDS);
    await retryDue();
    expect(provider.grants.isAlive(renewed)).toBe(false);
  });

  it("C34 C43 is retried at the provider itself, not at the app's new host", async () => {
    const thief = await TestAuthorizationServer.start();
    const app = await strict.connectedApp();
    refuse();
    await app.disconnect();
    await app.update({
      tokenEndpoint: `${thief.issuer}/token`,
      revocationEndpoint: `${thief.issuer}/revoke`,
      clientSecret: 'of-the-new-provider',
    });
    repair();
    house.travel(MINUTE_SECONDS);
    await retryDue();
    await thief.stop();
    expect(thief.requests).toEqual([]);
    expect(revocations()).toBe(2);
  });
});

/** Last, because the service does not start again. */
describe('a process that is about to exit', () => {
  it('C43 waits for no provider, and says what was not revoked', async () => {
    const warn = jest.spyOn(house.strapi.log, 'warn');
    const app = await strict.connectedApp();
    const refreshToken = (await app.storedRefreshToken()) ?? '';
    refuse();
    await app.disconnect();
    await house.booted.internals.revocations.stop();
    repair();
    house.travel(MINUTE_SECONDS);
    await retryDue();
    expect([revocations(), provider.grants.isAlive(refreshToken)]).toEqual([1, true]);
    expect(String(warn.mock.calls.at(-1))).toMatch(/1 ended grant.*Strapi stops/);
    expect(String(warn.mock.calls)).not.toContain(refreshToken);
  });
});
