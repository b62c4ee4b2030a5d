import { createHash } from 'node:crypto';

import type { IDToken } from 'openid-client';

import { ConnectedAppsError } from '../errors';
import { isSubject } from './account-claims';
import { CLOCK_TOLERANCE_SECONDS, MAX_ID_TOKEN_AGE_SECONDS } from './limits';
import { isJsonObject } from './provider-fault';

/** What an id_token came along with. */
export interface AnswerBindings {
  clientId: string;
  accessToken: string;
}

export interface ExchangeBindings extends AnswerBindings {
  code: string;
  state: string;
}

const invalid = (what: string): ConnectedAppsError =>
  new ConnectedAppsError(
    'provider_rejected',
    `The provider's id_token ${what}, so nothing was stored. Check the issuer and the client id. ` +
      '(id_token_invalid)',
    { reason: 'id_token_invalid' }
  );

const algorithmOf = (idToken: string): string => {
  const header: unknown = JSON.parse(Buffer.from(idToken.split('.')[0], 'base64url').toString());
  return isJsonObject(header) && typeof header.alg === 'string' ? header.alg : '';
};

/** The hash of the signature algorithm (Core §3.1.3.6); Ed25519 has SHA-512 within. */
const hashFor = (algorithm: string): string =>
  /^(?:RS|PS|ES)(?:256|384)$/.test(algorithm) ? `sha${algorithm.slice(2)}` : 'sha512';

/** The left half of the hash, as `at_hash`, `c_hash` and `s_hash` have it. */
const leftHalfHash = (value: string, algorithm: string): string => {
  const digest = createHash(hashFor(algorithm)).update(value, 'ascii').digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
};

/** A hash that is not there is not missed; one of something else says that the two do not belong together. */
const assertHashes = (
  idToken: string,
  claims: IDToken,
  expected: Partial<Record<'at_hash' | 'c_hash' | 's_hash', string>>
): void => {
  const algorithm = algorithmOf(idToken);
  for (const [name, value] of Object.entries(expected)) {
    const isWrong = claims[name] !== undefined && claims[name] !== leftHalfHash(value, algorithm);
    if (isWrong) throw invalid(`belongs to another answer (${name})`);
  }
};

const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

const assertClaims = ({ azp, sub }: IDToken, { clientId }: AnswerBindings): void => {
  if (azp !== undefined && azp !== clientId) throw invalid('was issued to another client (azp)');
  if (!isSubject(sub)) throw invalid('names no usable subject');
};

const assertRecent = ({ iat, nbf }: IDToken): void => {
  const now = nowSeconds();
  if (Math.max(iat, nbf ?? iat) > now + CLOCK_TOLERANCE_SECONDS) {
    throw invalid('was issued in the future');
  }
  if (iat < now - MAX_ID_TOKEN_AGE_SECONDS) throw invalid('was issued long ago');
};

/**
 * What openid-client leaves open in an id_token of a code exchange, whose signature, issuer,
 * audience, expiry and nonce it has verified: `iat`, `azp`, the form of `sub`, and the hashes that
 * bind it to its answer (OpenID Connect Core §3.1.3.7, §3.1.3.8). Times are held against the system
 * clock.
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
 * The same for an id_token of a refresh, but for its times: a clock that is off must not cost the
 * rotated token beside it. One of old, which some providers give again, is bound to the access
 * token of old.
 * @throws {ConnectedAppsError} `provider_rejected` (`id_token_invalid`)
 */
export const assertRefreshedIdToken = (
  idToken: string,
  claims: IDToken,
  bindings: AnswerBindings
): void => {
  assertClaims(claims, bindings);
  const isOfOld = claims.iat < nowSeconds() - CLOCK_TOLERANCE_SECONDS;
  if (!isOfOld) assertHashes(idToken, claims, { at_hash: bindings.accessToken });
};

/**
 * A refreshed id_token must name the account that is connected (OpenID Connect Core §12.2).
 * @throws {ConnectedAppsError} `needs_reconnect` (`subject_changed`)
 */
export const assertSameSubject = (actual: unknown, expected: string): void => {
  if (actual === expected) return;
  throw new ConnectedAppsError(
    'needs_reconnect',
    'The provider answered for another account than the one that is connected, so its tokens were ' +
      'not stored. Connect again. (subject_changed)',
    { reason: 'subject_changed' }
  );
};
