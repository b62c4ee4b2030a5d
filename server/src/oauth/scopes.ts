import type { TokenAnswer } from './token-response';

/** Printable ASCII (RFC 6749 §3.3): what is none cannot be stored in every database. */
const SCOPE = /^[\x21-\x7e]+$/;

/**
 * The scopes of an answer as a list; `fallback` where it does not say (RFC 6749 §5.1, §6). Commas
 * separate, too, as some providers have it, unless a scope that was asked for holds one itself.
 */
export const grantedScopes = (
  { scope }: TokenAnswer,
  { requested, fallback }: { requested: readonly string[]; fallback: readonly string[] }
): string[] => {
  if (scope === undefined) return [...fallback];
  const separator = requested.some((name) => name.includes(',')) ? /\s+/ : /[\s,]+/;
  return [...new Set(scope.split(separator).filter((name) => SCOPE.test(name)))];
};

/** Google answers with the long name of what was asked for by the standard one. */
const OTHER_NAMES: Record<string, string> = {
  email: 'https://www.googleapis.com/auth/userinfo.email',
  profile: 'https://www.googleapis.com/auth/userinfo.profile',
};

/**
 * What was asked for and not granted. Providers leave `openid` and `offline_access` out of their
 * answer although they did grant them; the id_token and the refresh token tell.
 */
export const missingScopes = (
  requested: readonly string[],
  granted: readonly string[],
  { hasSubject, hasRefreshToken }: { hasSubject: boolean; hasRefreshToken: boolean }
): string[] => {
  const known = new Set(granted);
  if (hasSubject) known.add('openid');
  if (hasRefreshToken) known.add('offline_access');
  return requested.filter((scope) => !known.has(scope) && !known.has(OTHER_NAMES[scope] ?? scope));
};
