import type { IDToken } from 'openid-client';

import { accountClaims } from '../account-claims';
import { grantedScopes } from '../scopes';
import type { TokenResponse } from '../token-response';
import type { ClientSettings, TokenResult } from '../types';

export interface ResultParts {
  response: TokenResponse;
  requestedAtMs: number;
  scopes: { requested: readonly string[]; fallback: readonly string[] };
  /** The claims of a verified id_token. */
  claims?: IDToken;
}

/** The lifetime counts from before the request, so that no token expires earlier than recorded. */
const expiryOf = ({ expires_in: seconds }: TokenResponse, requestedAtMs: number): Date | null =>
  seconds === undefined ? null : new Date(requestedAtMs + Math.floor(seconds * 1_000));

export const toTokenResult = (
  { settings: { protocol } }: { settings: Pick<ClientSettings, 'protocol'> },
  { response, requestedAtMs, scopes, claims }: ResultParts
): TokenResult => ({
  accessToken: response.access_token,
  refreshToken: response.refresh_token ?? null,
  tokenType: response.token_type,
  requestedAtMs,
  expiresAt: expiryOf(response, requestedAtMs),
  scopes: grantedScopes(response, { ...scopes, separator: protocol.scopeSeparator }),
  subject: claims?.sub ?? null,
  claims: claims ? accountClaims(claims) : null,
  account: response.account,
  kept: response.kept,
});
