import { isJsonObject, type JsonObject } from './errors/provider-fault';
import { singleLine } from './errors/provider-text';
import type { AccountClaims } from './types';

/** The claims by which people recognize an account, as single lines. GitHub's names count too. */
export const accountClaims = (claims: JsonObject): AccountClaims => ({
  email: singleLine(claims.email),
  name: singleLine(claims.name),
  preferredUsername: singleLine(claims.preferred_username ?? claims.login),
});

/** At most 255 characters (OpenID Connect Core §2), all of which every database can store. */
const SUBJECT = /^[^\p{Cc}\p{Cs}]{1,255}$/u;

export const isSubject = (value: unknown): value is string =>
  typeof value === 'string' && SUBJECT.test(value);

/** `sub`, or else the `id` that a provider without OpenID Connect sends. */
export const subjectIn = ({ sub, id }: JsonObject): string | null => {
  if (isSubject(sub)) return sub;
  const text = typeof id === 'number' ? String(id) : id;
  return isSubject(text) ? text : null;
};

/** The payload of a JWT, not verified; null if the text is not a JWT. */
export const unverifiedClaims = (jwt: string): JsonObject | null => {
  try {
    const payload = Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8');
    const claims: unknown = JSON.parse(payload);
    return isJsonObject(claims) ? claims : null;
  } catch {
    return null;
  }
};
