import { isPlainText } from '../plain-text';
import { isJsonObject, type JsonObject } from './provider-fault';
import { singleLine } from './provider-text';
import type { AccountClaims } from './types';

/** The claims that tell people which account it is, as single lines; also in GitHub's names. */
export const accountClaims = (claims: JsonObject): AccountClaims => ({
  email: singleLine(claims.email),
  name: singleLine(claims.name),
  preferredUsername: singleLine(claims.preferred_username ?? claims.login),
});

const isSubject = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && isPlainText(value);

/** `sub`, else the `id` of a provider without OpenID Connect. */
export const subjectIn = ({ sub, id }: JsonObject): string | null => {
  if (isSubject(sub)) return sub;
  if (isSubject(id)) return id;
  return typeof id === 'number' ? String(id) : null;
};

/** The payload of a JWT, not verified; null when it is none. */
export const unverifiedClaims = (jwt: string): JsonObject | null => {
  try {
    const payload = Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8');
    const claims: unknown = JSON.parse(payload);
    return isJsonObject(claims) ? claims : null;
  } catch {
    return null;
  }
};
