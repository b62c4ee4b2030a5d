import type { ClientSettings } from '../../../server/src/oauth/client';
import { sendJson } from '../../support/network/http-server';
import { withPayload, withSignature } from '../../support/providers/forged-jwts';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  ecKey,
  edKey,
  hmacJwt,
  jwkOf,
  nowSeconds,
  rsaKey,
  signJwt,
  startProvider,
  unsignedJwt,
  type TestProvider,
} from '../../support/providers/http-provider';

let provider: TestProvider;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.close());

const publish = (...keys: ReturnType<typeof rsaKey>[]) => {
  provider.handlers['/jwks'] = (_request, response) =>
    sendJson(response, { keys: keys.map(jwkOf) });
};

beforeEach(() => {
  provider.requests.length = 0;
  publish(provider.key);
});

const claims = (changes: object = {}): Record<string, unknown> => ({
  iss: provider.origin,
  aud: CLIENT_ID,
  exp: nowSeconds() + 600,
  code: 'code-1',
  state: 'state-1',
  ...changes,
});

const SIGNED = { authorizationParams: [{ key: 'Response_Mode', value: 'jwt' }] };

const client = (settings: Partial<ClientSettings> = {}) =>
  provider.client({ ...SIGNED, ...settings });

const responseWith = (jwt: string) => new URLSearchParams({ response: jwt });

const verify = (jwt: string) => client().verifiedResponse(responseWith(jwt));

const jwksRequests = () => provider.requestsTo('/jwks').length;

describe('a signed response (JARM)', () => {
  it('has the parameters that are its claims, and no others', async () => {
    const jwt = signJwt(claims({ session_state: 's', count: 1 }), provider.key);
    const params = new URLSearchParams({ code: 'unsigned', response: jwt, realm: 'unsigned' });
    expect(Object.fromEntries(await client().verifiedResponse(params))).toEqual({
      iss: provider.origin,
      code: 'code-1',
      state: 'state-1',
      session_state: 's',
    });
  });

  it.each([ecKey(), edKey(), rsaKey('ps-1')])('is verified with a key for $alg', async (key) => {
    publish(provider.key, key);
    const verified = await verify(signJwt(claims(), key));
    expect(verified.get('code')).toBe('code-1');
  });

  it('may name several audiences, and be late by the tolerance of clocks', async () => {
    const late = claims({ aud: ['other', CLIENT_ID], exp: nowSeconds() - 290 });
    expect((await verify(signJwt(late, provider.key))).get('code')).toBe('code-1');
  });

  it("carries the provider's own error, too", async () => {
    const refusal = claims({ code: undefined, error: 'access_denied', error_description: 'No' });
    const signed = client();
    const params = await signed.verifiedResponse(responseWith(signJwt(refusal, provider.key)));
    expect(params.get('error')).toBe('access_denied');
    expect(() => signed.checkAuthorizationResponse(params)).toThrow('consent');
  });

  it('is not expected by an app that does not ask for it: the parameters count', async () => {
    const params = new URLSearchParams({ code: 'plain', response: 'jwt' });
    expect(await provider.client().verifiedResponse(params)).toBe(params);
    expect(jwksRequests()).toBe(0);
  });
});

describe('a signed response is refused', () => {
  const refusal = (jwt: string) =>
    verify(jwt).then(
      () => null,
      (error: unknown) => error
    );

  const FORGED: [string, (proper: string) => string][] = [
    ['signed by a stranger', () => signJwt(claims(), rsaKey(provider.key.kid))],
    ['with other claims', (proper) => withPayload(proper, claims({ code: 'injected' }))],
    ['without a signature', (proper) => withSignature(proper, '')],
    ['of another issuer', () => signJwt(claims({ iss: 'https://evil.example' }), provider.key)],
    ['without an issuer', () => signJwt(claims({ iss: undefined }), provider.key)],
    ['for another client', () => signJwt(claims({ aud: 'other' }), provider.key)],
    ['for nobody', () => signJwt(claims({ aud: undefined }), provider.key)],
    ['expired', () => signJwt(claims({ exp: nowSeconds() - 310 }), provider.key)],
    ['without an expiry', () => signJwt(claims({ exp: undefined }), provider.key)],
    ['with an expiry in words', () => signJwt(claims({ exp: 'never' }), provider.key)],
    ['with an access token', () => signJwt(claims({ token: 'injected' }), provider.key)],
    ['with a critical extension', () => signJwt(claims(), provider.key, { crit: ['x'] })],
    ['that is none', () => 'no.jw.t'],
  ];

  it.each(FORGED)('%s', async (_what, forge) => {
    expect(await refusal(forge(signJwt(claims(), provider.key)))).toMatchObject({
      code: 'flow_invalid',
      reason: 'response_invalid',
      app: 'demo',
    });
  });

  it.each<[string, () => string]>([
    ['none', () => unsignedJwt(claims())],
    ['None', () => unsignedJwt(claims(), 'None')],
    ['HS256', () => hmacJwt(claims(), CLIENT_SECRET)],
    [
      'HS256',
      () => {
        const publicKey = provider.key.publicKey.export({ type: 'spki', format: 'pem' });
        return hmacJwt(claims(), publicKey, { kid: provider.key.kid });
      },
    ],
  ])('with the algorithm %s, which it says, and without a request', async (algorithm, make) => {
    expect(await refusal(make())).toMatchObject({
      code: 'provider_rejected',
      reason: 'response_algorithm',
      message: expect.stringContaining(`with ${algorithm},`),
    });
    expect(jwksRequests()).toBe(0);
  });

  it('without a request for keys if its claims are wrong', async () => {
    await refusal(signJwt(claims({ aud: 'other' }), provider.key));
    expect(jwksRequests()).toBe(0);
  });

  it('with one request for keys, however many come at once', async () => {
    const signed = client();
    const jwt = signJwt(claims(), rsaKey('unknown'));
    const verifying = Array.from({ length: 20 }, () => signed.verifiedResponse(responseWith(jwt)));
    const results = await Promise.allSettled(verifying);
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    await signed.verifiedResponse(responseWith(jwt)).catch(() => undefined);
    expect(jwksRequests()).toBe(1);
  });

  it('for now if the keys cannot be read', async () => {
    provider.handlers['/jwks'] = (_request, response) => void response.writeHead(503).end();
    expect(await refusal(signJwt(claims(), provider.key))).toMatchObject({
      code: 'provider_unavailable',
      reason: 'jwks_unavailable',
    });
  });

  it.each([
    ['it is encrypted', 'a.b.c.d.e', 'encrypted_response'],
    ['it is missing', '', 'unsigned_response'],
  ])('with what to do if %s', async (_what, jwt, reason) => {
    expect(await refusal(jwt)).toMatchObject({ code: 'provider_rejected', reason });
  });
});
