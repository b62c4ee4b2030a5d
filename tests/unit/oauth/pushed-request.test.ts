import type { ClientSettings } from '../../../server/src/oauth/client';
import { newCodeVerifier, newNonce, newState } from '../../../server/src/oauth/random';
import { withStandard } from '../../../server/src/protocol-settings';
import { only } from '../../support/elements';
import { sendJson } from '../../support/network/http-server';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  REDIRECT_URI,
  startProvider,
  type TestProvider,
} from '../../support/providers/http-provider';

const INPUT = {
  redirectUri: REDIRECT_URI,
  scopes: ['openid', 'mail.read'],
  state: newState(),
  codeVerifier: newCodeVerifier(),
  nonce: newNonce(),
};

const REQUEST_URI = 'urn:ietf:params:oauth:request_uri:request-2';

let provider: TestProvider;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.close());

beforeEach(() => {
  provider.requests.length = 0;
  respond(201, { request_uri: REQUEST_URI, expires_in: 60 });
});

const respond = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  provider.handlers['/par'] = (_request, response) => sendJson(response, body, { status, headers });
};

const start = (
  settings: Partial<ClientSettings> = {},
  authorizationEndpoint = `${provider.origin}/authorize`
): Promise<URL> => {
  const { endpoints } = provider.settings();
  const pushedAuthorizationRequestEndpoint = `${provider.origin}/par`;
  return provider
    .client({
      endpoints: { ...endpoints, authorizationEndpoint, pushedAuthorizationRequestEndpoint },
      ...settings,
    })
    .buildAuthorizationUrl(INPUT);
};

const pushed = () => only(provider.requestsTo('/par'));

describe('a pushed authorization request', () => {
  it('leaves the client id and the reference for the address of the consent page', async () => {
    const url = await start();
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: CLIENT_ID,
      request_uri: REQUEST_URI,
    });
  });

  it('also carries the own parameters of the consent page, which stay in its address', async () => {
    const url = await start({}, `${provider.origin}/authorize?policy=a&state=planted`);
    expect([...url.searchParams.keys()]).toEqual(['policy', 'client_id', 'request_uri']);
    expect(pushed().form.get('policy')).toBe('a');
    expect(pushed().form.getAll('state')).toEqual([INPUT.state]);
  });

  it('is sent for the route of a web app, too', async () => {
    const url = await start({}, `${provider.origin}/app#/oauth`);
    expect(url.hash).toMatch(/^#\/oauth\?client_id=.+&request_uri=urn%3A/);
  });

  it('has the names, format and headers of the provider', async () => {
    const url = await start({
      clientAuthMethod: 'client_secret_post',
      protocol: withStandard({
        requestFormat: 'json',
        authorizationParamNames: [
          { key: 'client_id', value: 'client_key' },
          { key: 'scope', value: 'user_scope' },
        ],
        tokenParamNames: [
          { key: 'client_id', value: 'token_client' },
          { key: 'client_secret', value: 'secret' },
          { key: 'redirect_uri', value: '' },
        ],
        requestHeaders: [{ key: 'x-api-version', value: '2' }],
      }),
    });
    const { body, headers } = pushed();
    expect(headers['x-api-version']).toBe('2');
    expect(JSON.parse(body)).toMatchObject({
      client_key: CLIENT_ID,
      secret: CLIENT_SECRET,
      user_scope: 'openid mail.read',
      redirect_uri: REDIRECT_URI,
    });
    expect(Object.keys(JSON.parse(body) as object)).not.toContain('client_id');
    expect(url.searchParams.get('client_key')).toBe(CLIENT_ID);
  });

  it('names a public client, which has no secret', async () => {
    await start({ clientAuthMethod: 'none', clientSecret: null });
    expect(pushed().form.getAll('client_id')).toEqual([CLIENT_ID]);
    expect(pushed().headers.authorization).toBeUndefined();
  });

  it.each([
    [200, 60],
    [201, '60'],
  ])('is accepted with status %s and %j as expires_in', async (status, lifetime) => {
    respond(status, { request_uri: REQUEST_URI, expires_in: lifetime });
    expect((await start()).searchParams.get('request_uri')).toBe(REQUEST_URI);
  });
});

describe('a pushed authorization request fails', () => {
  const refusal = async () => {
    const error: unknown = await start().catch((reason: unknown) => reason);
    return error as Error & { code: string; reason: string };
  };

  it.each<[string, object]>([
    ['no request_uri', { expires_in: 60 }],
    ['an empty request_uri', { request_uri: '', expires_in: 60 }],
    ['a request_uri that is no URI', { request_uri: 'request-2', expires_in: 60 }],
    ['an endless request_uri', { request_uri: `urn:${'a'.repeat(3_000)}`, expires_in: 60 }],
    ['a number as request_uri', { request_uri: 7, expires_in: 60 }],
    ['no expires_in', { request_uri: REQUEST_URI }],
    ['an expires_in of zero', { request_uri: REQUEST_URI, expires_in: 0 }],
    ['an expires_in of no number', { request_uri: REQUEST_URI, expires_in: [60] }],
  ])('with %s', async (_what, body) => {
    respond(201, body);
    expect(await refusal()).toMatchObject({
      code: 'provider_rejected',
      reason: 'invalid_response',
      message: expect.stringContaining('RFC 9126'),
    });
  });

  it.each<[string, number, unknown, string, string]>([
    ['invalid_client', 401, { error: 'invalid_client' }, 'provider_rejected', 'invalid_client'],
    [
      'an error with status 200',
      200,
      { error: 'invalid_scope' },
      'provider_rejected',
      'invalid_scope',
    ],
    ['another path', 404, {}, 'provider_rejected', 'http_404'],
    ['a redirect', 302, {}, 'provider_rejected', 'http_302'],
    ['too many requests', 429, {}, 'provider_unavailable', 'http_429'],
    ['an outage', 503, {}, 'provider_unavailable', 'http_503'],
    ['a list', 201, [], 'provider_unavailable', 'not_json'],
  ])('with %s', async (_what, status, body, code, reason) => {
    respond(status, body, { location: 'https://elsewhere.example.com/par' });
    expect(await refusal()).toMatchObject({ code, reason });
    expect(provider.requestsTo('/par')).toHaveLength(1);
  });

  it('with what to do about a refusal that says nothing', async () => {
    respond(404, {});
    expect((await refusal()).message).toContain('you can remove this endpoint');
  });

  it('without repeating the state, the nonce or the secret', async () => {
    const { state, nonce } = INPUT;
    const said = `${state} ${nonce} ${CLIENT_SECRET}`;
    respond(400, { error: 'invalid_request', error_description: said });
    const { message } = await refusal();
    for (const secret of [state, nonce, CLIENT_SECRET]) expect(message).not.toContain(secret);
  });

  it('before anything is sent if the client secret is missing', async () => {
    await expect(start({ clientSecret: null })).rejects.toMatchObject({ reason: 'incomplete' });
    expect(provider.requests).toHaveLength(0);
  });
});
