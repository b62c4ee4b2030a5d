import {
  claiming,
  responding,
  type Deviation,
} from '../../support/providers/authorization-server/deviations';
import { SUBJECT } from '../../support/providers/authorization-server/id-tokens';
import { LIFETIME_SECONDS } from '../../support/providers/authorization-server/server';
import type { HostileApp } from '../../support/providers/hostile-app';
import { openHostileHouse } from '../../support/providers/hostile-house';
import { VALID_ID_TOKENS, WRONG_ID_TOKENS } from '../../support/providers/id-tokens/cases';
import type { Case, EndAtRefresh } from '../../support/providers/id-tokens/making';
import { nowSeconds, rsaKey, signJwt, unsignedJwt } from '../../support/providers/http-provider';

const hostile = openHostileHouse();

/** Past the token's expiry, and past the time for which signing keys are held. */
const SECONDS_UNTIL_EXPIRED = LIFETIME_SECONDS + 60;
/** Longer than a provider is left alone after a fault. */
const SECONDS_UNTIL_NEXT_TRY = SECONDS_UNTIL_EXPIRED + 1_000;

const realNow = Date.now.bind(Date);

const travel = (seconds: number) =>
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + seconds * 1_000);

/** A connection whose access token has expired, at a provider that has changed since. */
const expiredConnection = async (
  deviation: Deviation,
  { rotates }: { rotates: boolean }
): Promise<{ app: HostileApp; before: Awaited<ReturnType<HostileApp['stored']>> }> => {
  const { metadata } = deviation;
  const app = await hostile.app({ metadata }, { rotates });
  expect(await app.connect()).toBe('connected');
  app.provider.deviate(deviation);
  travel(SECONDS_UNTIL_EXPIRED);
  return { app, before: await app.stored() };
};

const tokenRequests = (app: HostileApp) => app.provider.requestsTo('/token').length;

const casesThatAre = (end: EndAtRefresh) =>
  WRONG_ID_TOKENS.filter(([, , atRefresh = 'refused']) => atRefresh === end);

/** The answer is not stored, and the connection lives on when the provider has come to its senses. */
const expectRefused = async (deviation: Deviation, end: string) => {
  const { app, before } = await expiredConnection(deviation, { rotates: false });
  expect(await app.token()).toBe(end);
  expect(await app.stored()).toEqual(before);
  const requests = tokenRequests(app);
  expect(await app.token()).toMatch(/^provider_(?:rejected|unavailable)/);
  expect(tokenRequests(app)).toBe(requests);

  app.provider.deviate({});
  travel(SECONDS_UNTIL_NEXT_TRY);
  expect(await app.token()).toBe('token');
  expect((await app.stored())?.accessToken).not.toBe(before?.accessToken);
  expect(await app.fault()).toBeNull();
  expect(app.leaks).toEqual([]);
};

/** The tokens are stored, the rotated one as well: the next refresh finds its grant alive. */
const expectKept = async (deviation: Deviation) => {
  const { app, before } = await expiredConnection(deviation, { rotates: true });
  expect(await app.token()).toBe('token');
  const after = await app.stored();
  expect(after).toMatchObject({ status: 'active', subject: SUBJECT });
  expect(after?.accessToken).not.toBe(before?.accessToken);
  expect(app.provider.grants.isAlive(after?.accessToken ?? '')).toBe(true);
  travel(2 * SECONDS_UNTIL_EXPIRED);
  expect(await app.token()).toBe('token');
  expect(app.leaks).toEqual([]);
};

/** Nothing of the answer is stored, nothing more is asked, and a new sign-in repairs it. */
const expectEnded = async (deviation: Deviation, reason: string) => {
  const { app, before } = await expiredConnection(deviation, { rotates: true });
  expect(await app.token()).toBe(`needs_reconnect (${reason})`);
  expect(await app.stored()).toEqual({
    ...before,
    status: 'needs_reconnect',
    statusReason: reason,
  });
  const requests = tokenRequests(app);
  expect(await app.token()).toBe(`needs_reconnect (${reason})`);
  expect(tokenRequests(app)).toBe(requests);

  app.provider.deviate({});
  expect(await app.connect()).toBe('connected');
  expect(await app.token()).toBe('token');
  expect(app.leaks).toEqual([]);
};

const anotherSubject = claiming({ sub: 'user-2' });
const expired = () => ({ iat: nowSeconds() - 7_200, exp: nowSeconds() - 3_600 });

describe('a refused id_token at a refresh', () => {
  it.each(casesThatAre('refused'))(
    'costs no connection, and its response is not stored, with %s',
    async (_what, deviation) => {
      await expectRefused(deviation, 'provider_rejected (id_token_invalid)');
    }
  );

  // What is forged may not end a connection either.
  it.each<Case>([
    [
      'another subject and the signature of a stranger',
      {
        idToken: (claims, { provider: { key } }) =>
          signJwt({ ...claims, sub: 'user-2' }, rsaKey(key.kid)),
      },
    ],
    [
      'another subject and no signature',
      { idToken: (claims) => unsignedJwt({ ...claims, sub: 'user-2' }) },
    ],
    [
      'another issuer, expired',
      { claims: (claims) => ({ ...claims, ...expired(), iss: 'https://evil.example' }) },
    ],
    ['another audience, expired', { claims: (claims) => ({ ...claims, ...expired(), aud: 'x' }) }],
    [
      'the signature of a stranger, expired',
      {
        idToken: (claims, { provider: { key } }) =>
          signJwt({ ...claims, ...expired() }, rsaKey(key.kid)),
      },
    ],
  ])('never ends a connection with %s', async (_what, deviation) => {
    await expectRefused(deviation, 'provider_rejected (id_token_invalid)');
  });
});

describe('an id_token of another subject at a refresh', () => {
  // OpenID Connect Core §12.2: the same subject.
  it.each<Case>([
    ['another subject', anotherSubject],
    ['another subject in another case', { claims: (c) => ({ ...c, sub: SUBJECT.toUpperCase() }) }],
    ['another subject, expired', { claims: (c) => ({ ...c, ...expired(), sub: 'user-2' }) }],
    ['another subject, while the keys cannot be read', { ...anotherSubject, keys: () => null }],
    [
      'another subject and a key that is not published yet',
      { idToken: (claims) => signJwt({ ...claims, sub: 'user-2' }, rsaKey('rsa-2')) },
    ],
    ...casesThatAre('ended'),
  ])('ends the connection with %s', async (_what, deviation) => {
    await expectEnded(deviation, 'subject_changed');
  });
});

describe('an unverifiable id_token at a refresh', () => {
  it.each<Case>([
    ...casesThatAre('kept'),
    ['keys that cannot be read', { keys: () => null }],
    ['no keys at all', { keys: () => [] }],
    [
      'the hash of the former access token, as it was issued with that one',
      { claims: (claims) => ({ ...claims, ...expired(), at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }) },
    ],
  ])('is not used, but its tokens are kept, with %s', async (_what, deviation) => {
    await expectKept(deviation);
  });
});

describe('a valid response to a refresh', () => {
  it.each<Case>([
    ['an id_token of the same subject', {}],
    ['no id_token (Core §12.2)', { idToken: () => undefined }],
    ['null for an id_token', { idToken: () => null }],
    // Core §12.2: it should not be there, and there is nothing left to hold it against.
    ['a nonce in its id_token', { claims: (claims) => ({ ...claims, nonce: 'nonce-1' }) }],
    ['no scope', responding({ scope: undefined })],
    ['no expires_in', responding({ expires_in: undefined })],
    ['the type BEARER', responding({ token_type: 'BEARER' })],
    ...VALID_ID_TOKENS.filter(([what]) => what !== 'the right hashes'),
  ])('is accepted with %s', async (_what, deviation) => {
    await expectKept(deviation);
  });
});

describe('an invalid response to a refresh', () => {
  it.each<[string, Deviation, string]>([
    [
      'the type DPoP',
      responding({ token_type: 'DPoP' }),
      'provider_rejected (unsupported_token_type)',
    ],
    [
      'no access token',
      responding({ access_token: undefined }),
      'provider_rejected (invalid_response)',
    ],
    [
      'the error use_dpop_nonce',
      { tokenError: () => ({ status: 400, body: { error: 'use_dpop_nonce' } }) },
      'provider_rejected (use_dpop_nonce)',
    ],
    [
      'the error invalid_client',
      { tokenError: () => ({ status: 401, body: { error: 'invalid_client' } }) },
      'provider_rejected (invalid_client)',
    ],
    [
      'the error invalid_grant and a status that says "not now"',
      { tokenError: () => ({ status: 503, body: { error: 'invalid_grant' } }) },
      'provider_unavailable (http_503)',
    ],
    [
      'the error temporarily_unavailable',
      { tokenError: () => ({ status: 400, body: { error: 'temporarily_unavailable' } }) },
      'provider_unavailable (temporarily_unavailable)',
    ],
  ])('costs no connection, and is not stored, with %s', async (_what, deviation, end) => {
    await expectRefused(deviation, end);
  });
});

describe('a refused refresh', () => {
  it('ends the connection with the error invalid_grant', async () => {
    const body = { error: 'invalid_grant' };
    await expectEnded({ tokenError: () => ({ status: 400, body }) }, 'invalid_grant');
  });
});
