import { createPrivateKey, randomUUID, sign } from 'node:crypto';

import { ConnectedAppsError } from '../errors/connected-apps-error';
import type { AssertionKey } from '../protocol-settings';
import { algorithmOf } from './assertion-key';
import type { ClientSettings } from './types';

/** Salesforce accepts three minutes at most, Google an hour. It is sent at once. */
const LIFETIME_SECONDS = 120;

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** JWS compact serialization (RFC 7515 §3.1). EC signatures are R and S (RFC 7518 §3.4). */
const signed = (claims: object, { pem, kid }: AssertionKey): string => {
  const key = createPrivateKey(pem);
  const alg = algorithmOf(key);
  const header = { alg, typ: 'JWT', ...(kid !== null && { kid }) };
  const input = `${encoded(header)}.${encoded(claims)}`;
  const digest = alg === 'EdDSA' ? null : 'sha256';
  const signature = sign(digest, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
};

/**
 * A new assertion for one request (RFC 7523 §3). The client id is its issuer, as at Salesforce; at
 * Google, that is the address of the service account. Google reads the scopes from the claim
 * `scope`, and takes a subject only for the delegation to a user ("Using OAuth 2.0 for Server to
 * Server Applications").
 * @throws {ConnectedAppsError} `provider_rejected` (`incomplete`) if the app has no key
 */
export const newAssertion = (
  { appKey, clientId, endpoints, protocol, assertionKey }: ClientSettings,
  scopes: readonly string[],
  nowMs: number
): string => {
  if (!assertionKey) {
    throw new ConnectedAppsError(
      'provider_rejected',
      "The app has no private key. Paste the service account's JSON file, or a private key, in its settings.",
      { app: appKey, reason: 'incomplete' }
    );
  }
  const issuedAt = Math.floor(nowMs / 1_000);
  const claims = {
    iss: clientId,
    ...(protocol.assertionSubject && { sub: protocol.assertionSubject }),
    aud: protocol.assertionAudience || endpoints.tokenEndpoint,
    iat: issuedAt,
    exp: issuedAt + LIFETIME_SECONDS,
    jti: randomUUID(),
    ...(scopes.length > 0 && { scope: scopes.join(protocol.scopeSeparator) }),
  };
  return signed(claims, assertionKey);
};
