import { createHash } from 'node:crypto';

import type { IDToken } from 'openid-client';

import { ConnectedAppsError } from '../errors';
import { isPlainText } from '../plain-text';
import { CLOCK_TOLERANCE_SECONDS, MAX_ID_TOKEN_AGE_SECONDS } from './limits';
import { isJsonObject } from './provider-fault';

export interface IdTokenBindings {
  clientId: string;
  accessToken: string;
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

const assertHashes = (idToken: string, claims: IDToken, bindings: IdTokenBindings): void => {
  const algorithm = algorithmOf(idToken);
  const expected = { at_hash: bindings.accessToken, c_hash: bindings.code, s_hash: bindings.state };
  for (const [name, value] of Object.entries(expected)) {
    const isWrong = claims[name] !== undefined && claims[name] !== leftHalfHash(value, algorithm);
    if (isWrong) throw invalid(`belongs to another answer (${name})`);
  }
};

const assertFresh = ({ iat }: IDToken, nowSeconds: number): void => {
  if (iat > nowSeconds + CLOCK_TOLERANCE_SECONDS) throw invalid('was issued in the future');
  if (iat < nowSeconds - MAX_ID_TOKEN_AGE_SECONDS) throw invalid('was issued long ago');
};

/**
 * What openid-client leaves open in an id_token of a code exchange, whose signature, issuer,
 * audience, expiry and nonce it has verified: `iat`, `azp`, a subject that can be kept, and the hashes that bind it to its
 * answer (OpenID Connect Core §3.1.3.7, §3.1.3.8). Times are held against the system clock.
 * @throws {ConnectedAppsError} `provider_rejected` (`id_token_invalid`)
 */
export const assertFreshIdToken = (
  idToken: string,
  claims: IDToken,
  bindings: IdTokenBindings
): void => {
  assertFresh(claims, Math.floor(Date.now() / 1_000));
  if (!isPlainText(claims.sub)) throw invalid('names no usable subject (sub)');
  if (claims.azp !== undefined && claims.azp !== bindings.clientId) {
    throw invalid('was issued to another client (azp)');
  }
  assertHashes(idToken, claims, bindings);
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
