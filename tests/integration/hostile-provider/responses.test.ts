import { encrypted } from '../../support/providers/forged-jwts';
import { CLIENT } from '../../support/providers/authorization-server/clients';
import {
  responding,
  type Deviation,
  type Json,
} from '../../support/providers/authorization-server/deviations';
import { EMAIL } from '../../support/providers/authorization-server/endpoints';
import { SUBJECT } from '../../support/providers/authorization-server/id-tokens';
import {
  LIFETIME_SECONDS,
  type TestAuthorizationServer,
} from '../../support/providers/authorization-server/server';
import {
  connectAndReplay,
  expectConnected,
  expectNothingStored,
  openHostileHouse,
} from '../../support/providers/hostile-house';
import { hmacJwt, rsaKey, signJwt, unsignedJwt } from '../../support/providers/http-provider';

const hostile = openHostileHouse();

describe('an invalid response from the token endpoint', () => {
  it.each<[string, Deviation, string]>([
    // RFC 6749 §7.1: a type that was not asked for must not be used; RFC 9449 §5.
    ['the type DPoP', responding({ token_type: 'DPoP' }), 'unsupported_token_type'],
    ['the type dpop', responding({ token_type: 'dpop' }), 'unsupported_token_type'],
    ['the type mac', responding({ token_type: 'mac' }), 'unsupported_token_type'],
    ['a list as its type', responding({ token_type: ['Bearer'] }), 'unsupported_token_type'],
    ['no access token', responding({ access_token: undefined }), 'invalid_response'],
    ['an empty access token', responding({ access_token: '' }), 'invalid_response'],
    [
      'an access token that breaks a header',
      responding({ access_token: 'at\r\nx-admin: 1' }),
      'invalid_response',
    ],
    ['an object as its refresh token', responding({ refresh_token: {} }), 'invalid_response'],
  ])('is refused with %s, and nothing is stored', async (_what, deviation, reason) => {
    const app = await hostile.app(deviation);
    expect(await connectAndReplay(app)).toBe(`provider_rejected (${reason})`);
    await expectNothingStored(app);
  });

  it.each<[string, string, number]>([
    ['use_dpop_nonce', 'provider_rejected (use_dpop_nonce)', 400],
    ['invalid_dpop_proof', 'provider_rejected (invalid_dpop_proof)', 400],
    ['invalid_grant', 'flow_expired (invalid_grant)', 400],
    ['invalid_client', 'provider_rejected (invalid_client)', 401],
    ['temporarily_unavailable', 'provider_unavailable (http_503)', 503],
  ])('is refused with the error %s', async (error, end, status) => {
    const app = await hostile.app({
      tokenError: () => ({ status, body: { error }, headers: { 'dpop-nonce': 'nonce-1' } }),
    });
    expect(await connectAndReplay(app)).toBe(end);
    await expectNothingStored(app);
  });

  it('is refused without repeating the secrets in its error', async () => {
    const app = await hostile.app({
      tokenError: (form) => ({
        status: 400,
        body: {
          error: form.get('code') ?? '',
          error_description: `code ${form.get('code')}, verifier ${form.get('code_verifier')}, ${CLIENT.clientSecret}`,
        },
      }),
    });
    expect(await connectAndReplay(app)).toBe('provider_rejected (unknown_error)');
    await expectNothingStored(app);
  });
});

describe('a valid response from the token endpoint', () => {
  it.each<[string, Deviation, Json]>([
    ['without scope', responding({ scope: undefined }), {}],
    ['with fewer scopes', responding({ scope: 'openid' }), { scopesGranted: ['openid'] }],
    ['without expires_in', responding({ expires_in: undefined }), { expiresAt: null }],
    ['with expires_in as text', responding({ expires_in: String(LIFETIME_SECONDS) }), {}],
    ['without a refresh token', responding({ refresh_token: undefined }), { refreshToken: null }],
    ['with the type bearer', responding({ token_type: 'bearer' }), {}],
    ['with the type BEARER', responding({ token_type: 'BEARER' }), {}],
    ['with members that nobody knows', responding({ team: { id: 7 } }), {}],
  ])('is accepted %s', async (_what, deviation, expected) => {
    const app = await hostile.app(deviation);
    expect(await connectAndReplay(app)).toBe('connected');
    const scopesGranted = ['openid', 'email', 'mail.read'];
    expect(await expectConnected(app)).toMatchObject({ scopesGranted, ...expected });
  });

  it.each(['client_secret_basic', 'client_secret_post'] as const)(
    'is accepted by a client that authenticates by %s',
    async (clientAuthMethod) => {
      const app = await hostile.app({}, { input: { clientAuthMethod } });
      expect(await connectAndReplay(app)).toBe('connected');
      await expectConnected(app);
    }
  );
});

const userInfo = (make: (claims: Json, provider: TestAuthorizationServer) => Json): Deviation => ({
  userInfo: make,
});

/** `application/jwt` (OpenID Connect Core §5.3.2). */
const signedUserInfo = (
  make: (claims: Json, provider: TestAuthorizationServer) => string
): Deviation => ({
  userInfo: (claims, provider) => ({
    contentType: 'application/jwt',
    body: make({ ...claims, iss: provider.issuer, aud: CLIENT.clientId }, provider),
  }),
});

describe('userinfo', () => {
  // Core §5.3.2: sub must match, or the answer must not be used.
  it.each<[string, Deviation]>([
    ['of another account', userInfo((claims) => ({ ...claims, sub: 'user-2' }))],
    [
      'of another account in another case',
      userInfo((claims) => ({ ...claims, sub: SUBJECT.toUpperCase() })),
    ],
    [
      'of another account, signed',
      signedUserInfo((claims, { key }) => signJwt({ ...claims, sub: 'user-2' }, key)),
    ],
  ])('%s is refused, and nothing is stored', async (_what, deviation) => {
    const app = await hostile.app(deviation);
    expect(await connectAndReplay(app)).toBe('provider_rejected (subject_mismatch)');
    await expectNothingStored(app);
  });

  it('is used if the provider signed it', async () => {
    const app = await hostile.app(signedUserInfo((claims, { key }) => signJwt(claims, key)));
    expect(await connectAndReplay(app)).toBe('connected');
    expect(await expectConnected(app)).toMatchObject({ subject: SUBJECT, accountLabel: EMAIL });
  });

  it.each<[string, Deviation]>([
    ['without a subject', userInfo(({ email }) => ({ email }))],
    ['with an id instead of a subject', userInfo(({ email }) => ({ email, id: 'user-2' }))],
    ['with a list as its subject', userInfo((claims) => ({ ...claims, sub: [SUBJECT] }))],
    [
      'signed by a stranger',
      signedUserInfo((claims, { key }) => signJwt(claims, { ...rsaKey(), kid: key.kid })),
    ],
    ['unsigned (none)', signedUserInfo((claims) => unsignedJwt(claims))],
    [
      'signed by the client secret',
      signedUserInfo((claims) => hmacJwt(claims, CLIENT.clientSecret)),
    ],
    [
      'signed with something that is no base64url',
      signedUserInfo((claims, { key }) => `${signJwt(claims, key)}!`),
    ],
    [
      'signed, of another issuer',
      signedUserInfo((claims, { key }) => signJwt({ ...claims, iss: 'https://evil.example' }, key)),
    ],
    [
      'signed, for another client',
      signedUserInfo((claims, { key }) => signJwt({ ...claims, aud: 'other' }, key)),
    ],
    [
      'encrypted',
      signedUserInfo((claims, { key }) => encrypted(signJwt(claims, key), CLIENT.clientSecret)),
    ],
  ])('%s names nobody, and the id_token says whose connection it is', async (_what, deviation) => {
    const app = await hostile.app(deviation);
    expect(await connectAndReplay(app)).toBe('connected');
    expect(await expectConnected(app)).toMatchObject({ subject: SUBJECT, accountLabel: null });
  });
});
