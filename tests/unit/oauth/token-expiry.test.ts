import { only } from '../../support/elements';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  exchangeInput,
  refreshInput,
  startProvider,
  type TestProvider,
} from '../../support/providers/http-provider';
import { sendJson } from '../../support/network/http-server';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const AT_NOON_MS = Date.UTC(2026, 2, 1, 12);
const date = new Date(AT_NOON_MS).toUTCString();

let provider: TestProvider;

beforeEach(async () => {
  provider = await startProvider({ now: () => NOW });
  provider.answer({ access_token: 'at-opaque', token_type: 'Bearer' });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await provider.close();
});

type Settings = Parameters<TestProvider['client']>[0];

const clientWith = (settings: Settings = {}) => {
  const { endpoints } = provider.settings();
  const introspectionEndpoint = `${provider.origin}/introspect`;
  return provider.client({ endpoints: { ...endpoints, introspectionEndpoint }, ...settings });
};

const introspectionSays = (body: unknown, status = 200) => {
  provider.handlers['/introspect'] = (_request, response) =>
    sendJson(response, body, { status, headers: { date } });
};

const refresh = (settings?: Settings) => clientWith(settings).refresh(refreshInput());

describe('a token whose response does not give its lifetime', () => {
  test("P07 is introspected if the provider supports it, by the provider's own clock", async () => {
    introspectionSays({ active: true, exp: AT_NOON_MS / 1_000 + 600 });
    expect((await refresh()).expiresAt).toEqual(new Date(NOW + 600_000));
    const request = only(provider.requestsTo('/introspect'));
    expect(request.method).toBe('POST');
    expect(Object.fromEntries(request.form)).toEqual({
      token: 'at-opaque',
      token_type_hint: 'access_token',
    });
    const sent = Buffer.from(String(request.headers.authorization).slice(6), 'base64').toString();
    const [id, secret] = sent.split(':').map((part) => new URLSearchParams(`x=${part}`).get('x'));
    expect([id, secret]).toEqual([CLIENT_ID, CLIENT_SECRET]);
  });

  test('P07 is introspected after each grant', async () => {
    introspectionSays({ active: true, exp: AT_NOON_MS / 1_000 + 600 });
    const client = clientWith();
    const results = [
      await client.exchangeCode(exchangeInput()),
      await client.refresh(refreshInput()),
      await client.clientCredentials({ scopes: [] }),
    ];
    expect(results.map(({ expiresAt }) => expiresAt?.getTime())).toEqual(
      Array(3).fill(NOW + 600_000)
    );
  });

  test('P07 is not introspected if the response gives the lifetime', async () => {
    provider.answer({ access_token: 'at-opaque', token_type: 'Bearer', expires_in: 60 });
    expect((await refresh({ defaultLifetimeSeconds: 7 })).expiresAt).toEqual(
      new Date(NOW + 60_000)
    );
    expect(provider.requestsTo('/introspect')).toEqual([]);
  });

  test('P07 is not introspected by a client that has no secret', async () => {
    const settings = { clientAuthMethod: 'none', defaultLifetimeSeconds: 7 } as const;
    expect((await refresh(settings)).expiresAt).toEqual(new Date(NOW + 7_000));
    expect(provider.requestsTo('/introspect')).toEqual([]);
  });

  test.each<[string, unknown, number]>([
    ['does not say it either', { active: true }, 200],
    ['calls the token inactive', { active: false, exp: AT_NOON_MS / 1_000 + 600 }, 200],
    ['gives a time in the past', { active: true, exp: AT_NOON_MS / 1_000 - 1 }, 200],
    ['gives nonsense', { active: true, exp: 'soon' }, 200],
    ['gives nanoseconds', { active: true, exp: AT_NOON_MS * 1e6 + 6e11 }, 200],
    ['gives the largest number there is', { active: true, exp: 2 ** 63 }, 200],
    ['gives no object', [], 200],
    ['refuses the client', { error: 'invalid_client' }, 401],
    ['has a problem', {}, 500],
  ])('P07 is kept when introspection %s', async (_what, body, status) => {
    introspectionSays(body, status);
    provider.answer({ access_token: 'at-opaque', token_type: 'Bearer', refresh_token: 'rt-2' });
    expect(await refresh()).toMatchObject({ refreshToken: 'rt-2', expiresAt: null });
    expect((await refresh({ defaultLifetimeSeconds: 3_600 })).expiresAt).toEqual(
      new Date(NOW + 3_600_000)
    );
  });

  test('P07 is kept when introspection breaks off', async () => {
    provider.handlers['/introspect'] = (_request, response) => void response.destroy();
    expect(await refresh()).toMatchObject({ accessToken: 'at-opaque', expiresAt: null });
  });

  test('P07 is kept when introspection does not respond', async () => {
    provider.handlers['/introspect'] = () => new Promise<void>(() => undefined);
    const soon = AbortSignal.timeout(100);
    const limit = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(soon);
    expect(await refresh()).toMatchObject({ accessToken: 'at-opaque', expiresAt: null });
    expect(limit.mock.calls).toEqual([[2_000]]);
  });

  test("P07 lives as long as the app's setting says, without introspection", async () => {
    const { endpoints } = provider.settings();
    const result = await refresh({ endpoints, defaultLifetimeSeconds: 7_200 });
    expect(result.expiresAt).toEqual(new Date(NOW + 7_200_000));
  });

  test('P07 stays opaque: no lifetime is read from it', async () => {
    const exp = { exp: Math.floor(Date.now() / 1_000) + 60 };
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    provider.answer({ access_token: `${part({ alg: 'RS256' })}.${part(exp)}.c2ln` });
    expect((await refresh()).expiresAt).toBeNull();
  });
});
