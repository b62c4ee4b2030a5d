import { announcing } from '../support/providers/authorization-server/deviations';
import type { TestAuthorizationServer } from '../support/providers/authorization-server/server';
import { StrictHouse, type StrictApp } from '../support/providers/strict-house';
import type { House } from '../support/strapi/house';

let strict: StrictHouse;
let provider: TestAuthorizationServer;
let house: House;

beforeAll(async () => {
  strict = await StrictHouse.open();
  ({ provider, house } = strict);
}, 120_000);

afterAll(() => strict?.close());

beforeEach(() => {
  provider.reset();
  provider.pushedRequests.use = 'required';
});

/** What the person's browser gets, and what the provider got before. */
const start = async (app: StrictApp) => {
  const url = new URL(await app.authorizationUrl());
  const [pushed] = provider.requestsTo('/par');
  return { url, pushed };
};

const refusalOf = async (app: StrictApp) => {
  const path = `/apps/${app.key}/connect`;
  const { status, body } = await house.api<{ authorizationUrl: string } | null>(
    app.user,
    'post',
    path,
    {}
  );
  const { code, reason } = (body.error?.details ?? {}) as { code?: string; reason?: string };
  return { status, code, reason, address: body.data?.authorizationUrl };
};

describe('a pushed authorization request', () => {
  it('C48 carries every parameter, and the redirect client_id and request_uri only', async () => {
    const resource = { key: 'resource', value: 'urn:example:calendar' };
    const prompt = { key: 'prompt', value: 'consent' };
    const app = await strict.app({ authorizationParams: [prompt, resource] });
    const { url, pushed } = await start(app);
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    expect(url.searchParams.get('client_id')).toBe(pushed?.form.get('client_id'));
    expect(Object.fromEntries(pushed?.form ?? [])).toEqual({
      response_type: 'code',
      client_id: expect.any(String),
      redirect_uri: (await app.details()).redirectUri,
      scope: 'openid mail.read',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      prompt: 'consent',
      resource: 'urn:example:calendar',
    });
    expect(provider.violations).toEqual([]);
  });

  it('C48 connects, each flow with a request of its own', async () => {
    const app = await strict.connectedApp();
    await app.connect();
    expect(provider.requestsTo('/par')).toHaveLength(2);
    expect((await app.fetch('/api')).status).toBe(200);
    expect(provider.violations).toEqual([]);
  });

  it.each(['client_secret_basic', 'client_secret_post'] as const)(
    'C21 C23 is authenticated by %s, and the secret is not in the redirect',
    async (method) => {
      provider.clients.authMethod = method;
      const app = await strict.app({ clientAuthMethod: method });
      const { url, pushed } = await start(app);
      expect(pushed?.headers.authorization === undefined).toBe(method === 'client_secret_post');
      expect(url.href).not.toContain('secret');
      expect(provider.violations).toEqual([]);
    }
  );

  it('C49 is sent to a provider whose metadata require it, as discovery finds it', async () => {
    const { body } = await strict.discover();
    expect(body.data.pushedAuthorizationRequestEndpoint).toBe(`${provider.issuer}/par`);
    await strict.connectedApp();
    expect(provider.requestsTo('/par')).toHaveLength(1);
  });

  it('C49 is demanded by this provider: another request connects nobody', async () => {
    const app = await strict.app({ pushedAuthorizationRequestEndpoint: null });
    const url = await app.authorizationUrl();
    expect(() => provider.consent(url)).toThrow('was not pushed');
  });

  it('C49 is sent to a provider that only offers it, too', async () => {
    provider.pushedRequests.use = 'offered';
    await strict.connectedApp();
    expect(provider.requestsTo('/par')).toHaveLength(1);
    expect(provider.violations).toEqual([]);
  });

  it.each([undefined, 'http://accounts.example.com/par'])(
    'C49 cannot be demanded with %j as its endpoint: discovery refuses the metadata',
    async (address) => {
      provider.deviate(announcing({ pushed_authorization_request_endpoint: address }));
      const { status, body } = await strict.discover();
      expect([status, body.error?.message]).toEqual([
        422,
        expect.stringContaining('"pushed_authorization_request_endpoint"'),
      ]);
    }
  );
});

describe('a pushed authorization request that fails', () => {
  it.each([
    ['a 503', 503, {}, 'provider_unavailable'],
    ['a 404', 404, {}, 'provider_rejected'],
    ['invalid_request', 400, { error: 'invalid_request' }, 'provider_rejected'],
    ['no request_uri', 201, { expires_in: 60 }, 'provider_rejected'],
  ])('sends nothing through the browser instead: %s', async (_what, status, body, code) => {
    const app = await strict.app();
    provider.respond('/par', status, body);
    const refusal = await refusalOf(app);
    expect(refusal).toMatchObject({ code, address: undefined });
    expect(refusal.status).toBeGreaterThanOrEqual(400);
  });

  it("C58 is the app's fault if the provider refuses the client, until a connect works", async () => {
    const app = await strict.app();
    provider.respond('/par', 401, { error: 'invalid_client' });
    expect(await refusalOf(app)).toMatchObject({ status: 422, reason: 'invalid_client' });
    expect((await app.details()).state.fault).toMatchObject({ code: 'provider_rejected' });
    provider.handle('/par', null);
    await app.connect();
    expect((await app.details()).state.fault).toBeNull();
  });
});
