import type { TokenResponse } from './token-response';

/** Printable ASCII (RFC 6749 §3.3). Not every database can store other text. */
const SCOPE = /^[\x21-\x7e]{1,500}$/;

/** An app requests 200 at most. */
const MAX_SCOPES = 500;

/** Keeps requested scopes before others, so that no requested scope appears to be missing. */
const bounded = (granted: readonly string[], requested: readonly string[]): string[] => {
  if (granted.length <= MAX_SCOPES) return [...granted];
  const asked = new Set(requested);
  const others = granted.filter((name) => !asked.has(name));
  return [...granted.filter((name) => asked.has(name)), ...others].slice(0, MAX_SCOPES);
};

/**
 * The scopes in a response as a list; `fallback` if the response names none (RFC 6749 §5.1, §6).
 * Some providers separate scopes by commas. So commas separate too, unless a requested scope
 * contains one, and so does the separator of the app's own requests. Keeps at most 500 scopes, and
 * none of more than 500 characters.
 */
export const grantedScopes = (
  { scope }: Pick<TokenResponse, 'scope'>,
  {
    requested,
    fallback,
    separator = ' ',
  }: { requested: readonly string[]; fallback: readonly string[]; separator?: string }
): string[] => {
  if (scope === undefined) return [...fallback];
  const between = requested.some((name) => name.includes(',')) ? /\s+/ : /[\s,]+/;
  const granted = new Set(
    scope
      .replaceAll(separator, ' ')
      .split(between)
      .filter((name) => SCOPE.test(name))
  );
  return bounded([...granted], requested);
};

/** Google's responses use the long name of a scope that was requested by its standard name. */
const OTHER_NAMES: Record<string, string> = {
  email: 'https://www.googleapis.com/auth/userinfo.email',
  profile: 'https://www.googleapis.com/auth/userinfo.profile',
};

const oneName = (scope: string): string => OTHER_NAMES[scope] ?? scope;

/**
 * The scopes that were requested but not granted. Some providers grant `openid` and
 * `offline_access` but do not list them; the id_token and the refresh token show the grant.
 */
export const missingScopes = (
  requested: readonly string[],
  granted: readonly string[],
  { hasSubject, hasRefreshToken }: { hasSubject: boolean; hasRefreshToken: boolean }
): string[] => {
  const known = new Set(granted.map(oneName));
  if (hasSubject) known.add('openid');
  if (hasRefreshToken) known.add('offline_access');
  return requested.filter((scope) => !known.has(oneName(scope)));
};
