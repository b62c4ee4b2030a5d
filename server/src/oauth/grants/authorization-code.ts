import * as client from 'openid-client';

import { ConnectedAppsError } from '../../errors/connected-apps-error';
import { assertFreshIdToken } from '../id-token';
import type { Session } from '../session';
import type { CodeExchangeInput, TokenResult } from '../types';
import { extraTokenParams, requestToken, type Requested } from './token-request';
import { toTokenResult } from './token-result';

type GrantResponse = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

const assertState = (params: URLSearchParams, state: string): void => {
  if (state !== '' && params.get('state') === state) return;
  throw new ConnectedAppsError(
    'flow_invalid',
    'The response belongs to another sign-in. Connect again. (state_mismatch)',
    { reason: 'state_mismatch' }
  );
};

/** Only what the exchange needs. Other parameters of the response are ignored (RFC 6749 §4.1.2). */
const responseUrl = ({ redirectUri, params, state }: CodeExchangeInput): URL => {
  const url = new URL(redirectUri);
  url.search = new URLSearchParams({ code: params.get('code') ?? '', state }).toString();
  return url;
};

const exchange = (
  session: Session,
  input: CodeExchangeInput,
  nonce: string | null
): Promise<Requested<GrantResponse>> => {
  const { redirectUri, codeVerifier, state, signal } = input;
  // openid-client normalizes the URL, but the provider compares it byte by byte (RFC 6749 §4.1.3).
  const prepare = (form: URLSearchParams) => form.set('redirect_uri', redirectUri);
  return requestToken(session, { usesIdToken: nonce !== null, prepare, signal }, (configuration) =>
    client.authorizationCodeGrant(
      configuration,
      responseUrl(input),
      {
        pkceCodeVerifier: codeVerifier,
        expectedState: state,
        expectedNonce: nonce ?? undefined,
      },
      extraTokenParams(session.settings.tokenParams)
    )
  );
};

/**
 * RFC 6749 §4.1.3 with RFC 7636 §4.5, and OpenID Connect Core §3.1.3 if a nonce was sent. The
 * response in `params` must have passed `checkAuthorizationResponse`.
 */
export const authorizationCodeGrant = async (
  session: Session,
  input: CodeExchangeInput
): Promise<TokenResult> => {
  const { params, state, scopesRequested } = input;
  assertState(params, state);
  const nonce = session.verifiesIdTokens ? input.nonce : null;
  const { result, response, requestedAtMs } = await exchange(session, input, nonce);
  const claims = result.claims();
  if (claims && response.id_token !== undefined) {
    assertFreshIdToken(response.id_token, claims, {
      clientId: session.settings.clientId,
      accessToken: response.access_token,
      code: params.get('code') ?? '',
      state,
    });
  }
  const scopes = { requested: scopesRequested, fallback: scopesRequested };
  return toTokenResult({ response, requestedAtMs, scopes, claims });
};
