import type { ServerResponse } from 'node:http';

import { sendJson, type SeenRequest } from '../../network/http-server';
import { isOpenId, Refusal, required } from './checks';
import type { Issue, Json } from './deviations';
import type { Grant } from './grants';
import { idTokenOf } from './id-tokens';
import type { TestAuthorizationServer } from './server';

type Tokens = Json & { access_token: string };

/** RFC 6749 §5.1, RFC 6750 §4. */
export const bearerResponse = ({ grants }: TestAuthorizationServer, grant: Grant): Tokens => ({
  ...grants.issueAccessToken(grant),
  token_type: 'Bearer',
  scope: grant.scope,
});

const redeem = ({ grants }: TestAuthorizationServer, form: URLSearchParams, clientId: string) => {
  switch (required(form, 'grant_type')) {
    case 'authorization_code':
      return grants.redeemCode(form, clientId);
    case 'refresh_token':
      return grants.redeemRefreshToken(form, clientId);
    case 'client_credentials':
      return { clientId, scope: form.get('scope') ?? '' };
    default:
      throw new Refusal('unsupported_grant_type', { violation: 'grant_type is unknown' });
  }
};

/** What only a grant of an account holder brings (RFC 6749 §4.4.3, OpenID Connect Core §3.1.3.3). */
const accountTokens = (issue: Issue): Json => {
  const { grants } = issue.provider;
  const isNewToken = issue.code !== null || grants.rotates;
  return {
    ...(isNewToken && { refresh_token: grants.issueRefreshToken(issue.grant) }),
    ...(isOpenId(issue.grant.scope) && { id_token: idTokenOf(issue) }),
  };
};

const tokenResponse = (
  provider: TestAuthorizationServer,
  form: URLSearchParams,
  clientId: string,
  clientSecret: string
): Json => {
  const grant = redeem(provider, form, clientId);
  const tokens = bearerResponse(provider, grant);
  const accessToken = tokens.access_token;
  const issue: Issue = { provider, grant, clientSecret, accessToken, code: form.get('code') };
  const isOfAccount = form.get('grant_type') !== 'client_credentials';
  const response = { ...tokens, ...(isOfAccount && accountTokens(issue)) };
  return provider.deviation.tokenResponse?.(response, issue) ?? response;
};

/** RFC 6749 §3.2, §5. */
export const respondToTokenRequest = (
  provider: TestAuthorizationServer,
  request: SeenRequest,
  response: ServerResponse
): void => {
  const { clientId, clientSecret } = provider.clients.authenticate(request);
  const error = provider.deviation.tokenError?.(request.form);
  if (error) return sendJson(response, error.body, error);
  const body = tokenResponse(provider, request.form, clientId, clientSecret);
  provider.secrets.add('accessToken', body.access_token);
  provider.secrets.add('refreshToken', body.refresh_token);
  sendJson(response, body, { headers: { 'cache-control': 'no-store' } });
};
