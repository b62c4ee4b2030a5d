import type { IDToken } from 'openid-client';

import { accountClaims } from '../account-claims';
import { grantedScopes } from '../scopes';
import type { TokenAnswer } from '../token-response';
import type { TokenResult } from '../types';

export interface ResultParts {
  answer: TokenAnswer;
  requestedAtMs: number;
  scopes: { requested: readonly string[]; fallback: readonly string[] };
  /** The claims of a verified id_token. */
  claims?: IDToken;
}

/** The lifetime counts from before the request, so that no token expires earlier than recorded. */
const expiryOf = ({ expires_in: seconds }: TokenAnswer, requestedAtMs: number): Date | null =>
  seconds === undefined ? null : new Date(requestedAtMs + Math.floor(seconds * 1_000));

export const toTokenResult = ({
  answer,
  requestedAtMs,
  scopes,
  claims,
}: ResultParts): TokenResult => ({
  accessToken: answer.access_token,
  refreshToken: answer.refresh_token ?? null,
  tokenType: answer.token_type,
  requestedAtMs,
  expiresAt: expiryOf(answer, requestedAtMs),
  scopes: grantedScopes(answer, scopes),
  subject: claims?.sub ?? null,
  claims: claims ? accountClaims(claims) : null,
});
