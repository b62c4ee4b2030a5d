import { verify } from 'node:crypto';

import { sendJson, type Handler } from '../network/http-server';
import type { SigningKey } from './http-provider';

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** What the provider has on record about who signs. */
export interface Registration {
  key: SigningKey;
  issuer: string;
  audience: string;
  /** Whether the key must be named, as at Google. Default: yes. */
  namesKey?: boolean;
  /** Whom it may act for. Default: nobody but itself. */
  subjects?: string[];
}

type Claims = Record<string, unknown>;

const decoded = (part = ''): Claims => JSON.parse(Buffer.from(part, 'base64url').toString());

const isSigned = (assertion: string, { alg, publicKey }: SigningKey): boolean => {
  const [header, claims, signature = ''] = assertion.split('.');
  const digest = alg === 'EdDSA' ? null : 'sha256';
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  const input = Buffer.from(`${header}.${claims}`);
  return verify(digest, input, key, Buffer.from(signature, 'base64url'));
};

/**
 * A token endpoint for assertions, from RFC 7523 §3 and RFC 7521 §4.1: it refuses another
 * signature, issuer or audience, an assertion that lives for more than three minutes or comes
 * twice, and a subject that nobody delegated. `accepted` holds the claims of the others.
 */
export const assertionEndpoint = (registration: Registration, now: () => number = Date.now) => {
  const { key, issuer, audience, namesKey = true, subjects = [] } = registration;
  const used = new Set<unknown>();
  const accepted: Claims[] = [];

  const faultOf = (assertion: string): string | null => {
    const [head, body] = assertion.split('.');
    const header = decoded(head);
    const claims = decoded(body);
    const nowSeconds = now() / 1_000;
    const { exp, iat, jti, sub } = claims;
    if (header.alg !== key.alg || !isSigned(assertion, key)) return 'Invalid JWT Signature.';
    if (namesKey && header.kid !== key.kid) return 'unknown key';
    if (claims.iss !== issuer) return 'unknown issuer';
    if (claims.aud !== audience) return 'wrong audience';
    if (typeof exp !== 'number' || exp <= nowSeconds || exp > nowSeconds + 180) return 'bad exp';
    if (typeof iat !== 'number' || iat > nowSeconds + 1) return 'bad iat';
    if (typeof jti !== 'string' || used.has(jti)) return 'replayed';
    if (sub !== undefined && !subjects.includes(String(sub))) return 'not delegated';
    used.add(jti);
    accepted.push(claims);
    return null;
  };

  const handler: Handler = ({ form }, response) => {
    const refuse = (error: string, description: string) =>
      sendJson(response, { error, error_description: description }, { status: 400 });
    if (form.get('grant_type') !== JWT_BEARER) return refuse('unsupported_grant_type', 'other');
    if (form.has('refresh_token')) return refuse('invalid_request', 'refresh_token');
    const fault = faultOf(form.get('assertion') ?? '');
    if (fault !== null) return refuse('invalid_grant', fault);
    const body = {
      access_token: `token-${accepted.length}`,
      token_type: 'Bearer',
      expires_in: 3_599,
    };
    return sendJson(response, body);
  };

  return { handler, accepted };
};
