import { nth } from '../support/elements';
import type { House } from '../support/strapi/house';
import { CLIENT } from '../support/providers/authorization-server/clients';
import { responding } from '../support/providers/authorization-server/deviations';
import { TestAuthorizationServer } from '../support/providers/authorization-server/server';
import {
  openStrictHouse,
  type StrictApp,
  type StrictHouse,
} from '../support/providers/strict-house';

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

describe('a refresh token', () => {
  it('C30 is sent without a request for more scopes than were granted', async () => {
    const app = await strict.connectedApp({ scopes: ['mail.read'] });
    // The app wants more by now; the grant does not hold it.
    await app.update({ scopes: ['mail.read', 'mail.delete'] });
    await refresh(app);
    const { form } = nth(provider.requestsTo('/token'), 1);
    expect([form.get('grant_type'), form.get('scope')]).toEqual(['refresh_token', null]);
    expect((await app.row())?.scopesGranted).toEqual(['mail.read']);
    expect(provider.violations).toEqual([]);
  });

  it('C31 that is new replaces the old one, each time', async () => {
    const app = await strict.connectedApp();
    const sent: (string | null)[] = [];
    const stored = [await app.storedRefreshToken()];
    for (let turn = 0; turn < 3; turn += 1) {
      await refresh(app);
      stored.push(await app.storedRefreshToken());
    }
    for (const { form } of provider.requestsTo('/token').slice(1)) {
      sent.push(form.get('refresh_token'));
    }
    expect(sent).toEqual(stored.slice(0, 3));
    expect(new Set(stored).size).toBe(4);
  });

  it.each([['absent'], [null], ['']])(
    'C32 that is %j in the response keeps the old one',
    async (value) => {
      const app = await strict.connectedApp();
      const kept = (await app.storedRefreshToken()) ?? '';
      provider.grants.rotates = false;
      if (value !== 'absent') provider.deviate(responding({ refresh_token: value }));
      for (let turn = 0; turn < 2; turn += 1) {
        await refresh(app);
        expect(await app.storedRefreshToken()).toBe(kept);
      }
      const sent = provider
        .requestsTo('/token')
        .slice(1)
        .map(({ form }) => form.get('refresh_token'));
      expect(sent).toEqual([kept, kept]);
    }
  );

  it('C33 goes only to its own provider', async () => {
    const other = await TestAuthorizationServer.start({ client: CLIENT });
    const [mine, others] = [await strict.connectedApp(), await strict.connectedApp({}, other)];
    const myTokens = [await mine.storedRefreshToken()];
    const othersTokens = [await others.storedRefreshToken()];
    for (let turn = 0; turn < 2; turn += 1) {
      await Promise.all([refresh(mine), refresh(others)]);
      myTokens.push(await mine.storedRefreshToken());
      othersTokens.push(await others.storedRefreshToken());
    }
    await Promise.all([mine.disconnect(), others.disconnect()]);
    await other.stop();
    for (const [place, foreign] of [
      [provider, othersTokens],
      [other, myTokens],
    ] as const) {
      const seen = JSON.stringify(place.requests);
      for (const token of foreign) expect(seen).not.toContain(token);
      expect(place.violations).toEqual([]);
    }
  });
});

describe('an edited app', () => {
  const edits: [string, (thief: TestAuthorizationServer) => object][] = [
    ['the token endpoint', ({ issuer }) => ({ tokenEndpoint: `${issuer}/token` })],
    ['the revocation endpoint', ({ issuer }) => ({ revocationEndpoint: `${issuer}/revoke` })],
    [
      'the introspection endpoint',
      ({ issuer }) => ({ introspectionEndpoint: `${issuer}/introspect` }),
    ],
    ['the issuer', ({ issuer }) => ({ issuer })],
    [
      'everything',
      ({ issuer }) => ({
        issuer,
        tokenEndpoint: `${issuer}/token`,
        revocationEndpoint: `${issuer}/revoke`,
        userinfoEndpoint: `${issuer}/userinfo`,
        jwksUri: `${issuer}/jwks`,
      }),
    ],
  ];

  it.each(edits)(
    'C34 with changes in %s sends no old token to the new host',
    async (_case, edit) => {
      const thief = await TestAuthorizationServer.start();
      const app = await strict.connectedApp();
      await app.getAccessToken();
      const clientSecret = 'of-the-new-provider';
      expect((await app.update({ ...edit(thief), clientSecret })).status).toBe(200);
      await expect(refresh(app)).rejects.toMatchObject({
        code: 'needs_reconnect',
        reason: 'app_changed',
      });
      await expect(app.getAccessToken()).rejects.toMatchObject({ code: 'needs_reconnect' });
      await expect(app.fetch('/api')).rejects.toMatchObject({ code: 'needs_reconnect' });
      house.travel(7_200);
      await house.booted.internals.backgroundRefresh.run();
      await app.disconnect();
      await house.booted.internals.revocations.retryDue();
      await house.api(house.admin, 'delete', `/apps/${app.key}`);
      await thief.stop();
      expect(thief.requests).toEqual([]);
    }
  );

  it('C34 sends the code of a flow in flight nowhere', async () => {
    const thief = await TestAuthorizationServer.start();
    const app = await strict.app();
    const ticket = await app.ticket();
    const clientSecret = 'of-the-new-provider';
    await app.update({ tokenEndpoint: `${thief.issuer}/token`, clientSecret });
    expect((await app.complete(ticket)).status).toBe(409);
    await thief.stop();
    expect(thief.requests).toEqual([]);
    expect(tokenRequests()).toBe(0);
  });
});

describe('a failed refresh', () => {
  it('C35 with invalid_grant requires a new authorization, once, which then works', async () => {
    const app = await strict.connectedApp();
    provider.respond('/token', 400, { error: 'invalid_grant' });
    await expect(refresh(app)).rejects.toMatchObject({ code: 'needs_reconnect' });
    await expect(refresh(app)).rejects.toMatchObject({ code: 'needs_reconnect' });
    expect(tokenRequests()).toBe(2);
    expect(await app.row()).toMatchObject({
      status: 'needs_reconnect',
      statusReason: 'invalid_grant',
    });
    provider.handle('/token', null);
    await app.connect();
    expect((await app.fetch('/api')).status).toBe(200);
  });

  const passing: [string, () => void][] = [
    ['500', () => provider.respond('/token', 500, { error: 'invalid_grant' })],
    ['503', () => provider.respond('/token', 503, {})],
    ['429', () => provider.respond('/token', 429, {})],
    [
      'temporarily_unavailable',
      () => provider.respond('/token', 400, { error: 'temporarily_unavailable' }),
    ],
    [
      'a broken connection',
      () => provider.handle('/token', (_r, response) => void response.destroy()),
    ],
    [
      'a web page',
      () =>
        provider.handle(
          '/token',
          (_r, response) =>
            void response
              .writeHead(200, { 'content-type': 'text/html' })
              .end('<html>invalid_grant</html>')
        ),
    ],
  ];

  it.each(passing)('C35 with %s ends no connection', async (_case, fail) => {
    const app = await strict.connectedApp();
    fail();
    house.travel(3_601);
    await expect(app.getAccessToken()).rejects.toMatchObject({ code: 'provider_unavailable' });
    expect(await app.row()).toMatchObject({ status: 'active', statusReason: null });
    provider.handle('/token', null);
    house.travel(3 * 3_600);
    expect(await app.getAccessToken()).toEqual(expect.any(String));
  });
});

describe('a request to an API', () => {
  const apiRequests = () => provider.requestsTo('/api').length;

  it('C36 has the token in its header and nowhere else', async () => {
    const app = await strict.connectedApp();
    const token = await app.getAccessToken();
    const init = {
      method: 'POST',
      body: 'a=b',
      headers: { authorization: 'Bearer of-the-caller' },
    };
    expect((await app.fetch('/api?page=2', init)).status).toBe(200);
    const { headers, path, body } = nth(provider.requestsTo('/api'), 0);
    expect(headers.authorization).toBe(`Bearer ${token}`);
    expect(`${path} ${body}`).not.toContain(token);
    expect(provider.violations).toEqual([]);
  });

  it("C36 to an origin that is not the app's is not sent", async () => {
    const thief = await TestAuthorizationServer.start();
    const app = await strict.connectedApp();
    for (const url of [
      `${thief.issuer}/api`,
      `${provider.issuer.replace('://', '://user@')}/api`,
      `${thief.issuer}/?u=${provider.issuer}`,
    ]) {
      await expect(house.tokens.fetch(app.ref, url)).rejects.toMatchObject({
        code: 'url_not_allowed',
      });
    }
    await thief.stop();
    expect(thief.requests).toEqual([]);
  });

  it('C37 that gets a 401 costs one refresh and one retry', async () => {
    const app = await strict.connectedApp();
    await app.getAccessToken();
    provider.grants.refuseAccessTokens();
    expect((await app.fetch('/api')).status).toBe(200);
    expect([apiRequests(), tokenRequests()]).toEqual([2, 2]);
  });

  it('C37 that always gets a 401 is returned to the caller after that', async () => {
    const app = await strict.connectedApp();
    provider.respond('/api', 401, {}, { 'www-authenticate': 'Bearer error="invalid_token"' });
    expect((await app.fetch('/api')).status).toBe(401);
    expect([apiRequests(), tokenRequests()]).toEqual([2, 2]);
  });

  it('C37 that gets a 401 ten times at once costs one refresh', async () => {
    const app = await strict.connectedApp();
    await app.getAccessToken();
    provider.grants.refuseAccessTokens();
    const answers = await Promise.all(Array.from({ length: 10 }, () => app.fetch('/api')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(tokenRequests()).toBe(2);
  });

  it('C38 that lacks a scope is returned to the caller: no refresh would help', async () => {
    const app = await strict.connectedApp();
    provider.respond(
      '/api',
      403,
      {},
      {
        'www-authenticate': 'Bearer error="insufficient_scope", scope="mail.send"',
      }
    );
    for (let call = 0; call < 3; call += 1) {
      const response = await app.fetch('/api');
      expect(response.status).toBe(403);
      expect(response.headers.get('www-authenticate')).toContain('insufficient_scope');
    }
    expect([apiRequests(), tokenRequests()]).toEqual([3, 1]);
    expect((await app.row())?.status).toBe('active');
  });
});
