import { only } from '../../support/elements';
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

const formOf = () => Object.fromEntries(only(provider.requestsTo('/token')).form);
const headersOf = () => only(provider.requestsTo('/token')).headers;

describe('a request to the token endpoint', () => {
  test('C12 sends code, verifier and the exact redirect URI for an exchange', async () => {
    await provider.client().exchangeCode(exchangeInput());
    expect(formOf()).toEqual({
      grant_type: 'authorization_code',
      code: 'code-1',
      redirect_uri: REDIRECT_URI,
      code_verifier: 'v'.repeat(43),
    });
    expect(headersOf()['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(headersOf().accept).toContain('application/json');
  });

  test.each(['https://CMS.Example.com:443/callback', 'https://cms.example.com/cb?x=1&y=%20'])(
    'C12 sends the redirect URI %s as it is, byte for byte',
    async (redirectUri) => {
      await provider.client().exchangeCode(exchangeInput({ redirectUri }));
      expect(formOf().redirect_uri).toBe(redirectUri);
    }
  );

  test('C12 uses the redirect URI of the flow, not of the response', async () => {
    const params = new URLSearchParams({
      code: 'code-1',
      state: 'state-1',
      redirect_uri: 'https://evil.example',
      client_id: 'evil',
    });
    await provider.client().exchangeCode(exchangeInput({ params }));
    expect(formOf().redirect_uri).toBe(REDIRECT_URI);
  });

  test('C13 sends a code once, whatever the response', async () => {
    provider.answer({ error: 'temporarily_unavailable' }, { status: 503 });
    await expect(provider.client().exchangeCode(exchangeInput())).rejects.toThrow();
    expect(provider.requestsTo('/token')).toHaveLength(1);
  });

  test.each([
    ['another state', { state: 'state-2' }],
    ['no state', { params: new URLSearchParams({ code: 'code-1' }) }],
    ['an empty state', { state: '', params: new URLSearchParams({ code: 'c', state: '' }) }],
    ['no code', { params: new URLSearchParams({ state: 'state-1' }) }],
    ['two codes', { params: new URLSearchParams('code=a&code=b&state=state-1') }],
    ['an error', { params: new URLSearchParams('error=access_denied&state=state-1') }],
    ['another issuer', { params: new URLSearchParams('code=a&state=state-1&iss=x') }],
  ])('C04 is not sent for a response with %s', async (_what, overrides) => {
    const exchange = provider.client().exchangeCode(exchangeInput(overrides));
    await expect(exchange).rejects.toMatchObject({ code: 'flow_invalid', app: 'demo' });
    expect(provider.requests).toHaveLength(0);
  });

  test('sends the refresh token and no scope for a refresh (C30)', async () => {
    await provider.client().refresh(refreshInput());
    expect(formOf()).toEqual({ grant_type: 'refresh_token', refresh_token: 'rt-1' });
  });

  test('sends the scopes for client credentials', async () => {
    const result = await provider.client().clientCredentials({ scopes: ['a', 'b'] });
    expect(formOf()).toEqual({ grant_type: 'client_credentials', scope: 'a b' });
    expect(result).toMatchObject({ accessToken: 'at-1', scopes: ['a', 'b'], subject: null });
  });

  test('C22 C23 form-encodes Basic, and has no secret in the body', async () => {
    await provider.client().refresh(refreshInput());
    const [scheme, credentials = ''] = (headersOf().authorization ?? '').split(' ');
    const [id, secret = ''] = Buffer.from(credentials, 'base64').toString().split(':');
    const decode = (text: string) => new URLSearchParams(`v=${text}`).get('v');
    expect(scheme).toBe('Basic');
    expect(id).toBe(CLIENT_ID);
    expect(secret).toBe('S3cret%3A%2Fwith+%25odd%2Bsigns');
    expect(decode(secret)).toBe(CLIENT_SECRET);
    expect(formOf()).not.toHaveProperty('client_secret');
  });

  test('C23 has no header if the secret is in the body', async () => {
    await provider.client({ clientAuthMethod: 'client_secret_post' }).refresh(refreshInput());
    expect(headersOf().authorization).toBeUndefined();
    expect(formOf()).toMatchObject({ client_id: CLIENT_ID, client_secret: CLIENT_SECRET });
  });

  test('sends only the id of a public client', async () => {
    await provider.client({ clientAuthMethod: 'none' }).refresh(refreshInput());
    expect(headersOf().authorization).toBeUndefined();
    expect(formOf()).toMatchObject({ client_id: CLIENT_ID });
    expect(formOf()).not.toHaveProperty('client_secret');
  });

  test.each([null, ''])(
    'is not sent without the secret that the method requires',
    async (clientSecret) => {
      await expect(provider.client({ clientSecret }).refresh(refreshInput())).rejects.toMatchObject(
        {
          code: 'provider_rejected',
          reason: 'incomplete',
          app: 'demo',
        }
      );
      expect(provider.requests).toHaveLength(0);
    }
  );

  test('C47 sends extra parameters with every grant, repeated ones included', async () => {
    const client = provider.client({
      tokenParams: [
        { key: 'resource', value: 'https://a.example' },
        { key: 'resource', value: 'https://b.example' },
      ],
    });
    await client.exchangeCode(exchangeInput());
    await client.refresh(refreshInput());
    await client.clientCredentials({ scopes: [] });
    for (const { form } of provider.requestsTo('/token')) {
      expect(form.getAll('resource')).toEqual(['https://a.example', 'https://b.example']);
    }
  });

  test("lets no extra parameter replace one of the grant's", async () => {
    const names = ['grant_type', 'code', 'redirect_uri', 'code_verifier', 'refresh_token', 'scope'];
    const tokenParams = [...names, 'client_id', 'client_secret', 'CODE'].map((key) => ({
      key,
      value: 'evil',
    }));
    const client = provider.client({ tokenParams });
    await client.exchangeCode(exchangeInput());
    await client.refresh(refreshInput());
    await client.clientCredentials({ scopes: [] });
    for (const { body } of provider.requestsTo('/token')) expect(body).not.toContain('evil');
  });

  test.each([null, 'nonsense'])(
    'is not sent without a token endpoint (%s)',
    async (tokenEndpoint) => {
      const { endpoints } = provider.settings();
      const client = provider.client({ endpoints: { ...endpoints, tokenEndpoint } });
      await expect(client.refresh(refreshInput())).rejects.toMatchObject({
        code: 'provider_rejected',
        reason: 'incomplete',
      });
    }
  );

  test('C20 does not follow a redirect with credentials', async () => {
    provider.handlers['/token'] = (_request, response) =>
      void response.writeHead(307, { location: `${provider.origin}/elsewhere` }).end();
    await expect(provider.client().refresh(refreshInput())).rejects.toMatchObject({
      code: 'provider_unavailable',
      reason: 'http_307',
    });
    expect(provider.requestsTo('/elsewhere')).toHaveLength(0);
  });

  test('C18 C33 is not sent to a token endpoint that is not allowed', async () => {
    const { endpoints } = provider.settings();
    for (const tokenEndpoint of ['http://192.0.2.1/token', 'https://10.0.0.1/token']) {
      const client = provider.client({ endpoints: { ...endpoints, tokenEndpoint } });
      await expect(client.refresh(refreshInput())).rejects.toMatchObject({
        code: 'url_not_allowed',
        app: 'demo',
      });
    }
  });

  test("passes the caller's abort on as it is", async () => {
    provider.handlers['/token'] = () => new Promise<void>(() => undefined);
    const controller = new AbortController();
    const reason = new Error('changed my mind');
    setTimeout(() => controller.abort(reason), 30);
    const refresh = provider.client().refresh(refreshInput({ signal: controller.signal }));
    await expect(refresh).rejects.toBe(reason);
  });
});
