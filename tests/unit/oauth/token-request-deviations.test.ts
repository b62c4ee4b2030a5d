import { inspect } from 'node:util';

import type { ClientSettings, OAuthClient } from '../../../server/src/oauth/client';
import {
  REQUEST_FORMATS,
  withStandard,
  type AccessTokenOnRefresh,
  type ProtocolDeviations,
  type RequestFormat,
} from '../../../server/src/protocol-settings';
import { nth, only } from '../../support/elements';
import { sendJson, type SeenRequest } from '../../support/network/http-server';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  exchangeInput,
  REDIRECT_URI,
  refreshInput,
  startProvider,
  type TestProvider,
} from '../../support/providers/http-provider';

let provider: TestProvider;

beforeEach(async () => {
  provider = await startProvider();
});

afterEach(() => provider.close());

const clientWith = (
  protocol: ProtocolDeviations,
  settings: Partial<ClientSettings> = {}
): OAuthClient => provider.client({ protocol: withStandard(protocol), ...settings });

const pathOf = ({ path }: SeenRequest) => String(path.split('?')[0]);
const queryOf = ({ path }: SeenRequest) => new URLSearchParams(path.split('?')[1]);

const READ: Record<RequestFormat, (request: SeenRequest) => Record<string, unknown>> = {
  form: ({ form }) => Object.fromEntries(form),
  json: ({ body }) => JSON.parse(body) as Record<string, unknown>,
  query: (request) => Object.fromEntries(queryOf(request)),
  get: (request) => Object.fromEntries(queryOf(request)),
};

const TYPES: Record<RequestFormat, string | undefined> = {
  form: 'application/x-www-form-urlencoded;charset=UTF-8',
  json: 'application/json',
  query: undefined,
  get: undefined,
};

const EXCHANGED = {
  grant_type: 'authorization_code',
  code: 'code-1',
  redirect_uri: REDIRECT_URI,
  code_verifier: 'v'.repeat(43),
};

const REFRESHED = { grant_type: 'refresh_token', refresh_token: 'rt-1' };

describe.each(REQUEST_FORMATS)('a client that sends its parameters as %s', (requestFormat) => {
  const read = READ[requestFormat];

  const assertFormat = ({ method, headers, body, path }: SeenRequest) => {
    expect(method).toBe(requestFormat === 'get' ? 'GET' : 'POST');
    expect(headers['content-type']).toBe(TYPES[requestFormat]);
    const isInAddress = requestFormat === 'query' || requestFormat === 'get';
    expect([body === '', path.includes('?')]).toEqual([isInAddress, isInAddress]);
  };

  it('sends every grant so', async () => {
    const client = clientWith({ requestFormat });
    await client.exchangeCode(exchangeInput());
    await client.refresh(refreshInput());
    await client.clientCredentials({ scopes: ['a', 'b'] });
    expect(provider.requests.map(pathOf)).toEqual(['/token', '/token', '/token']);
    provider.requests.forEach(assertFormat);
    expect(provider.requests.map(read)).toEqual([
      EXCHANGED,
      REFRESHED,
      { grant_type: 'client_credentials', scope: 'a b' },
    ]);
  });

  it('sends a revocation and an introspection so', async () => {
    provider.answer({ access_token: 'at-1' });
    const { endpoints } = provider.settings();
    const introspectionEndpoint = `${provider.origin}/introspect`;
    const client = clientWith(
      { requestFormat },
      { endpoints: { ...endpoints, introspectionEndpoint } }
    );
    await client.refresh(refreshInput());
    await client.revoke({ token: 'rt-1', tokenTypeHint: 'refresh_token' });
    const [, introspection, revocation] = provider.requests;
    expect([introspection, revocation].map((request) => request && pathOf(request))).toEqual([
      '/introspect',
      '/revoke',
    ]);
    provider.requests.forEach(assertFormat);
    expect(read(nth(provider.requests, 1))).toMatchObject({ token: 'at-1' });
    expect(read(nth(provider.requests, 2))).toMatchObject({ token: 'rt-1' });
  });

  it('authenticates as with a form', async () => {
    await clientWith({ requestFormat }).refresh(refreshInput());
    await clientWith({ requestFormat }, { clientAuthMethod: 'client_secret_post' }).refresh(
      refreshInput()
    );
    const [basic, post] = [nth(provider.requests, 0), nth(provider.requests, 1)];
    expect(basic.headers.authorization).toMatch(/^Basic /);
    expect(read(basic)).not.toHaveProperty('client_secret');
    expect(post.headers.authorization).toBeUndefined();
    expect(read(post)).toMatchObject({ client_id: CLIENT_ID, client_secret: CLIENT_SECRET });
  });

  it('keeps the query of the endpoint', async () => {
    const { endpoints } = provider.settings();
    const tokenEndpoint = `${provider.origin}/token?tenant=1`;
    const client = clientWith({ requestFormat }, { endpoints: { ...endpoints, tokenEndpoint } });
    await client.refresh(refreshInput());
    expect(queryOf(only(provider.requests)).get('tenant')).toBe('1');
    expect(read(only(provider.requests))).toMatchObject(REFRESHED);
  });

  it('repeats no parameter in an error that the provider makes of it', async () => {
    provider.handlers['/token'] = (request, response) =>
      sendJson(
        response,
        { error: 'invalid_grant', error_description: `not known: ${request.path}${request.body}` },
        { status: 400 }
      );
    const refreshToken = 'rt-1-S3cretS3cretS3cret';
    const error: unknown = await clientWith({ requestFormat })
      .refresh(refreshInput({ refreshToken }))
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'needs_reconnect' });
    expect(String(error)).not.toContain(refreshToken);
  });
});

describe.each(['query', 'get'] as const)('a token in an address (%s)', (requestFormat) => {
  const refreshToken = 'rt-1-S3cretS3cretS3cret';

  const errorOfRefresh = (settings: Partial<ClientSettings> = {}): Promise<unknown> =>
    clientWith({ requestFormat }, settings)
      .refresh(refreshInput({ refreshToken }))
      .catch((reason: unknown) => reason);

  it('is in no error if the provider redirects the request', async () => {
    provider.handlers['/token'] = ({ path }, response) =>
      void response.writeHead(302, { location: path.replace('/token', '/elsewhere') }).end();
    const error = await errorOfRefresh();
    expect(error).toMatchObject({ reason: 'http_302' });
    expect(inspect(error, { depth: 10 })).not.toContain(refreshToken);
    expect(only(provider.requests).path).toMatch(/^\/token\?/);
  });

  it('is in no error if the provider cannot be reached', async () => {
    const { endpoints } = provider.settings();
    const error = await errorOfRefresh({
      endpoints: { ...endpoints, tokenEndpoint: 'http://127.0.0.1:1/token' },
    });
    expect(error).toMatchObject({ code: 'provider_unavailable' });
    expect(inspect(error, { depth: 10 })).not.toContain(refreshToken);
  });
});

it('a parameter that is given twice is an array in JSON (RFC 8707 §2)', async () => {
  const resources = ['https://a.example', 'https://b.example'];
  const tokenParams = resources.map((value) => ({ key: 'resource', value }));
  await clientWith({ requestFormat: 'json' }, { tokenParams }).refresh(refreshInput());
  expect(READ.json(only(provider.requests))).toEqual({ ...REFRESHED, resource: resources });
});

describe('other names for parameters', () => {
  const NAMES = [
    { key: 'client_id', value: 'client_key' },
    { key: 'client_secret', value: 'secret' },
    { key: 'code', value: 'auth_code' },
    { key: 'token', value: 'revoked' },
    { key: 'grant_type', value: '' },
    { key: 'redirect_uri', value: '' },
  ];

  it('replace the standard ones in every request that the client authenticates', async () => {
    const client = clientWith(
      { tokenParamNames: NAMES },
      { clientAuthMethod: 'client_secret_post' }
    );
    await client.exchangeCode(exchangeInput());
    await client.refresh(refreshInput());
    await client.revoke({ token: 'rt-1', tokenTypeHint: 'refresh_token' });
    const credentials = { client_key: CLIENT_ID, secret: CLIENT_SECRET };
    expect(provider.requests.map(READ.form)).toEqual([
      { ...credentials, auth_code: 'code-1', code_verifier: 'v'.repeat(43) },
      { ...credentials, refresh_token: 'rt-1' },
      { ...credentials, revoked: 'rt-1', token_type_hint: 'refresh_token' },
    ]);
  });

  it('do not change what the callback and the authorization request call them', async () => {
    const client = clientWith({ tokenParamNames: NAMES });
    const url = await client.buildAuthorizationUrl({
      redirectUri: REDIRECT_URI,
      scopes: [],
      state: 'state-1',
      codeVerifier: 'v'.repeat(43),
    });
    expect(url.searchParams.get('client_id')).toBe(CLIENT_ID);
    await client.exchangeCode(exchangeInput());
    expect(only(provider.requestsTo('/token')).form.get('auth_code')).toBe('code-1');
  });

  it('are not put next to an extra parameter of the same name', async () => {
    const client = clientWith(
      { tokenParamNames: NAMES },
      {
        clientAuthMethod: 'client_secret_post',
        tokenParams: [{ key: 'client_key', value: 'evil' }],
      }
    );
    await client.refresh(refreshInput());
    expect(only(provider.requests).form.getAll('client_key')).toEqual([CLIENT_ID]);
  });
});

describe('the code under another name', () => {
  const callback = (query: string) =>
    exchangeInput({ params: new URLSearchParams(`${query}&state=state-1`) });

  it('is exchanged as the code', async () => {
    await clientWith({ codeParam: 'auth_code' }).exchangeCode(callback('auth_code=code-2&code=x'));
    expect(only(provider.requests).form.get('code')).toBe('code-2');
  });

  it.each(['code=code-1', 'auth_code=', 'AUTH_CODE=code-1', 'auth_code=a&auth_code=b'])(
    'is not found in a response with %s',
    async (query) => {
      const exchange = clientWith({ codeParam: 'auth_code' }).exchangeCode(callback(query));
      await expect(exchange).rejects.toMatchObject({ code: 'flow_invalid' });
      expect(provider.requests).toHaveLength(0);
    }
  );
});

it('an exchange without PKCE has no verifier', async () => {
  await clientWith({ pkce: 'none' }).exchangeCode(exchangeInput());
  const { code_verifier: _verifier, ...others } = EXCHANGED;
  expect(READ.form(only(provider.requests))).toEqual(others);
});

describe("a provider's own headers", () => {
  const requestHeaders = [
    { key: 'X-Version', value: '2026-01-31' },
    { key: 'accept-language', value: 'en' },
  ];

  it.each(REQUEST_FORMATS)(
    'are in each request that the client authenticates, as %s',
    async (f) => {
      const client = clientWith({ requestHeaders, requestFormat: f });
      await client.exchangeCode(exchangeInput());
      await client.refresh(refreshInput());
      await client.revoke({ token: 'rt-1', tokenTypeHint: 'refresh_token' });
      expect(provider.requests).toHaveLength(3);
      for (const { headers } of provider.requests) {
        expect(headers).toMatchObject({ 'x-version': '2026-01-31', 'accept-language': 'en' });
        expect(headers['content-type']).toBe(TYPES[f]);
        expect(headers.authorization).toMatch(/^Basic /);
      }
    }
  );

  it('are not in a request for the account, which has those of the API', async () => {
    const client = clientWith({
      requestHeaders,
      apiHeader: 'X-Access-Token',
      apiScheme: '',
      apiHeaders: [{ key: 'X-Api-Version', value: '3' }],
    });
    await client.userInfo({ accessToken: 'at-1', subject: null });
    const { headers } = only(provider.requestsTo('/userinfo'));
    expect(headers).toMatchObject({ 'x-access-token': 'at-1', 'x-api-version': '3' });
    expect(headers).not.toHaveProperty('x-version');
    expect(headers).not.toHaveProperty('authorization');
  });

  it.each(['Accept', 'accept', 'ACCEPT'])('replace those that are sent anyway: %s', async (key) => {
    const value = 'application/vnd.mail+json';
    await clientWith({ requestHeaders: [{ key, value }] }).refresh(refreshInput());
    expect(only(provider.requests).headers.accept).toBe(value);
  });
});

describe('an extra parameter that asks for a value of the request', () => {
  const tokenParams = [
    { key: 'app', value: '{client_id}' },
    { key: 'app_secret', value: '{client_secret}' },
    { key: 'echo', value: '{state}' },
    { key: 'once', value: '{nonce}' },
  ];

  it('has it in a code exchange', async () => {
    await provider.client({ tokenParams }).exchangeCode(exchangeInput({ nonce: null }));
    const { once, ...others } = READ.form(only(provider.requests));
    expect(others).toEqual({
      ...EXCHANGED,
      app: CLIENT_ID,
      app_secret: CLIENT_SECRET,
      echo: 'state-1',
    });
    expect(once).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('has the nonce of the flow, if there is one', async () => {
    provider.answer({ access_token: 'at-1', id_token: provider.idToken() });
    await provider.client({ tokenParams }).exchangeCode(exchangeInput({ nonce: 'nonce-1' }));
    expect(only(provider.requestsTo('/token')).form.get('once')).toBe('nonce-1');
  });

  it('is left out of requests that have no such value', async () => {
    const client = provider.client({ tokenParams, clientSecret: null, clientAuthMethod: 'none' });
    await client.refresh(refreshInput());
    await client.clientCredentials({ scopes: [] });
    expect(provider.requests.map(READ.form)).toEqual([
      { ...REFRESHED, client_id: CLIENT_ID, app: CLIENT_ID },
      { grant_type: 'client_credentials', client_id: CLIENT_ID, app: CLIENT_ID },
    ]);
  });

  it.each([
    'a{state}',
    '{state} ',
    '{STATE}',
    '{{state}}',
    '{code}',
    '{code_verifier}',
    '{refresh_token}',
    '{constructor}',
    'constructor',
    '__proto__',
    'toString',
  ])('is only one of the known words: %s is sent as it is', async (value) => {
    await provider.client({ tokenParams: [{ key: 'x', value }] }).exchangeCode(exchangeInput());
    expect(only(provider.requests).form.get('x')).toBe(value);
  });

  it('does not make an error show the secret', async () => {
    provider.handlers['/token'] = ({ form }, response) =>
      sendJson(
        response,
        { error: 'invalid_grant', error_description: `unknown: ${form.get('app_secret')}` },
        { status: 400 }
      );
    const error: unknown = await provider
      .client({ tokenParams })
      .exchangeCode(exchangeInput())
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'flow_expired' });
    expect(String(error)).not.toContain(CLIENT_SECRET);
  });
});

describe('a refresh at another endpoint', () => {
  let other: TestProvider;

  beforeEach(async () => {
    other = await startProvider();
  });

  afterEach(() => other.close());

  const clientThatRefreshesThere = (protocol: ProtocolDeviations = {}) => {
    const { endpoints } = provider.settings();
    return clientWith(protocol, {
      endpoints: { ...endpoints, refreshEndpoint: `${other.origin}/token` },
    });
  };

  it('goes there only', async () => {
    const client = clientThatRefreshesThere();
    await client.refresh(refreshInput());
    expect(provider.requests).toHaveLength(0);
    expect(READ.form(only(other.requests))).toEqual(REFRESHED);
  });

  it('leaves all other requests where they are', async () => {
    const client = clientThatRefreshesThere();
    await client.exchangeCode(exchangeInput());
    await client.clientCredentials({ scopes: [] });
    await client.revoke({ token: 'rt-1', tokenTypeHint: 'refresh_token' });
    expect(provider.requests.map(pathOf)).toEqual(['/token', '/token', '/revoke']);
    expect(other.requests).toHaveLength(0);
  });

  it.each(REQUEST_FORMATS)('may be sent as %s, while a code goes as a form', async (format) => {
    const client = clientThatRefreshesThere({ refreshRequestFormat: format });
    await client.exchangeCode(exchangeInput());
    await client.refresh(refreshInput());
    expect(only(provider.requests).headers['content-type']).toBe(TYPES.form);
    expect(only(other.requests).headers['content-type']).toBe(TYPES[format]);
    expect(READ[format](only(other.requests))).toEqual(REFRESHED);
  });

  it('may have a grant type and parameters of its own', async () => {
    const client = clientThatRefreshesThere({
      refreshRequestFormat: 'get',
      tokenParamNames: [{ key: 'refresh_token', value: 'access_token' }],
      refreshParams: [
        { key: 'grant_type', value: 'ig_refresh_token' },
        { key: 'scope', value: 'basic' },
        { key: 'fields', value: 'id' },
      ],
    });
    await client.exchangeCode(exchangeInput());
    await client.refresh(refreshInput());
    expect(READ.form(only(provider.requests))).toEqual(EXCHANGED);
    expect(READ.get(only(other.requests))).toEqual({
      grant_type: 'ig_refresh_token',
      access_token: 'rt-1',
      scope: 'basic',
      fields: 'id',
    });
    expect(queryOf(only(other.requests)).getAll('grant_type')).toEqual(['ig_refresh_token']);
  });

  it('is not sent to an address that is not allowed', async () => {
    const { endpoints } = provider.settings();
    for (const refreshEndpoint of ['http://192.0.2.1/token', 'https://10.0.0.1/token']) {
      const client = clientWith({}, { endpoints: { ...endpoints, refreshEndpoint } });
      await expect(client.refresh(refreshInput())).rejects.toMatchObject({
        code: 'url_not_allowed',
      });
    }
  });
});

describe('scopes with a separator', () => {
  it.each([',', ';', '|', '+', ':', ', '])('are sent and read with "%s"', async (separator) => {
    provider.answer({ access_token: 'at-1', scope: `a${separator}b` });
    const client = clientWith({ scopeSeparator: separator });
    const { scopes } = await client.clientCredentials({ scopes: ['a', 'b', 'c'] });
    expect(only(provider.requests).form.get('scope')).toBe(['a', 'b', 'c'].join(separator));
    expect(scopes).toEqual(['a', 'b']);
  });

  it('are also read with spaces and commas, which many providers send', async () => {
    provider.answer({ access_token: 'at-1', scope: 'a b,c' });
    const client = clientWith({ scopeSeparator: ';' });
    expect((await client.exchangeCode(exchangeInput())).scopes).toEqual(['a', 'b', 'c']);
  });
});

describe('a response with its values elsewhere', () => {
  const RESPONSE_PLACES = {
    accessToken: ['/authed_user/access_token'],
    refreshToken: ['/authed_user/renewal'],
    expiresIn: ['/authed_user/minutes'],
    scope: ['/authed_user/scopes'],
    accountId: ['/team/id'],
    accountName: ['/team/name'],
  };

  const BODY = {
    ok: true,
    access_token: 'at-of-the-bot',
    authed_user: { access_token: 'at-2', renewal: 'rt-2', minutes: 10, scopes: 'a,b' },
    team: { id: 'T1', name: 'Ada' },
    token_type: 'user',
  };

  const settings: ProtocolDeviations = {
    responsePlaces: RESPONSE_PLACES,
    lifetimeUnit: 'minutes',
    tokenTypes: ['USER'],
  };

  it('is read there', async () => {
    provider.answer(BODY);
    const { endpoints } = provider.settings();
    const client = clientWith(settings, {
      endpoints: { ...endpoints, userinfoEndpoint: null },
      keptPlaces: ['/team/id', '/authed_user/access_token'],
    });
    const result = await client.exchangeCode(exchangeInput());
    expect(result).toMatchObject({
      accessToken: 'at-2',
      refreshToken: 'rt-2',
      tokenType: 'Bearer',
      scopes: ['a', 'b'],
      account: { id: 'T1', name: 'Ada' },
      kept: { '/team/id': 'T1' },
    });
    expect(result.kept).not.toHaveProperty(['/authed_user/access_token']);
    expect(result.expiresAt?.getTime()).toBeCloseTo(result.requestedAtMs + 600_000, -4);
  });

  it('is refused for a type of token that is not accepted', async () => {
    provider.answer(BODY);
    const exchange = clientWith({ ...settings, tokenTypes: ['use'] }).exchangeCode(exchangeInput());
    await expect(exchange).rejects.toMatchObject({ reason: 'unsupported_token_type' });
  });
});

describe('a refresh that prolongs the access token', () => {
  const refreshKept = (body: unknown, accessTokenOnRefresh: AccessTokenOnRefresh = 'kept') => {
    provider.answer(body);
    const accessToken = jest.fn(() => 'at-present');
    const refreshed = clientWith({ accessTokenOnRefresh }).refresh(refreshInput({ accessToken }));
    return { accessToken, refreshed };
  };

  it('keeps the present token if the response has none', async () => {
    const { refreshed } = refreshKept({ expires_in: 60 });
    await expect(refreshed).resolves.toMatchObject({
      accessToken: 'at-present',
      refreshToken: null,
      expiresAt: expect.any(Date),
    });
  });

  it('takes the one in the response if there is one', async () => {
    const { refreshed } = refreshKept({ access_token: 'at-2' });
    await expect(refreshed).resolves.toMatchObject({ accessToken: 'at-2' });
  });

  it.each([
    ['an error', { error: 'invalid_grant' }, 'needs_reconnect'],
    ['no success', { ok: false }, 'provider_rejected'],
  ])('keeps nothing if the response says %s under status 200', async (_case, body, code) => {
    const { refreshed } = refreshKept(body);
    await expect(refreshed).rejects.toMatchObject({ code });
  });

  it('is for providers that do so only: others must send a token', async () => {
    const { accessToken, refreshed } = refreshKept({ expires_in: 60 }, 'replaced');
    await expect(refreshed).rejects.toMatchObject({ reason: 'invalid_response' });
    expect(accessToken).not.toHaveBeenCalled();
  });
});
