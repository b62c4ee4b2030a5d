import { isConnectedAppsError } from '../../../server/src/errors/connected-apps-error';
import { withStandard } from '../../../server/src/protocol-settings';
import { sendJson } from '../../support/network/http-server';
import { only } from '../../support/elements';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  startProvider,
  type TestProvider,
} from '../../support/providers/http-provider';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:device_code';

const CODES = {
  device_code: 'device-code-1',
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://device.example.com/activate',
  verification_uri_complete: 'https://device.example.com/activate?user_code=WDJB-MJHT',
  expires_in: 1_800,
  interval: 7,
};

let provider: TestProvider;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.close());

beforeEach(() => {
  provider.requests.length = 0;
  issues(CODES);
});

/** What the device authorization endpoint responds with from now on. */
const issues = (body: unknown, status = 200) => {
  provider.handlers['/device'] = (_request, response) => sendJson(response, body, { status });
};

const authorize = (overrides: Parameters<TestProvider['client']>[0] = {}, scopes = ['a', 'b']) =>
  provider.client(overrides).authorizeDevice({ scopes });

const poll = (overrides: Parameters<TestProvider['client']>[0] = {}) =>
  provider
    .client({ issuer: null, ...overrides })
    .pollDevice({ deviceCode: 'device-code-1', scopesRequested: ['a', 'b'] });

const formOf = (body: string) => Object.fromEntries(new URLSearchParams(body));

describe('the device authorization request', () => {
  it('is authenticated like a token request, and sends scopes and extra parameters', async () => {
    await authorize({ authorizationParams: [{ key: 'audience', value: 'https://api' }] });
    const { method, path, headers, body } = only(provider.requests);
    expect([method, path]).toEqual(['POST', '/device']);
    expect(headers.authorization).toMatch(/^Basic /);
    expect(formOf(body)).toEqual({ client_id: CLIENT_ID, scope: 'a b', audience: 'https://api' });
  });

  it('is sent in the format and with the names of the app', async () => {
    const protocol = withStandard({
      requestFormat: 'json',
      scopeSeparator: ',',
      tokenParamNames: [{ key: 'client_id', value: 'client_key' }],
      requestHeaders: [{ key: 'X-Version', value: '2' }],
    });
    await authorize({ protocol, clientAuthMethod: 'client_secret_post' });
    const { headers, body } = only(provider.requests);
    expect(headers['x-version']).toBe('2');
    expect(JSON.parse(body)).toEqual({
      client_key: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      scope: 'a,b',
    });
  });

  it('is not sent without an endpoint', async () => {
    const { endpoints } = provider.settings();
    const asking = authorize({ endpoints: { ...endpoints, deviceAuthorizationEndpoint: null } });
    await expect(asking).rejects.toMatchObject({ reason: 'incomplete', app: 'demo' });
    expect(provider.requests).toEqual([]);
  });
});

describe('the response to it', () => {
  it('gives the codes, where to enter them, and how long to wait', async () => {
    await expect(authorize()).resolves.toEqual({
      deviceCode: 'device-code-1',
      userCode: 'WDJB-MJHT',
      verificationUri: 'https://device.example.com/activate',
      verificationUriComplete: 'https://device.example.com/activate?user_code=WDJB-MJHT',
      lifetimeSeconds: 1_800,
      intervalSeconds: 7,
    });
  });

  it.each([
    ['no interval', { interval: undefined }, { intervalSeconds: 5 }],
    ['an interval of zero', { interval: 0 }, { intervalSeconds: 5 }],
    [
      'numbers as text',
      { interval: '6', expires_in: '60' },
      { intervalSeconds: 6, lifetimeSeconds: 60 },
    ],
    ['a lifetime of a year', { expires_in: 31_536_000 }, { lifetimeSeconds: 3_600 }],
    ['no complete address', { verification_uri_complete: null }, { verificationUriComplete: null }],
    [
      "Google's name of the address",
      { verification_uri: undefined, verification_url: 'https://www.google.com/device' },
      { verificationUri: 'https://www.google.com/device' },
    ],
    [
      'a host in letters that look like others',
      { verification_uri: 'https://gооgle.com/device' },
      { verificationUri: 'https://xn--ggle-55da.com/device' },
    ],
  ])('may have %s', async (_what, changes, expected) => {
    issues({ ...CODES, ...changes });
    await expect(authorize()).resolves.toMatchObject(expected);
  });

  it.each([
    ['device_code', undefined],
    ['device_code', ''],
    ['device_code', 'line\nbreak'],
    ['user_code', undefined],
    ['user_code', 'W'.repeat(65)],
    ['user_code', 'A\u202eB'],
    ['verification_uri', undefined],
    ['verification_uri', 'javascript:alert(1)'],
    ['verification_uri', 'data:text/html,x'],
    ['verification_uri', 'http://device.example.com/activate'],
    ['verification_uri', 'https://accounts.example.com@evil.example.com/'],
    ['verification_uri', `https://device.example.com/${'x'.repeat(2_000)}`],
    ['verification_uri', { href: 'https://device.example.com' }],
    ['verification_uri_complete', 'javascript:alert(1)'],
    ['expires_in', undefined],
    ['expires_in', -1],
    ['expires_in', 'soon'],
  ])('is refused if %s is %j, and the refusal names it', async (name, value) => {
    issues({ ...CODES, [name]: value });
    const refusal = await authorize().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'provider_rejected', reason: 'invalid_response' });
    expect(String(refusal)).toContain(name);
    expect(String(refusal)).not.toContain('device-code-1');
  });

  it.each([
    [400, { error: 'unauthorized_client' }, 'provider_rejected', 'unauthorized_client'],
    [200, { error: 'invalid_scope' }, 'provider_rejected', 'invalid_scope'],
    [404, {}, 'provider_rejected', 'http_404'],
    [503, {}, 'provider_unavailable', 'http_503'],
    [200, 'none', 'provider_unavailable', 'not_json'],
  ])('with status %i and %j is %s (%s)', async (status, body, code, reason) => {
    issues(body, status);
    await expect(authorize()).rejects.toMatchObject({ code, reason, app: 'demo' });
  });

  it('is not read beyond the limit of its size', async () => {
    issues({ ...CODES, filler: 'x'.repeat(10 * 1024 * 1024) });
    const refusal = await authorize().catch((error: unknown) => error);
    expect(isConnectedAppsError(refusal)).toBe(true);
  });
});

describe('a poll', () => {
  it('is one token request with the device code', async () => {
    provider.answer({ access_token: 'at-1', refresh_token: 'rt-1', expires_in: 60 });
    const tokens = { accessToken: 'at-1', refreshToken: 'rt-1', scopes: ['a', 'b'] };
    await expect(poll()).resolves.toMatchObject({ state: 'granted', tokens });
    const { body, headers } = only(provider.requestsTo('/token'));
    expect(formOf(body)).toEqual({ grant_type: GRANT_TYPE, device_code: 'device-code-1' });
    expect(headers.authorization).toMatch(/^Basic /);
  });

  it('is sent in the format and with the names of the app', async () => {
    const protocol = withStandard({
      requestFormat: 'json',
      tokenParamNames: [{ key: 'device_code', value: 'code' }],
      responsePlaces: { accessToken: ['/data/token'] },
    });
    provider.answer({ data: { token: 'at-2' } });
    await expect(poll({ protocol })).resolves.toMatchObject({ tokens: { accessToken: 'at-2' } });
    const { body } = only(provider.requestsTo('/token'));
    expect(JSON.parse(body)).toEqual({ grant_type: GRANT_TYPE, code: 'device-code-1' });
  });

  it.each([
    [400, 'authorization_pending', 'pending'],
    // Google (developers.google.com/identity/protocols/oauth2/limited-input-device)
    [428, 'authorization_pending', 'pending'],
    // GitHub
    [200, 'authorization_pending', 'pending'],
    [400, 'slow_down', 'slow_down'],
    [429, 'slow_down', 'slow_down'],
  ])('waits after status %i with %s', async (status, error, state) => {
    provider.answer({ error }, { status });
    await expect(poll()).resolves.toEqual({ state });
    expect(provider.requestsTo('/token')).toHaveLength(1);
  });

  it.each([
    [400, 'access_denied', 'flow_invalid'],
    // Microsoft (learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code)
    [400, 'authorization_declined', 'flow_invalid'],
    [400, 'expired_token', 'flow_expired'],
    [400, 'invalid_grant', 'flow_expired'],
    [401, 'invalid_client', 'provider_rejected'],
    [400, 'unsupported_grant_type', 'provider_rejected'],
    [503, 'temporarily_unavailable', 'provider_unavailable'],
  ])('with status %i and %s is %s', async (status, error, code) => {
    provider.answer({ error, error_description: 'about device-code-1' }, { status });
    const refusal = await poll().catch((failure: unknown) => failure);
    expect(refusal).toMatchObject({ code, app: 'demo' });
    expect(String(refusal)).not.toContain('device-code-1');
  });

  it('finds its error where the app says that it is', async () => {
    const protocol = withStandard({ responsePlaces: { error: ['/fault/code'] } });
    provider.answer({ fault: { code: 'authorization_pending' } }, { status: 400 });
    await expect(poll({ protocol })).resolves.toEqual({ state: 'pending' });
  });

  it('verifies an id_token, which has no nonce', async () => {
    const id_token = provider.idToken({ nonce: undefined });
    provider.answer({ access_token: 'at-1', id_token });
    const verified = poll({ issuer: provider.origin });
    await expect(verified).resolves.toMatchObject({ tokens: { subject: 'user-1' } });
    provider.answer({ access_token: 'at-1', id_token: provider.idToken({ aud: 'another' }) });
    const reason = 'id_token_invalid';
    await expect(poll({ issuer: provider.origin })).rejects.toMatchObject({ reason });
  });
});
