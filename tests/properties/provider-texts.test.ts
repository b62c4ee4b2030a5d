import fc from 'fast-check';

import { accountClaims, subjectIn, unverifiedClaims } from '../../server/src/oauth/account-claims';
import { translateError } from '../../server/src/oauth/errors/translate-error';
import { assertFreshIdToken, assertSameSubject } from '../../server/src/oauth/id-token';
import { faultOf } from '../../server/src/oauth/errors/provider-fault';
import {
  safeErrorCode,
  safeProviderText,
  singleLine,
} from '../../server/src/oauth/errors/provider-text';
import { retryAfterSeconds } from '../../server/src/oauth/retry-after';
import { anyJson, anyText, headerText, nearly, printable } from '../support/properties/arbitraries';
import { nowSeconds } from '../support/providers/http-provider';
import { asOwnError, ensure, holdsFor, isStorable } from '../support/properties/properties';

const PHASES = ['exchange', 'refresh', 'client_credentials', 'revocation', 'userinfo'] as const;

const waits = fc.oneof(
  headerText,
  fc.integer().map(String),
  fc.double().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  fc.constantFrom('', '0', '00000120', '9'.repeat(400), '1e3', '0x10', '-0', 'Infinity', ' 12 ')
);

const challenges = fc.oneof(
  headerText,
  fc
    .array(
      fc.oneof(
        headerText,
        fc.constantFrom(
          'Bearer',
          'DPoP',
          'Basic',
          ' ',
          ',',
          '=',
          '"',
          '\\',
          'error',
          'invalid_token'
        )
      ),
      { maxLength: 12 }
    )
    .map((parts) => parts.join('')),
  fc.constantFrom(
    'a="'.repeat(2_000),
    'Bearer '.repeat(2_000),
    ','.repeat(5_000),
    ' '.repeat(8_000)
  )
);

const refusals = fc.record({
  status: fc.constantFrom(400, 401, 403, 404, 429, 500, 503),
  retryAfter: waits,
  date: waits,
  challenge: challenges,
  phase: fc.constantFrom(...PHASES),
});

const hasControl = (text: string): boolean => /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);

const isLine = (text: string | null): boolean =>
  text === null || (text.length > 0 && text.length <= 300 && !hasControl(text));

const claims = nearly({
  sub: fc.oneof(printable(20), anyText),
  iat: fc.oneof(fc.constant(nowSeconds()), fc.integer()),
  azp: fc.constantFrom('client-1', 'other'),
  at_hash: anyText,
  c_hash: anyText,
  s_hash: anyText,
});

const encode = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '').toString('base64url');

const jwts = fc.oneof(
  fc
    .tuple(nearly({ alg: fc.constantFrom('RS256', 'ES256', 'none') }), claims)
    .map(([header, payload]) => `${encode(header)}.${encode(payload)}.c2ln`),
  fc
    .array(fc.oneof(anyText, anyJson.map(encode)), { maxLength: 5 })
    .map((parts) => parts.join('.')),
  anyText
);

describe('what a provider says becomes fit to be stored and shown', () => {
  holdsFor(
    'the headers of a refusal',
    refusals,
    ({ status, retryAfter, date, challenge, phase }) => {
      const headers = new Headers({
        'retry-after': retryAfter,
        date,
        'www-authenticate': challenge,
      });
      const seconds = retryAfterSeconds(headers);
      const isWait =
        seconds === undefined || (Number.isInteger(seconds) && seconds > 0 && seconds <= 3_600);
      ensure(isWait, `to wait for ${seconds} s`);
      const fault = faultOf(new Response('', { status, headers }), null);
      asOwnError(translateError(fault, { phase, app: 'demo' }));
    }
  );

  holdsFor('the text of a JWT', jwts, (jwt) => {
    const found = unverifiedClaims(jwt);
    ensure(found === null || typeof found === 'object', 'claims that are none');
    const { sub, iat } = found ?? {};
    try {
      assertSameSubject(sub, 'user-1');
      ensure(sub === 'user-1', 'another subject');
    } catch (error) {
      asOwnError(error);
    }
    // As openid-client hands them on: it has made sure of these two.
    if (!found || typeof sub !== 'string' || typeof iat !== 'number') return;
    const verified = { iss: '', aud: '', exp: 0, ...found, sub, iat };
    const bindings = { clientId: 'client-1', accessToken: 'a', code: 'b', state: 'c' };
    try {
      assertFreshIdToken(jwt, verified, bindings);
      ensure(isStorable(sub), 'a subject that cannot be stored');
    } catch (error) {
      asOwnError(error);
    }
  });

  const accounts = nearly({
    sub: fc.oneof(printable(20), anyText),
    id: fc.oneof(fc.integer(), printable(20), anyText),
    email: anyText,
    name: anyText,
    preferred_username: anyText,
    login: anyText,
  });
  holdsFor('what an account says of itself', accounts, (account) => {
    const subject = subjectIn(account);
    ensure(subject === null || (subject !== '' && isStorable(subject)), 'an odd subject');
    ensure(Object.values(accountClaims(account)).every(isLine), 'an odd claim');
  });

  const secret = fc.oneof(printable(40), fc.base64String({ minLength: 4, maxLength: 60 }));
  const sayings = fc.record({
    secret: secret.filter((value) => value.length >= 4),
    before: anyText,
    after: anyText,
    isEncoded: fc.boolean(),
  });
  holdsFor('the text of a provider', sayings, ({ secret: hidden, before, after, isEncoded }) => {
    const text = before + (isEncoded ? encodeURIComponent(hidden) : hidden) + after;
    const shown = safeProviderText(text, [hidden]);
    ensure(isLine(shown) && isLine(singleLine(text)), 'more than a line');
    const isPlaceholder = '[redacted]'.includes(hidden);
    const isElsewhere = (before + after).includes(hidden);
    ensure(isPlaceholder || isElsewhere || !shown?.includes(hidden), `shows the secret: ${shown}`);
    ensure(/^[\w./:-]{1,64}$/.test(safeErrorCode(text, [hidden])), 'an odd code');
    ensure(safeErrorCode(hidden, [hidden]) === 'unknown_error', 'a secret as a code');
  });
});
