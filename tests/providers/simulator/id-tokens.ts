import type { Json } from '../../support/providers/authorization-server/deviations';
import { jwkOf, nowSeconds, rsaKey, signJwt } from '../../support/providers/http-provider';
import type { Service } from '../service';
import type { Grant } from './grants';

const LIFETIME_SECONDS = 3_600;

const key = rsaKey();

/** RFC 7517 §5. */
export const signingKeys = (): Json => ({ keys: [jwkOf(key)] });

/** OpenID Connect Core §2. Null unless the grant has the scope `openid`. */
export const idTokenFor = (
  { openId, client: { clientId } }: Service,
  { scopes, nonce }: Grant
): string | null => {
  if (openId === null || !scopes.includes('openid')) return null;
  const now = nowSeconds();
  const claims = {
    iss: openId.issuer,
    aud: clientId,
    iat: now,
    exp: now + LIFETIME_SECONDS,
    ...(openId.repeatsNonce && nonce !== null && { nonce }),
    ...openId.claims(scopes),
  };
  return signJwt(claims, key);
};
