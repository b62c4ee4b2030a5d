import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';

type Members = Record<string, unknown>;

/** A JWT (RFC 7519) in its parts, without any check. */
export const readJwt = (jwt: string): { header: Members; claims: Members } => {
  const [header = '', claims = ''] = jwt.split('.');
  const read = (part: string): Members => JSON.parse(Buffer.from(part, 'base64url').toString());
  return { header: read(header), claims: read(claims) };
};

/** Whether a key made the signature of a JWT: ES256 for an elliptic curve, RS256 for RSA. */
export const isSignedBy = (jwt: string, jwk: JsonWebKey): boolean => {
  const [header, claims, signature = ''] = jwt.split('.');
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const input = Buffer.from(`${header}.${claims}`);
  const options = { key, dsaEncoding: 'ieee-p1363' } as const;
  return verify('sha256', input, options, Buffer.from(signature, 'base64url'));
};
