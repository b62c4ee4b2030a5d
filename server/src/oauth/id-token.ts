import { createHash } from 'node:crypto';

import type { IDToken } from 'openid-client';

import { ConnectedAppsError } from '../errors/connected-apps-error';
import { isSubject } from './account-claims';
import { providerIsAhead, providerIsBehind } from './clock-difference';
import { algorithmOf } from './errors/id-token-faults';
import { CLOCK_TOLERANCE_SECONDS, MAX_ID_TOKEN_AGE_SECONDS } from './limits';

/** The values that an id_token may be bound to. */
export interface ResponseBindings {
  clientId: string;
  accessToken: string;
}

/** A device code grant has neither code nor state. */
export interface ExchangeBindings extends ResponseBindings {
  code?: string;
  state?: string;
}

const refusal = (message: string): ConnectedAppsError =>
  new ConnectedAppsError('provider_rejected', `${message} (id_token_invalid)`, {
    reason: 'id_token_invalid',
  });

const invalid = (what: string): ConnectedAppsError =>
  refusal(
    `The provider's id_token ${what}, so nothing was stored. Check the issuer and the client id.`
  );

/** The hash of the signature algorithm (Core §3.1.3.6). Ed25519 uses SHA-512 internally. */
const hashFor = (algorithm: string): string =>
  /^(?:RS|PS|ES)(?:256|384)$/.test(algorithm) ? `sha${algorithm.slice(2)}` : 'sha512';

/** The left half of the hash, as in `at_hash`, `c_hash` and `s_hash`. */
const leftHalfHash = (value: string, algorithm: string): string => {
  const digest = createHash(hashFor(algorithm)).update(value, 'ascii').digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
};

/** The hashes are optional. A wrong one means that the id_token belongs to another response. */
const assertHashes = (
  idToken: string,
  claims: IDToken,
  expected: Partial<Record<'at_hash' | 'c_hash' | 's_hash', string | undefined>>
): void => {
  const algorithm = algorithmOf(idToken) ?? '';
  for (const [name, value] of Object.entries(expected)) {
    if (value === undefined) continue;
    const isWrong = claims[name] !== undefined && claims[name] !== leftHalfHash(value, algorithm);
    if (isWrong) throw invalid(`belongs to another response (${name})`);
  }
};

const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

const assertClaims = ({ azp, sub }: IDToken, { clientId }: ResponseBindings): void => {
  if (azp !== undefined && azp !== clientId) throw invalid('was issued to another client (azp)');
  if (!isSubject(sub)) throw invalid('names no usable subject');
};

const assertRecent = ({ iat, nbf }: IDToken): void => {
  const ahead = Math.max(iat, nbf ?? iat) - nowSeconds();
  if (ahead > CLOCK_TOLERANCE_SECONDS) throw refusal(providerIsAhead(ahead));
  const age = nowSeconds() - iat;
  if (age > MAX_ID_TOKEN_AGE_SECONDS) throw refusal(providerIsBehind(age));
};

/**
 * Checks what openid-client does not check in the id_token of a code exchange: `iat`, `azp`, the
 * form of `sub`, and the hashes that bind the id_token to its response (OpenID Connect Core
 * §3.1.3.7, §3.1.3.8). openid-client has verified signature, issuer, audience, expiry and nonce.
 * Times are compared with the system clock.
 * @throws {ConnectedAppsError} `provider_rejected` (`id_token_invalid`)
 */
export const assertFreshIdToken = (
  idToken: string,
  claims: IDToken,
  bindings: ExchangeBindings
): void => {
  assertClaims(claims, bindings);
  assertRecent(claims);
  const { accessToken, code, state } = bindings;
  assertHashes(idToken, claims, { at_hash: accessToken, c_hash: code, s_hash: state });
};

/**
 * The same for the id_token of a refresh, except its times: a wrong clock must not cost the rotated
 * refresh token that comes with it. Some providers send an old id_token again. Its `at_hash`
 * belongs to an old access token, so it is not compared.
 * @throws {ConnectedAppsError} `provider_rejected` (`id_token_invalid`)
 */
export const assertRefreshedIdToken = (
  idToken: string,
  claims: IDToken,
  bindings: ResponseBindings
): void => {
  assertClaims(claims, bindings);
  const isOfOld = claims.iat < nowSeconds() - CLOCK_TOLERANCE_SECONDS;
  if (!isOfOld) assertHashes(idToken, claims, { at_hash: bindings.accessToken });
};

/**
 * A refreshed id_token must name the connected account (OpenID Connect Core §12.2).
 * @throws {ConnectedAppsError} `needs_reconnect` (`subject_changed`)
 */
export const assertSameSubject = (actual: unknown, expected: string): void => {
  if (actual === expected) return;
  throw new ConnectedAppsError(
    'needs_reconnect',
    'The provider returned tokens for a different account than the connected one, so they were ' +
      'not stored. Connect again. (subject_changed)',
    { reason: 'subject_changed' }
  );
};
