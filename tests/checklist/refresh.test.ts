import type { House } from '../support/strapi/house';
import { StrictProvider } from '../support/providers/checklist-provider';
import { StrictHouse, type StrictApp } from '../support/providers/strict-house';

let strict: StrictHouse;
let provider: StrictProvider;
let house: House;

beforeAll(async () => {
  strict = await StrictHouse.open();
  ({ provider, house } = strict);
}, 120_000);

afterAll(() => strict?.close());

afterEach(() => {
  jest.restoreAllMocks();
  provider.reset();
});

const tokenRequests = () => provider.requestsTo('/token').length;

const refresh = (app: StrictApp) => app.getAccessToken({ forceRefresh: true });

const without =
  (...names: string[]) =>
  (answer: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(answer).filter(([name]) => !names.includes(name)));

describe('a refresh token', () => {
  it('C30 is sent without a request for more scopes than were granted', async () => {
    const app = await strict.connectedApp({ scopes: ['mail.read'] });
    // The app wants more by now; the grant does not hold it.
    await app.update({ scopes: ['mail.read', 'mail.delete'] });
    await refresh(app);
    const { form } = provider.requestsTo('/token')[1]!;
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
      provider.changeTokenAnswer = (answer) => {
        provider.keepAlive(kept, String(answer.scope));
        return value === 'absent'
          ? without('refresh_token')(answer)
          : { ...answer, refresh_token: value };
      };
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
    const other = await StrictProvider.start();
    const [mine, others] = [await strict.connectedApp(), await strict.connectedApp({}, other)];
    const account = new Map([
      [provider, [await mine.storedRefreshToken()]],
      [other, [await others.storedRefreshToken()]],
    ]);
    for (let turn = 0; turn < 2; turn += 1) {
      await Promise.all([refresh(mine), refresh(others)]);
      account.get(provider)!.push(await mine.storedRefreshToken());
      account.get(other)!.push(await others.storedRefreshToken());
    }
    await Promise.all([mine.disconnect(), others.disconnect()]);
    await other.close();
    for (const [place, foreign] of [
      [provider, account.get(other)!],
      [other, account.get(provider)!],
    ] as const) {
      const seen = JSON.stringify(place.requests);
      for (const token of foreign) expect(seen).not.toContain(token);
      expect(place.violations).toEqual([]);
    }
  });
});

describe('an edited app', () => {
  const edits: [string, (thief: StrictProvider) => object][] = [
    ['the token endpoint', ({ origin }) => ({ tokenEndpoint: `${origin}/token` })],
    ['the revocation endpoint', ({ origin }) => ({ revocationEndpoint: `${origin}/revoke` })],
    [
      'the introspection endpoint',
      ({ origin }) => ({ introspectionEndpoint: `${origin}/introspect` }),
    ],
    ['the issuer', ({ origin }) => ({ issuer: origin })],
    [
      'everything',
      ({ origin }) => ({
        issuer: origin,
        tokenEndpoint: `${origin}/token`,
        revocationEndpoint: `${origin}/revoke`,
        userinfoEndpoint: `${origin}/userinfo`,
        jwksUri: `${origin}/jwks`,
      }),
    ],
  ];

  it.each(edits)(
    'C34 with changes in %s sends no old token to the new host',
    async (_case, edit) => {
      const thief = await StrictProvider.start();
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
      await thief.close();
      expect(thief.requests).toEqual([]);
    }
  );

  it('C34 sends the code of a flow in flight nowhere', async () => {
    const thief = await StrictProvider.start();
    const app = await strict.app();
    const ticket = await app.ticket();
    const clientSecret = 'of-the-new-provider';
    await app.update({ tokenEndpoint: `${thief.origin}/token`, clientSecret });
    expect((await app.complete(ticket)).status).toBe(409);
    await thief.close();
    expect(thief.requests).toEqual([]);
    expect(tokenRequests()).toBe(0);
  });
});

describe('a failed refresh', () => {
  it('C35 with invalid_grant requires a new authorization, once, which then works', async () => {
    const app = await strict.connectedApp();
    provider.answerWith('/token', 400, { error: 'invalid_grant' });
    await expect(refresh(app)).rejects.toMatchObject({ code: 'needs_reconnect' });
    await expect(refresh(app)).rejects.toMatchObject({ code: 'needs_reconnect' });
    expect(tokenRequests()).toBe(2);
    expect(await app.row()).toMatchObject({
      status: 'needs_reconnect',
      statusReason: 'invalid_grant',
    });
    provider.answerAt('/token', null);
    await app.connect();
    expect((await app.fetch('/api')).status).toBe(200);
  });

  const passing: [string, () => void][] = [
    ['500', () => provider.answerWith('/token', 500, { error: 'invalid_grant' })],
    ['503', () => provider.answerWith('/token', 503, {})],
    ['429', () => provider.answerWith('/token', 429, {})],
    [
      'temporarily_unavailable',
      () => provider.answerWith('/token', 400, { error: 'temporarily_unavailable' }),
    ],
    [
      'a broken connection',
      () => provider.answerAt('/token', (_r, response) => void response.destroy()),
    ],
    [
      'a web page',
      () =>
        provider.answerAt(
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
    provider.answerAt('/token', null);
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
    const { headers, path, body } = provider.requestsTo('/api')[0]!;
    expect(headers.authorization).toBe(`Bearer ${token}`);
    expect(`${path} ${body}`).not.toContain(token);
    expect(provider.violations).toEqual([]);
  });

  it("C36 to an origin that is not the app's is not sent", async () => {
    const thief = await StrictProvider.start();
    const app = await strict.connectedApp();
    for (const url of [
      `${thief.origin}/api`,
      `${provider.origin.replace('://', '://user@')}/api`,
      `${thief.origin}/?u=${provider.origin}`,
    ]) {
      await expect(house.tokens.fetch(app.ref, url)).rejects.toMatchObject({
        code: 'url_not_allowed',
      });
    }
    await thief.close();
    expect(thief.requests).toEqual([]);
  });

  it('C37 that gets a 401 costs one refresh and one retry', async () => {
    const app = await strict.connectedApp();
    await app.getAccessToken();
    provider.refuseAccessTokens();
    expect((await app.fetch('/api')).status).toBe(200);
    expect([apiRequests(), tokenRequests()]).toEqual([2, 2]);
  });

  it('C37 that always gets a 401 is returned to the caller after that', async () => {
    const app = await strict.connectedApp();
    provider.answerWith('/api', 401, {}, { 'www-authenticate': 'Bearer error="invalid_token"' });
    expect((await app.fetch('/api')).status).toBe(401);
    expect([apiRequests(), tokenRequests()]).toEqual([2, 2]);
  });

  it('C37 that gets a 401 ten times at once costs one refresh', async () => {
    const app = await strict.connectedApp();
    await app.getAccessToken();
    provider.refuseAccessTokens();
    const answers = await Promise.all(Array.from({ length: 10 }, () => app.fetch('/api')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(tokenRequests()).toBe(2);
  });

  it('C38 that lacks a scope is returned to the caller: no refresh would help', async () => {
    const app = await strict.connectedApp();
    provider.answerWith(
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
