/**
 * Algorithms that sign with the provider's published keys. `none` proves nothing, and HS256 would
 * make the client secret the provider's key.
 */
export const SIGNING_ALGORITHMS: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
