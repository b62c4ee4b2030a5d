import { leftHalf, nowSeconds, rsaKey, signJwt } from '../http-provider';
import type { Issue, Json } from './deviations';

export const SUBJECT = 'user-1';
const ID_TOKEN_TTL_SECONDS = 600;

/** Keys take time to generate, and servers may share one. */
export const signingKey = rsaKey();

/** OpenID Connect Core §2, §3.1.3.6, §12.2. */
const claimsOf = ({ provider, grant, accessToken, code }: Issue): Json => ({
  iss: provider.issuer,
  aud: grant.clientId,
  sub: SUBJECT,
  iat: nowSeconds(),
  exp: nowSeconds() + ID_TOKEN_TTL_SECONDS,
  at_hash: leftHalf(accessToken),
  ...(code !== null && grant.nonce ? { nonce: grant.nonce } : {}),
});

export const idTokenOf = (issue: Issue): unknown => {
  const { deviation, key, secrets } = issue.provider;
  const proper = claimsOf(issue);
  const claims = deviation.claims?.(proper, issue) ?? proper;
  if (deviation.idToken) return deviation.idToken(claims, issue);
  const idToken = signJwt(claims, key);
  secrets.add('idToken', idToken);
  return idToken;
};
