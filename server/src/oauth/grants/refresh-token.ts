import * as client from 'openid-client';

import type { ProtocolSettings } from '../../contracts';
import { isConnectedAppsError } from '../../errors/connected-apps-error';
import { unverifiedClaims } from '../account-claims';
import { causesOf, codesOf, namesOf } from '../errors/causes';
import { FailedAfterResponse } from '../errors/failed-after-response';
import { assertRefreshedIdToken, assertSameSubject } from '../id-token';
import { JWKS_UNAVAILABLE, type Session } from '../session';
import type { RefreshInput, TokenResult } from '../types';
import { extraTokenParams, filledParams, requestToken } from './token-request';
import { toTokenResult, type ResultParts } from './token-result';

/** The new tokens are not saved until the signing keys arrive, so the keys must arrive soon. */
const JWKS_TIMEOUT_MS = 2_000;

/** The signing keys are unreachable, unusable (`DataError`) or in the middle of a key rotation. */
const isUnverifiable = (error: unknown): boolean =>
  codesOf(error).includes('OAUTH_KEY_SELECTION_FAILED') ||
  namesOf(error).includes('DataError') ||
  causesOf(error).some((cause) => isConnectedAppsError(cause) && cause.reason === JWKS_UNAVAILABLE);

type Refreshed = Pick<ResultParts, 'response' | 'requestedAtMs' | 'claims'>;

/**
 * After a rotation, the response holds the only live refresh token. It must not be lost because the
 * id_token that comes with it cannot be verified now. In that case, the token endpoint's TLS
 * vouches for the subject (OpenID Connect Core §3.1.3.7, point 6), and no other claim is used.
 */
const keepTokens = (error: unknown): Refreshed => {
  if (!(error instanceof FailedAfterResponse) || !isUnverifiable(error.cause)) throw error;
  const { response, requestedAtMs } = error;
  return { response, requestedAtMs };
};

/** openid-client sets the standard `grant_type` after the extra parameters. */
const setGrantType = (form: URLSearchParams, { refreshParams }: ProtocolSettings): void => {
  const own = refreshParams.find(({ key }) => key === 'grant_type');
  if (own) form.set('grant_type', own.value);
};

const requestRefresh = async (session: Session, input: RefreshInput): Promise<Refreshed> => {
  const usesIdToken = input.subject !== null && session.verifiesIdTokens;
  const { settings } = session;
  const { protocol, endpoints } = settings;
  const extra = extraTokenParams(settings);
  for (const [key, value] of filledParams(protocol.refreshParams, settings)) {
    extra.append(key, value);
  }
  const { response, requestedAtMs, result } = await requestToken(
    session,
    {
      usesIdToken,
      prepare: (form) => setGrantType(form, protocol),
      tokenEndpoint: endpoints.refreshEndpoint,
      requestFormat: protocol.refreshRequestFormat,
      keptAccessToken: protocol.accessTokenOnRefresh === 'kept' ? input.accessToken() : undefined,
      signal: input.signal,
      send: input.send,
      jwksTimeoutMs: JWKS_TIMEOUT_MS,
      // Some providers send the id_token of the sign-in again.
      acceptsExpiredIdToken: true,
    },
    (configuration) => client.refreshTokenGrant(configuration, input.refreshToken, extra)
  );
  return { response, requestedAtMs, claims: result.claims() };
};

/**
 * RFC 6749 §6. Sends no `scope`, so the scope of the grant does not change. An id_token in the
 * response must name the same subject (OpenID Connect Core §12.2).
 */
export const refreshTokenGrant = async (
  session: Session,
  input: RefreshInput
): Promise<TokenResult> => {
  const refreshed = await requestRefresh(session, input).catch(keepTokens);
  const { response, claims } = refreshed;
  if (input.subject !== null && response.id_token !== undefined) {
    const { sub } = claims ?? unverifiedClaims(response.id_token) ?? {};
    assertSameSubject(sub, input.subject);
    if (claims) {
      const { clientId } = session.settings;
      const bindings = { clientId, accessToken: response.access_token };
      assertRefreshedIdToken(response.id_token, claims, bindings);
    }
  }
  const { scopesGranted, scopesRequested } = input;
  const scopes = { requested: scopesRequested, fallback: scopesGranted };
  return toTokenResult(session, { ...refreshed, scopes });
};
