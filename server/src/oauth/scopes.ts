import type { TokenAnswer } from './token-response';

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
  return [...new Set(scope.split(separator).filter((name) => name !== ''))];
};
