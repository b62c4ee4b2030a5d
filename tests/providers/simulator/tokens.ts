import type { IssuedTokens, Service } from '../service';
import type { Grant, Grants } from './grants';
import { idTokenFor } from './id-tokens';
import { isMet } from './requests';

/** The request that the tokens are for: an exchange with its parameters, or a refresh. */
type For = { params: URLSearchParams } | { refreshToken: string };

/** By rotation: the refresh token in the response to a refresh. */
const ROTATIONS = {
  new: (grants: Grants, grant: Grant) => grants.issueRefreshToken(grant),
  same: (_grants: Grants, _grant: Grant, current: string) => current,
  none: () => null,
};

const refreshTokenFor = (
  { refresh }: Service,
  grants: Grants,
  grant: Grant,
  request: For
): string | null => {
  if (refresh === null || refresh.takes === 'access token') return null;
  if ('refreshToken' in request) {
    return ROTATIONS[refresh.rotation](grants, grant, request.refreshToken);
  }
  const mayRefresh = grant.mayRefresh && isMet(refresh.conditions.tokenParams, request.params);
  return mayRefresh ? grants.issueRefreshToken(grant) : null;
};

export const tokensFor = (
  service: Service,
  grants: Grants,
  grant: Grant,
  request: For
): IssuedTokens => ({
  accessToken: grants.issueAccessToken(grant),
  refreshToken: refreshTokenFor(service, grants, grant, request),
  expiresIn: service.lifetime,
  scopes: service.tellsScopes ? grant.scopes : [],
  idToken: idTokenFor(service, grant),
  isRefresh: 'refreshToken' in request,
});
