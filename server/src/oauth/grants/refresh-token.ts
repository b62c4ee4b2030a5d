import * as client from 'openid-client';

import { isConnectedAppsError } from '../../errors';
import { unverifiedClaims } from '../account-claims';
import { causesOf, codesOf, namesOf } from '../causes';
import { assertRefreshedIdToken, assertSameSubject } from '../id-token';
import { JWKS_UNAVAILABLE, type Session } from '../session';
import type { RefreshInput, TokenResult } from '../types';
import { extraTokenParams, FailedAfterAnswer, requestToken } from './token-request';
import { toTokenResult, type ResultParts } from './token-result';

/** The renewed tokens are not saved before the keys are there, so they may not take long. */
const JWKS_TIMEOUT_MS = 2_000;

/** The keys are unreachable, unusable (`DataError`) or just being changed. */
const isUnverifiable = (error: unknown): boolean =>
  codesOf(error).includes('OAUTH_KEY_SELECTION_FAILED') ||
  namesOf(error).includes('DataError') ||
  causesOf(error).some((cause) => isConnectedAppsError(cause) && cause.reason === JWKS_UNAVAILABLE);

type Refreshed = Pick<ResultParts, 'answer' | 'requestedAtMs' | 'claims'>;

/**
 * An answered rotation holds the only live refresh token: it is not thrown away because the
 * id_token beside it cannot be verified at present. The token endpoint's TLS vouches for the
 * subject then (OpenID Connect Core §3.1.3.7, point 6), and nothing else of the id_token is used.
 */
const keepTokens = (error: unknown): Refreshed => {
  if (!(error instanceof FailedAfterAnswer) || !isUnverifiable(error.cause)) throw error;
  const { answer, requestedAtMs } = error;
  return { answer, requestedAtMs };
};

const requestRefresh = async (session: Session, input: RefreshInput): Promise<Refreshed> => {
  const usesIdToken = input.subject !== null && session.verifiesIdTokens;
  const extra = extraTokenParams(session.settings.tokenParams);
  const { answer, requestedAtMs, result } = await requestToken(
    session,
    {
      usesIdToken,
      signal: input.signal,
      jwksTimeoutMs: JWKS_TIMEOUT_MS,
      // Some providers give the id_token of the sign-in again.
      acceptsExpiredIdToken: true,
    },
    (configuration) => client.refreshTokenGrant(configuration, input.refreshToken, extra)
  );
  return { answer, requestedAtMs, claims: result.claims() };
};

/**
 * RFC 6749 §6. Sends no `scope`, so the grant stays what it is. An id_token in the answer must name
 * the same subject (OpenID Connect Core §12.2).
 */
export const refreshTokenGrant = async (
  session: Session,
  input: RefreshInput
): Promise<TokenResult> => {
  const refreshed = await requestRefresh(session, input).catch(keepTokens);
  const { answer, claims } = refreshed;
  if (input.subject !== null && answer.id_token !== undefined) {
    const { sub } = claims ?? unverifiedClaims(answer.id_token) ?? {};
    assertSameSubject(sub, input.subject);
    if (claims) {
      const { clientId } = session.settings;
      const bindings = { clientId, accessToken: answer.access_token };
      assertRefreshedIdToken(answer.id_token, claims, bindings);
    }
  }
  const { scopesGranted, scopesRequested } = input;
  const scopes = { requested: scopesRequested, fallback: scopesGranted };
  return toTokenResult({ ...refreshed, scopes });
};
