import { nth } from '../support/elements';
import type { SeenRequest } from '../support/network/http-server';
import type { House } from '../support/strapi/house';
import { announcing } from '../support/providers/authorization-server/deviations';
import type { TestAuthorizationServer } from '../support/providers/authorization-server/server';
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

const queryOf = ({ path }: SeenRequest): URLSearchParams =>
  new URL(path, provider.issuer).searchParams;

const paramsOfStart = async (app: StrictApp, connect: object = {}): Promise<URLSearchParams> =>
  new URL(await app.authorizationUrl(connect)).searchParams;

describe('the start of a flow', () => {
  it('C01 sends an S256 challenge, whose verifier comes with the code, and each flow has its own', async () => {
    const app = await strict.app();
    for (let flow = 0; flow < 3; flow += 1) await app.connect();
    const challenges = provider.requestsTo('/authorize').map((request) => {
      const params = queryOf(request);
      expect(params.get('code_challenge_method')).toBe('S256');
      return params.get('code_challenge');
    });
    const verifiers = provider.requestsTo('/token').map(({ form }) => form.get('code_verifier'));
    for (const verifier of verifiers) expect(verifier).toMatch(/^[A-Za-z0-9._~-]{43,128}$/);
    expect(new Set(challenges).size).toBe(3);
    expect(new Set(verifiers).size).toBe(3);
    // Compares each verifier with the challenge of its own flow.
    expect(provider.violations).toEqual([]);
  });

  it('C01 is accepted by the real provider, which requires PKCE', async () => {
    const { key } = await house.createApp({ name: 'Real Mail' });
    expect((await house.connect(house.editor, key)).status).toBe('active');
  });

  it.each([[['plain']], [[]], [['S512', 'plain']]])(
    'C02 sends S256 even to a provider that advertises %j as challenge methods',
    async (methods) => {
      provider.deviate(announcing({ code_challenge_methods_supported: methods }));
      const app = await strict.app();
      const params = await paramsOfStart(app);
      expect(params.get('code_challenge_method')).toBe('S256');
      const ticket = await app.ticket();
      await app.complete(ticket);
      const { form } = nth(provider.requestsTo('/token'), 0);
      expect(form.get('code_verifier')).not.toBe(params.get('code_challenge'));
    }
  );

  it('C02 allows no plain challenge by an extra parameter or the authorization URI', async () => {
    const smuggled = await strict.save({
      authorizationParams: [{ key: 'Code_Challenge_Method', value: 'plain' }],
    });
    expect(smuggled.status).toBe(400);
    const app = await strict.app({
      authorizationEndpoint: `${provider.issuer}/authorize?code_challenge_method=plain`,
    });
    expect((await paramsOfStart(app)).getAll('code_challenge_method')).toEqual(['S256']);
  });

  it('C03 creates a state of 256 bits, and never the same twice', async () => {
    const app = await strict.app();
    const states: string[] = [];
    for (let flow = 0; flow < 12; flow += 1) {
      states.push((await paramsOfStart(app)).get('state') ?? '');
    }
    for (const state of states) expect(Buffer.from(state, 'base64url')).toHaveLength(32);
    expect(new Set(states).size).toBe(states.length);
  });

  it('C03 creates a state that serves only the user who started the flow', async () => {
    const app = await strict.app();
    const ticket = await app.ticket();
    const stranger = await house.complete(house.admin, ticket);
    expect([stranger.status, stranger.body.error?.details.code]).toEqual([
      403,
      'owner_not_allowed',
    ]);
    expect(provider.requestsTo('/token')).toHaveLength(0);
    expect(await house.connectionsOf(house.admin)).toEqual([]);
  });

  it('C05 sends a nonce only with the scope openid, and a new one each time', async () => {
    const app = await strict.app();
    const first = (await paramsOfStart(app)).get('nonce') ?? '';
    const second = (await paramsOfStart(app)).get('nonce') ?? '';
    expect(Buffer.from(first, 'base64url').length).toBeGreaterThanOrEqual(16);
    expect(second).not.toBe(first);
    expect((await paramsOfStart(app, { scopes: ['mail.read'] })).has('nonce')).toBe(false);
  });

  it('C11 uses a Redirect URI per app, which nobody can choose', async () => {
    const [first, second] = [await strict.app(), await strict.app()];
    const [one, two] = [await first.details(), await second.details()];
    expect(one.redirectUri).not.toBe(two.redirectUri);
    expect((await paramsOfStart(first)).get('redirect_uri')).toBe(one.redirectUri);
    const redirectUri = 'https://evil.example.com/callback';
    await first.update({ redirectUri } as object);
    expect((await paramsOfStart(first)).get('redirect_uri')).toBe(one.redirectUri);
    const smuggled = await first.update({
      authorizationParams: [{ key: 'redirect_uri', value: redirectUri }],
    });
    expect(smuggled.status).toBe(400);
  });

  it('C17 sends response_type "code", whatever parameters an app has', async () => {
    for (const key of ['response_type', 'RESPONSE_TYPE', 'request', 'request_uri']) {
      const saved = await strict.save({ authorizationParams: [{ key, value: 'token' }] });
      expect(saved.status).toBe(400);
    }
    const app = await strict.app({
      authorizationEndpoint: `${provider.issuer}/authorize?response_type=token`,
    });
    expect((await paramsOfStart(app)).getAll('response_type')).toEqual(['code']);
  });

  it('C17 cannot request a response in the fragment, as in the implicit grant', async () => {
    const app = await strict.app({
      authorizationParams: [{ key: 'response_mode', value: 'fragment' }],
    });
    const started = await house.api(app.user, 'post', `/apps/${app.key}/connect`, {});
    expect([started.status, started.body.error?.details.code]).toEqual([422, 'provider_rejected']);
  });

  it('C17 brings no password and no other grant type to the token endpoint', async () => {
    for (const key of ['grant_type', 'username', 'password', 'assertion']) {
      const saved = await strict.save({ tokenParams: [{ key, value: 'password' }] });
      expect(saved.status).toBe(400);
    }
    const app = await strict.connectedApp();
    await app.getAccessToken({ forceRefresh: true });
    await house.tokens.clientCredentials(app.key);
    const grantTypes = provider.requestsTo('/token').map(({ form }) => form.get('grant_type'));
    expect(grantTypes).toEqual(['authorization_code', 'refresh_token', 'client_credentials']);
  });

  it('C40 requests no scopes anywhere for an app without scopes', async () => {
    const app = await strict.app({ scopes: [] });
    expect((await paramsOfStart(app)).has('scope')).toBe(false);
    await app.connect();
    await app.getAccessToken({ forceRefresh: true });
    await house.tokens.clientCredentials(app.key);
    for (const { form } of provider.requestsTo('/token')) expect(form.has('scope')).toBe(false);
  });

  it('C40 cannot request a scope that the app lacks by route, service or parameter', async () => {
    const app = await strict.app({ scopes: ['mail.read'] });
    const started = await house.api(app.user, 'post', `/apps/${app.key}/connect`, {
      scopes: ['mail.read', 'mail.delete'],
    });
    expect(started.status).toBe(400);
    const options = { returnTo: '/', scopes: ['mail.delete'] };
    await expect(house.tokens.connect(app.ref, options)).rejects.toThrow(/not among/);
    const saved = await app.update({
      authorizationParams: [{ key: 'scope', value: 'mail.delete' }],
    });
    expect(saved.status).toBe(400);
    expect((await paramsOfStart(app)).get('scope')).toBe('mail.read');
  });

  it('C47 accepts a resource only as an absolute address without a fragment', async () => {
    for (const value of ['', '/api', 'api.example.com', 'https://api.example.com/#mail']) {
      for (const list of ['authorizationParams', 'tokenParams']) {
        const saved = await strict.save({ [list]: [{ key: 'resource', value }] });
        expect(saved.status).toBe(400);
      }
    }
  });

  it('C47 sends several resources with the authorization, token and refresh requests', async () => {
    const values = ['https://api.example.com/mail', 'urn:example:calendar'];
    const resources = values.map((value) => ({ key: 'resource', value }));
    const app = await strict.app({ authorizationParams: resources, tokenParams: resources });
    await app.connect();
    await app.getAccessToken({ forceRefresh: true });
    const requests = [
      ...provider.requestsTo('/authorize').map(queryOf),
      ...provider.requestsTo('/token').map(({ form }) => form),
    ];
    expect(requests).toHaveLength(3);
    for (const params of requests) expect(params.getAll('resource')).toEqual(values);
    expect(provider.violations).toEqual([]);
  });
});

describe('the way back into the panel', () => {
  const elsewhere = [
    'https://evil.example.com/',
    '//evil.example.com/',
    '/\\evil.example.com/',
    '\\\\evil.example.com/',
    '/\t/evil.example.com/',
    'http://localhost:1337@evil.example.com/admin',
    'http://localhost:1337.evil.example.com/admin',
    'http://localhost:1337/administrator-of-evil',
    'http://localhost:1337/admin/../uploads/evil.html',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
  ];

  it.each(elsewhere)('C16 %j is refused before a flow starts', async (returnTo) => {
    const app = await strict.app();
    const started = await house.api(app.user, 'post', `/apps/${app.key}/connect`, { returnTo });
    expect(started.status).toBe(400);
    await expect(house.tokens.connect(app.ref, { returnTo })).rejects.toThrow();
  });

  it('C16 returns to a page of the panel as a path, which stays in the panel', async () => {
    const app = await strict.app();
    const { returnTo } = await app.connect({ returnTo: '/plugins/inbox?folder=1' });
    expect(returnTo).toBe('/plugins/inbox?folder=1');
  });
});
