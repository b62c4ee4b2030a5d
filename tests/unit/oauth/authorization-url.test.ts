import { createHash } from 'node:crypto';

import { newCodeVerifier, newNonce, newState } from '../../../server/src/oauth/random';
import { RESERVED_AUTHORIZATION_PARAMS } from '../../../server/src/oauth/reserved-params';
import {
  CLIENT_ID,
  REDIRECT_URI,
  startProvider,
  type TestProvider,
} from '../../support/providers/http-provider';

let provider: TestProvider;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.close());

const input = {
  redirectUri: REDIRECT_URI,
  scopes: ['openid', 'mail.read'],
  state: newState(),
  codeVerifier: newCodeVerifier(),
  nonce: newNonce(),
};

describe('the authorization request', () => {
  test('C01 requests a code with an S256 challenge of the verifier', async () => {
    const url = await provider.client().buildAuthorizationUrl(input);
    const challenge = createHash('sha256').update(input.codeVerifier).digest('base64url');
    expect(`${url.origin}${url.pathname}`).toBe(`${provider.origin}/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      scope: 'openid mail.read',
      state: input.state,
      nonce: input.nonce,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
  });

  test('C01 C03 has verifier, state and nonce of 256 fresh random bits in 43 characters', () => {
    for (const make of [newCodeVerifier, newState, newNonce]) {
      const values = Array.from({ length: 100 }, make);
      expect(new Set(values).size).toBe(100);
      for (const value of values) expect(value).toMatch(/^[A-Za-z0-9_-]{43}$/);
    }
  });

  test('C02 uses S256 even if the provider advertises only plain', async () => {
    const { capabilities } = provider.settings();
    const client = provider.client({
      capabilities: { ...capabilities, codeChallengeMethodsSupported: ['plain'] },
    });
    const url = await client.buildAuthorizationUrl(input);
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
  });

  test('C24 C40 has no secret, and no scope that was not requested', async () => {
    const url = await provider
      .client()
      .buildAuthorizationUrl({ ...input, scopes: [], nonce: null });
    expect(url.href).not.toContain('S3cret');
    expect(url.searchParams.has('scope')).toBe(false);
    expect(url.searchParams.has('nonce')).toBe(false);
  });

  test('has extra parameters in their order, repeated ones included', async () => {
    const client = provider.client({
      authorizationParams: [
        { key: 'access_type', value: 'offline' },
        { key: 'resource', value: 'https://a.example' },
        { key: 'resource', value: 'https://b.example' },
        { key: 'prompt', value: 'select_account consent' },
        { key: 'response_mode', value: 'form_post' },
      ],
    });
    const { search, searchParams } = await client.buildAuthorizationUrl(input);
    expect(searchParams.getAll('resource')).toEqual(['https://a.example', 'https://b.example']);
    expect(searchParams.get('response_mode')).toBe('form_post');
    expect(search).toContain('prompt=select_account%20consent');
  });

  test('lets no extra parameter and no query of the endpoint replace a protocol parameter', async () => {
    const evil = RESERVED_AUTHORIZATION_PARAMS.map((key) => ({ key, value: 'evil' }));
    const shouting = evil.map(({ key, value }) => ({ key: key.toUpperCase(), value }));
    const { endpoints } = provider.settings();
    const client = provider.client({
      authorizationParams: [...evil, ...shouting],
      endpoints: {
        ...endpoints,
        authorizationEndpoint: `${provider.origin}/authorize?tenant=1&state=evil&client_id=evil&request=evil&NONCE=evil#x`,
      },
    });
    const url = await client.buildAuthorizationUrl(input);
    expect(url.href).not.toContain('evil');
    expect(url.hash).toBe('');
    expect(url.searchParams.get('tenant')).toBe('1');
    expect(url.searchParams.getAll('state')).toEqual([input.state]);
  });

  test.each(['fragment', 'fragment.jwt', 'web_message', 'JWT', 'constructor', ''])(
    'refuses the response mode %s, which never reaches the callback',
    async (value) => {
      const client = provider.client({ authorizationParams: [{ key: 'response_mode', value }] });
      await expect(client.buildAuthorizationUrl(input)).rejects.toMatchObject({
        code: 'provider_rejected',
        reason: 'unsupported_response_mode',
        app: 'demo',
      });
    }
  );

  test.each(['jwt', 'query.jwt', 'form_post.jwt'])(
    'asks for a signed response by the response mode %s, if it could be verified',
    async (value) => {
      const signed = { authorizationParams: [{ key: 'response_mode', value }] };
      const { searchParams } = await provider.client(signed).buildAuthorizationUrl(input);
      expect(searchParams.get('response_mode')).toBe(value);
      const { endpoints } = provider.settings();
      for (const without of [{ issuer: null }, { endpoints: { ...endpoints, jwksUri: null } }]) {
        const client = provider.client({ ...signed, ...without });
        await expect(client.buildAuthorizationUrl(input)).rejects.toMatchObject({
          code: 'provider_rejected',
          reason: 'incomplete',
        });
      }
    }
  );

  test.each([
    [null, 'incomplete'],
    ['nonsense', 'incomplete'],
    ['javascript:alert(1)', 'not_https'],
    ['http://accounts.example.com/authorize', 'not_https'],
  ])('C18 refuses the authorization endpoint %s: %s', async (authorizationEndpoint, reason) => {
    const { endpoints } = provider.settings();
    const client = provider.client({ endpoints: { ...endpoints, authorizationEndpoint } });
    await expect(client.buildAuthorizationUrl(input)).rejects.toMatchObject({
      code: 'provider_rejected',
      reason,
    });
  });
});
