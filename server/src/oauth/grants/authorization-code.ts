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
const responseUrl = ({ redirectUri, state }: CodeExchangeInput, code: string): URL => {
  const url = new URL(redirectUri);
  url.search = new URLSearchParams({ code, state }).toString();
  return url;
};

const codeOf = (
  { settings: { protocol } }: Session,
  { params }: Pick<CodeExchangeInput, 'params'>
): string => params.get(protocol.codeParam) ?? '';

const exchange = (
  session: Session,
  input: CodeExchangeInput,
  nonce: string | null
): Promise<Requested<GrantResponse>> => {
  const { redirectUri, codeVerifier, state, signal } = input;
  const { settings } = session;
  // openid-client normalizes the URL, but the provider compares it byte by byte (RFC 6749 §4.1.3).
  const prepare = (form: URLSearchParams) => form.set('redirect_uri', redirectUri);
  return requestToken(session, { usesIdToken: nonce !== null, prepare, signal }, (configuration) =>
    client.authorizationCodeGrant(
      configuration,
      responseUrl(input, codeOf(session, input)),
      {
        pkceCodeVerifier: settings.protocol.pkce === 'none' ? undefined : codeVerifier,
        expectedState: state,
        expectedNonce: nonce ?? undefined,
      },
      extraTokenParams(settings, { flow: { state, nonce } })
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
      code: codeOf(session, input),
      state,
    });
  }
  const scopes = { requested: scopesRequested, fallback: scopesRequested };
  return toTokenResult(session, { response, requestedAtMs, scopes, claims });
};
