import { createCipheriv, createHash, randomBytes } from 'node:crypto';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The same JWT with another payload, but the signature of the original one. */
export const withPayload = (jwt: string, payload: unknown): string => {
  const [header, , signature] = jwt.split('.');
  return [header, encode(payload), signature].join('.');
};

export const withSignature = (jwt: string, signature: string): string =>
  [...jwt.split('.').slice(0, 2), signature].join('.');

/**
 * A JWE (RFC 7516 §7.1) with a key that the client could derive: `dir` with A256GCM and the
 * client secret's hash (OpenID Connect Core §10.2).
 */
export const encrypted = (jwt: string, clientSecret: string): string => {
  const header = encode({ alg: 'dir', enc: 'A256GCM', cty: 'JWT' });
  const key = createHash('sha256').update(clientSecret).digest();
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(header));
  const text = Buffer.concat([cipher.update(jwt), cipher.final()]);
  const parts = [iv, text, cipher.getAuthTag()].map((part) => part.toString('base64url'));
  return [header, '', ...parts].join('.');
};
