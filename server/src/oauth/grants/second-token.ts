import * as client from 'openid-client';

import type { Session } from '../session';
import type { CodeExchangeInput, ProviderAccount, TokenResult } from '../types';
import { filledParams, requestToken } from './token-request';
import { toTokenResult } from './token-result';

const GRANT_TYPE = 'grant_type';

/** openid-client insists on a `grant_type`. It is not sent if the settings name none. */
const PLACEHOLDER_GRANT_TYPE = 'none';

const mergedAccount = (
  first: ProviderAccount | null,
  second: ProviderAccount | null
): ProviderAccount | null =>
  first && { id: first.id ?? second?.id ?? null, name: first.name ?? second?.name ?? null };

const merged = (first: TokenResult, second: TokenResult): TokenResult => ({
  ...second,
  refreshToken: second.refreshToken ?? first.refreshToken,
  subject: first.subject,
  claims: first.claims,
  account: mergedAccount(first.account, second.account),
  kept: { ...first.kept, ...second.kept },
});

/**
 * Exchanges the token that was issued for the code, if the app has an endpoint for that. Some
 * providers issue a token of one hour for the code, and one of 60 days for that token
 * (https://developers.facebook.com/docs/instagram-platform/reference/access_token).
 */
export const withSecondToken = async (
  session: Session,
  first: TokenResult,
  { scopesRequested, signal }: Pick<CodeExchangeInput, 'scopesRequested' | 'signal'>
): Promise<TokenResult> => {
  const { settings } = session;
  const { endpoints, protocol } = settings;
  const { secondTokenEndpoint: tokenEndpoint } = endpoints;
  if (tokenEndpoint === null) return first;
  const params = new URLSearchParams(
    filledParams(protocol.secondTokenParams, settings, { accessToken: first.accessToken })
  );
  const { response, requestedAtMs } = await requestToken(
    session,
    {
      usesIdToken: false,
      prepare: (form) => {
        if (!params.has(GRANT_TYPE)) form.delete(GRANT_TYPE);
      },
      tokenEndpoint,
      requestFormat: protocol.secondTokenRequestFormat,
      signal,
    },
    (configuration) =>
      client.genericGrantRequest(
        configuration,
        params.get(GRANT_TYPE) ?? PLACEHOLDER_GRANT_TYPE,
        params
      )
  );
  const scopes = { requested: scopesRequested, fallback: first.scopes };
  return merged(first, toTokenResult(session, { response, requestedAtMs, scopes }));
};
