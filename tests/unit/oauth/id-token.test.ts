import {
  CLIENT_ID,
  CLIENT_SECRET,
  ecKey,
  edKey,
  exchangeInput,
  hmacJwt,
  jwkOf,
  leftHalf,
  nowSeconds,
  refreshInput,
  rsaKey,
  startProvider,
  unsignedJwt,
  type SigningKey,
  type TestProvider,
} from '../../support/providers/http-provider';
import { sendJson } from '../../support/network/http-server';

/** Nobody knows it but whoever signs with it. */
const otherKey = rsaKey('other');

let provider: TestProvider;

beforeEach(async () => {
  provider = await startProvider();
});

afterEach(() => provider.close());

const respondWith = (idToken: unknown, more: Record<string, unknown> = {}) =>
  provider.answer({ access_token: 'at-1', token_type: 'Bearer', id_token: idToken, ...more });

const exchange = (overrides: Parameters<TestProvider['client']>[0] = {}) =>
  provider.client(overrides).exchangeCode(exchangeInput({ nonce: 'nonce-1' }));

const claimsOf = (claims: Record<string, unknown> = {}) => ({
  iss: provider.origin,
  aud: CLIENT_ID,
  sub: 'user-1',
  exp: nowSeconds() + 600,
  iat: nowSeconds(),
  nonce: 'nonce-1',
  ...claims,
});

const publish = (...keys: SigningKey[]) => {
  provider.handlers['/jwks'] = (_request, response) =>
    sendJson(response, { keys: keys.map(jwkOf) });
};

const refusal = { code: 'provider_rejected', reason: 'id_token_invalid', app: 'demo' };

describe('the id_token of an exchange', () => {
  test('says who the account is', async () => {
    respondWith(
      provider.idToken({
        email: 'ada@example.com',
        name: 'Ada\nLovelace',
        preferred_username: 'ada',
      })
    );
    expect(await exchange()).toMatchObject({
      subject: 'user-1',
      claims: { email: 'ada@example.com', name: 'Ada Lovelace', preferredUsername: 'ada' },
    });
  });

  test.each([
    ['ES256', ecKey()],
    ['EdDSA', edKey()],
  ])('C53 is accepted with the signature %s', async (_alg, key) => {
    publish(provider.key, key);
    respondWith(provider.idToken({}, key));
    expect((await exchange()).subject).toBe('user-1');
  });

  test('C53 is accepted without a kid if there is one key', async () => {
    const key = { ...provider.key, kid: undefined } as unknown as SigningKey;
    respondWith(provider.idToken({}, key));
    expect((await exchange()).subject).toBe('user-1');
  });

  test('C53 is accepted with its audience in a list', async () => {
    respondWith(provider.idToken({ aud: [CLIENT_ID] }));
    expect((await exchange()).subject).toBe('user-1');
  });

  test('C53 is accepted for several audiences when it was issued to this client', async () => {
    respondWith(provider.idToken({ aud: [CLIENT_ID, 'other'], azp: CLIENT_ID }));
    expect((await exchange()).subject).toBe('user-1');
  });

  test.each<[string, Record<string, unknown>]>([
    ['another issuer', { iss: 'https://evil.example' }],
    ['the issuer with a slash', { iss: 'slash' }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'other' }],
    ['no audience', { aud: undefined }],
    ['further audiences', { aud: [CLIENT_ID, 'other'] }],
    ['another authorized party', { azp: 'other' }],
    ['no subject', { sub: undefined }],
    ['a number as its subject', { sub: 1 }],
    ['an empty subject', { sub: '' }],
    ['a subject of more than 255 characters', { sub: 'x'.repeat(256) }],
    ['a subject with a NUL', { sub: 'user-1\u0000' }],
    ['an expiry in the past', { exp: nowSeconds() - 330 }],
    ['no expiry', { exp: undefined }],
    ['no time of issue', { iat: undefined }],
    ['a time of issue in an hour', { iat: nowSeconds() + 3_600 }],
    ['a time of issue a week ago', { iat: nowSeconds() - 7 * 86_400 }],
    ['another nonce', { nonce: 'nonce-2' }],
    ['no nonce', { nonce: undefined }],
    ['a start in the future', { nbf: nowSeconds() + 3_600 }],
    ['the hash of another access token', { at_hash: leftHalf('at-2') }],
    ['the hash of another code', { c_hash: leftHalf('code-2') }],
    ['the hash of another state', { s_hash: leftHalf('state-2') }],
  ])('C05 C53 is refused with %s', async (_what, claims) => {
    const iss = claims.iss === 'slash' ? `${provider.origin}/` : claims.iss;
    respondWith(provider.idToken('iss' in claims ? { ...claims, iss } : claims));
    await expect(exchange()).rejects.toMatchObject(refusal);
  });

  test.each([
    ['nbf a minute ahead', { nbf: nowSeconds() + 60 }],
    ['nbf 280 s ahead', { nbf: nowSeconds() + 280 }],
    ['iat 280 s ahead', { iat: nowSeconds() + 280 }],
    ['exp 280 s ago', { exp: nowSeconds() - 280, iat: nowSeconds() - 580 }],
  ])('P06 is accepted if the clocks differ by less than 300 s: %s', async (_what, claims) => {
    respondWith(provider.idToken(claims));
    expect((await exchange()).subject).toBe('user-1');
  });

  test.each([
    ['nbf', { nbf: nowSeconds() + 1_200 }, /clock is 20 min ahead of this server's/],
    ['iat', { iat: nowSeconds() + 6 * 3_600 }, /clock is 6 h ahead of this server's/],
    [
      'exp',
      { exp: nowSeconds() - 1_200, iat: nowSeconds() - 1_800 },
      /this server's clock is 30 min ahead of the provider's/,
    ],
    [
      'an old iat',
      { iat: nowSeconds() - 3 * 86_400 },
      /this server's clock is 3 days ahead of the provider's/,
    ],
  ])(
    'P06 is refused with an error that says how far the clocks differ: %s',
    async (_what, claims, text) => {
      respondWith(provider.idToken(claims));
      const error = await exchange().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ ...refusal, message: expect.stringMatching(text) });
      expect((error as Error).message).toMatch(/NTP.*connect again\. \(id_token_invalid\)$/);
    }
  );

  test.each([
    ['HS256', () => hmacJwt(claimsOf(), CLIENT_SECRET), /signs its id_token with HS256/],
    ['none', () => unsignedJwt(claimsOf()), /does not sign its id_token \(algorithm none\)/],
    [
      'an algorithm that nobody knows',
      () => hmacJwt(claimsOf(), CLIENT_SECRET, { alg: 'XY9' }),
      /signs its id_token with XY9/,
    ],
  ])('P14 is refused with an error that names its algorithm: %s', async (_what, make, text) => {
    respondWith(make());
    const error = await exchange().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ ...refusal, message: expect.stringMatching(text) });
    expect((error as Error).message).toMatch(/Choose RS256 or ES256 .*console\./);
  });

  test('P14 is refused with an error that names an unannounced algorithm', async () => {
    const key = ecKey();
    publish(provider.key, key);
    respondWith(provider.idToken({}, key));
    const { capabilities } = provider.settings();
    const onlyRs256 = { ...capabilities, idTokenSigningAlgValuesSupported: ['RS256'] };
    await expect(exchange({ capabilities: onlyRs256 })).rejects.toMatchObject({
      ...refusal,
      message: expect.stringMatching(/with ES256, .*Get the OpenID configuration again/),
    });
  });

  test.each([['<script>'], [7], ['x'.repeat(40)], [null]])(
    'P14 is refused without repeating an invalid name of an algorithm: %p',
    async (alg) => {
      respondWith(unsignedJwt(claimsOf(), alg));
      await expect(exchange()).rejects.toMatchObject({
        ...refusal,
        message: expect.stringMatching(/^The provider's id_token failed verification/),
      });
    }
  );

  test('P14 is refused without repeating a secret that the provider gives as its algorithm', async () => {
    const clientSecret = 'S3cretS3cretS3c';
    respondWith(unsignedJwt(claimsOf(), clientSecret));
    const error = await exchange({ clientSecret }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(refusal);
    expect((error as Error).message).not.toContain(clientSecret);
  });

  test('C53 is accepted with the right hashes', async () => {
    respondWith(
      provider.idToken({
        at_hash: leftHalf('at-1'),
        c_hash: leftHalf('code-1'),
        s_hash: leftHalf('state-1'),
      })
    );
    expect((await exchange()).subject).toBe('user-1');
  });

  test('C53 of EdDSA has a SHA-512 hash', async () => {
    const key = edKey();
    publish(key);
    respondWith(provider.idToken({ at_hash: leftHalf('at-1', 'sha512') }, key));
    expect((await exchange()).subject).toBe('user-1');
  });

  test('C53 is refused if somebody else signed it', async () => {
    respondWith(provider.idToken({}, { ...otherKey, kid: provider.key.kid }));
    await expect(exchange()).rejects.toMatchObject(refusal);
  });

  test('C53 is refused if its claims were changed', async () => {
    const [header, , signature] = provider.idToken().split('.');
    const payload = Buffer.from(JSON.stringify(claimsOf({ sub: 'admin' }))).toString('base64url');
    respondWith([header, payload, signature].join('.'));
    await expect(exchange()).rejects.toMatchObject(refusal);
  });

  test('C53 is refused if its signature is not base64url', async () => {
    respondWith(`${provider.idToken()}!`);
    await expect(exchange()).rejects.toMatchObject(refusal);
  });

  test('C53 is refused with a published key that is incomplete, accepted with junk next to its own', async () => {
    const { n: _modulus, ...incomplete } = jwkOf(provider.key);
    const publishKeys = (keys: unknown[]) => {
      provider.handlers['/jwks'] = (_request, response) => sendJson(response, { keys });
    };
    respondWith(provider.idToken());
    publishKeys([incomplete]);
    await expect(exchange()).rejects.toMatchObject(refusal);
    publishKeys([null, 'key', { kty: 'new' }, jwkOf(provider.key)]);
    expect((await exchange()).subject).toBe('user-1');
  });

  test.each(['none', 'None', null, undefined, ''])(
    'C53 is refused unsigned, with the algorithm %p, even if the provider announces it',
    async (alg) => {
      respondWith(unsignedJwt(claimsOf(), alg));
      await expect(exchange()).rejects.toMatchObject(refusal);
    }
  );

  test('C53 is refused if the client secret signed it, even if the provider announces that', async () => {
    respondWith(hmacJwt(claimsOf(), CLIENT_SECRET));
    await expect(exchange()).rejects.toMatchObject(refusal);
  });

  test('C53 is refused with an algorithm that the provider does not announce', async () => {
    const key = ecKey();
    publish(provider.key, key);
    respondWith(provider.idToken({}, key));
    const { capabilities } = provider.settings();
    const announced = { ...capabilities, idTokenSigningAlgValuesSupported: ['RS256'] };
    await expect(exchange({ capabilities: announced })).rejects.toMatchObject(refusal);
  });

  test('C53 is accepted with any real signature if nothing was announced', async () => {
    const key = ecKey();
    publish(key);
    respondWith(provider.idToken({}, key));
    const { capabilities } = provider.settings();
    const silent = { ...capabilities, idTokenSigningAlgValuesSupported: [] };
    expect((await exchange({ capabilities: silent })).subject).toBe('user-1');
    respondWith(hmacJwt(claimsOf(), CLIENT_SECRET));
    await expect(exchange({ capabilities: silent })).rejects.toMatchObject(refusal);
  });

  test.each([undefined, null, '', 7, 'no.jwt', 'a.b.c', 'a.b.c.d.e'])(
    'C05 is refused as %p if openid was requested',
    async (idToken) => {
      respondWith(idToken);
      await expect(exchange()).rejects.toMatchObject(refusal);
    }
  );

  test('is not used if nobody requested it', async () => {
    respondWith(provider.idToken({ sub: 'other' }));
    const result = await provider.client().exchangeCode(exchangeInput());
    expect(result).toMatchObject({ accessToken: 'at-1', subject: null, claims: null });
    expect(provider.requestsTo('/jwks')).toHaveLength(0);
  });

  test.each<[string, Parameters<TestProvider['client']>[0]]>([
    ['an issuer', { issuer: null }],
    ['keys', undefined],
  ])('is not used without %s to verify it', async (_what, overrides) => {
    respondWith(provider.idToken());
    const { endpoints } = provider.settings();
    const client = provider.client(overrides ?? { endpoints: { ...endpoints, jwksUri: null } });
    const result = await client.exchangeCode(exchangeInput({ nonce: 'nonce-1' }));
    expect(result).toMatchObject({ accessToken: 'at-1', subject: null, claims: null });
  });

  test('is not believed while the keys cannot be read', async () => {
    provider.handlers['/jwks'] = (_request, response) => {
      response.writeHead(503, { 'retry-after': '7' }).end();
    };
    respondWith(provider.idToken());
    await expect(exchange()).rejects.toMatchObject({
      code: 'provider_unavailable',
      reason: 'jwks_unavailable',
      retryAfterSeconds: 7,
    });
  });

  test('C54 causes one read of the keys for many tokens, and no second one at once for an unknown kid', async () => {
    const client = provider.client();
    respondWith(provider.idToken());
    for (let count = 0; count < 3; count += 1) {
      await client.exchangeCode(exchangeInput({ nonce: 'nonce-1' }));
    }
    expect(provider.requestsTo('/jwks')).toHaveLength(1);
    respondWith(provider.idToken({}, otherKey));
    for (let count = 0; count < 3; count += 1) {
      const refused = client.exchangeCode(exchangeInput({ nonce: 'nonce-1' }));
      await expect(refused).rejects.toMatchObject(refusal);
    }
    expect(provider.requestsTo('/jwks')).toHaveLength(1);
  });
});

describe("the id_token of Microsoft's common endpoint", () => {
  const issuer = 'https://login.microsoftonline.com/{tenantid}/v2.0';
  const tid = '9188040d-6c67-4c5b-b112-36a304b66dad';
  const iss = `https://login.microsoftonline.com/${tid}/v2.0`;

  test("names its own tenant in place of the issuer's", async () => {
    respondWith(provider.idToken({ iss, tid }));
    expect((await exchange({ issuer })).subject).toBe('user-1');
    expect(provider.requests.map(({ path }) => path)).toEqual(['/token', '/jwks']);
  });

  test.each([
    { iss, tid: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a' },
    { iss, tid: undefined },
    { iss: 'https://evil.example/v2.0', tid },
    { iss: issuer, tid },
  ])('is refused if issuer and tenant do not match: %p', async (claims) => {
    respondWith(provider.idToken(claims));
    await expect(exchange({ issuer })).rejects.toMatchObject(refusal);
  });
});

describe('the id_token of a refresh', () => {
  const refresh = (subject: string | null = 'user-1') =>
    provider.client().refresh(refreshInput({ subject }));

  test('C56 of the same subject is accepted without a nonce', async () => {
    respondWith(provider.idToken({ nonce: undefined }), { refresh_token: 'rt-2' });
    expect(await refresh()).toMatchObject({ refreshToken: 'rt-2', subject: 'user-1' });
  });

  test('C56 of another subject is refused, and requires a new connection', async () => {
    respondWith(provider.idToken({ sub: 'user-2' }), { refresh_token: 'rt-2' });
    await expect(refresh()).rejects.toMatchObject({
      code: 'needs_reconnect',
      reason: 'subject_changed',
      app: 'demo',
    });
  });

  test('C56 of another issuer, another audience or another signer is refused', async () => {
    const forged = { ...otherKey, kid: provider.key.kid };
    for (const idToken of [
      provider.idToken({ iss: 'https://evil.example' }),
      provider.idToken({ aud: 'other' }),
      provider.idToken({}, forged),
      unsignedJwt(claimsOf()),
    ]) {
      respondWith(idToken);
      await expect(refresh()).rejects.toMatchObject(refusal);
    }
  });

  test.each<[string, Record<string, unknown>]>([
    ['another authorized party', { azp: 'other' }],
    ['the hash of another access token', { at_hash: leftHalf('at-2') }],
    ['another issuer, expired', { iss: 'https://evil.example', exp: nowSeconds() - 86_400 }],
    ['another audience, expired', { aud: 'other', exp: nowSeconds() - 86_400 }],
  ])('C56 is refused with %s', async (_what, claims) => {
    respondWith(provider.idToken(claims), { refresh_token: 'rt-2' });
    await expect(refresh()).rejects.toMatchObject(refusal);
  });

  test.each<[string, Record<string, unknown>]>([
    ['a time of issue in an hour', { iat: nowSeconds() + 3_600 }],
    ['a start in the future', { nbf: nowSeconds() + 3_600 }],
  ])('of a provider with a wrong clock, with %s, costs no rotated token', async (_what, claims) => {
    respondWith(provider.idToken(claims), { refresh_token: 'rt-2' });
    expect(await refresh()).toMatchObject({ refreshToken: 'rt-2' });
  });

  test('C56 that has expired is verified nevertheless', async () => {
    const stale = { exp: nowSeconds() - 86_400, iat: nowSeconds() - 90_000 };
    respondWith(provider.idToken(stale, { ...otherKey, kid: provider.key.kid }));
    await expect(refresh()).rejects.toMatchObject(refusal);
  });

  test('is not used if no subject is known', async () => {
    respondWith(provider.idToken({ sub: 'anybody' }));
    expect(await refresh(null)).toMatchObject({ accessToken: 'at-1', subject: null });
  });

  test('may be absent', async () => {
    respondWith(undefined, { refresh_token: 'rt-2' });
    expect(await refresh()).toMatchObject({ refreshToken: 'rt-2', subject: null });
  });

  test('costs no rotated token if the keys cannot be read', async () => {
    provider.handlers['/jwks'] = (_request, response) => void response.writeHead(500).end();
    respondWith(provider.idToken(), { refresh_token: 'rt-2' });
    expect(await refresh()).toMatchObject({ accessToken: 'at-1', refreshToken: 'rt-2' });
    provider.handlers['/jwks'] = (_request, response) => void response.destroy();
    expect(await refresh()).toMatchObject({ refreshToken: 'rt-2' });
    respondWith(provider.idToken({ sub: 'user-2' }), { refresh_token: 'rt-3' });
    await expect(refresh()).rejects.toMatchObject({ reason: 'subject_changed' });
  });

  test('costs no rotated token during a rotation of the signing keys', async () => {
    respondWith(provider.idToken({}, otherKey), { refresh_token: 'rt-2' });
    expect(await refresh()).toMatchObject({ refreshToken: 'rt-2' });
  });

  test('costs no rotated token if it is an old one', async () => {
    const at_hash = leftHalf('at-0');
    const stale = { exp: nowSeconds() - 86_400, iat: nowSeconds() - 90_000, at_hash };
    respondWith(provider.idToken(stale), { refresh_token: 'rt-2' });
    expect(await refresh()).toMatchObject({ refreshToken: 'rt-2' });
    respondWith(provider.idToken({ ...stale, sub: 'user-2' }), { refresh_token: 'rt-2' });
    await expect(refresh()).rejects.toMatchObject({ reason: 'subject_changed' });
  });
});
