import {
  createHash,
  createPublicKey,
  generateKeyPair,
  webcrypto,
  type KeyObject,
} from 'node:crypto';

import type { ClientKeyAlgorithm } from '../protocol-settings';

/** The public members of a key (RFC 7518 §6.2.1, §6.3.1). */
export type PublicJwk = { kty: string; kid: string; alg: ClientKeyAlgorithm; use: 'sig' } & Record<
  string,
  string
>;

/** With the private members too. Holds a secret: never log it. */
export interface PrivateJwk extends Record<string, unknown> {
  kty: string;
  /** The thumbprint (RFC 7638), so that no two keys have the same. */
  kid: string;
  alg: ClientKeyAlgorithm;
}

/** A key as openid-client signs with it. */
export interface SigningKey {
  kid: string;
  key: webcrypto.CryptoKey;
}

/** In the order of RFC 7638 §3.2. */
const PUBLIC_MEMBERS: Record<ClientKeyAlgorithm, readonly string[]> = {
  ES256: ['crv', 'kty', 'x', 'y'],
  RS256: ['e', 'kty', 'n'],
};

const publicMembers = (jwk: Record<string, unknown>, alg: ClientKeyAlgorithm) =>
  Object.fromEntries(PUBLIC_MEMBERS[alg].map((name) => [name, String(jwk[name])]));

const thumbprint = (jwk: Record<string, unknown>, alg: ClientKeyAlgorithm): string =>
  createHash('sha256')
    .update(JSON.stringify(publicMembers(jwk, alg)))
    .digest('base64url');

const GENERATE: Record<
  ClientKeyAlgorithm,
  (done: (error: Error | null, publicKey: KeyObject, privateKey: KeyObject) => void) => void
> = {
  ES256: (done) => generateKeyPair('ec', { namedCurve: 'P-256' }, done),
  RS256: (done) => generateKeyPair('rsa', { modulusLength: 2_048 }, done),
};

export const generateClientKey = (alg: ClientKeyAlgorithm): Promise<PrivateJwk> =>
  new Promise((resolve, reject) => {
    GENERATE[alg]((error, _publicKey, privateKey) => {
      if (error) return reject(error);
      const jwk = privateKey.export({ format: 'jwk' });
      resolve({ ...jwk, kty: String(jwk.kty), kid: thumbprint({ ...jwk }, alg), alg });
    });
  });

export const publicJwkOf = (jwk: PrivateJwk): PublicJwk => {
  const { kty, kid, alg } = jwk;
  return { ...publicMembers(jwk, alg), kty, kid, alg, use: 'sig' };
};

/** SubjectPublicKeyInfo (RFC 7468 §13). */
export const publicPemOf = (jwk: PrivateJwk): string =>
  createPublicKey({ key: publicJwkOf(jwk), format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();

const IMPORT_PARAMS = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
} as const satisfies Record<ClientKeyAlgorithm, object>;

export const importSigningKey = async (jwk: PrivateJwk): Promise<SigningKey> => ({
  kid: jwk.kid,
  key: await webcrypto.subtle.importKey('jwk', { ...jwk }, IMPORT_PARAMS[jwk.alg], false, ['sign']),
});
