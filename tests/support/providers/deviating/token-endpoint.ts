import type { SeenRequest } from '../../network/http-server';
import { demand, required } from '../authorization-server/checks';
import type { Json } from '../authorization-server/deviations';
import { demandClient } from './client-proof';
import type { Demands, Grant, Habits, RequestStyle } from './habits';
import { parametersOf, underStandardNames } from './parameters';
import type { DeviatingProvider } from './provider';

const CLIENT_PARAMS = ['client_id', 'client_secret'];

const demandHeaders = (
  { headers }: SeenRequest,
  wanted: Readonly<Record<string, string>>
): void => {
  const wrong = Object.entries(wanted).find(([name, value]) => headers[name] !== value);
  const violation = `${wrong?.[0]} is not ${wrong?.[1]}`;
  demand(wrong === undefined, 'invalid_request', { violation });
};

/** The parameters of a request of the client itself, under their standard names. */
export const clientRequest = (
  { habits, client }: DeviatingProvider,
  request: SeenRequest,
  { style, known }: { style: RequestStyle; known: readonly string[] }
): URLSearchParams => {
  const sent = parametersOf(style, request);
  demandHeaders(request, habits.tokenHeaders);
  const params = underStandardNames(sent, habits.tokenNames, [...known, ...CLIENT_PARAMS]);
  demandClient(habits.proof, request, params, client);
  return params;
};

const demandGrantType = (params: URLSearchParams, grantType: string): void => {
  const violation = `grant_type is not ${grantType}`;
  demand(required(params, 'grant_type') === grantType, 'unsupported_grant_type', { violation });
};

const demandExtra = (demands: Demands, params: URLSearchParams, grant: Grant): void => {
  const wrong = Object.entries(demands).find(
    ([name, isRight]) => !isRight(required(params, name), grant)
  );
  demand(wrong === undefined, 'invalid_request', { violation: `${wrong?.[0]} is another` });
};

const exchange = (provider: DeviatingProvider, request: SeenRequest): Grant => {
  const { tokenStyle: style, pkce, exchangeDemands } = provider.habits;
  const pkceParams = pkce === 'refused' ? [] : ['code_verifier'];
  const known = [
    'grant_type',
    'code',
    'redirect_uri',
    ...pkceParams,
    ...Object.keys(exchangeDemands),
  ];
  const params = clientRequest(provider, request, { style, known });
  demandGrantType(params, 'authorization_code');
  const grant = provider.grants.redeemCode(params);
  demandExtra(exchangeDemands, params, grant);
  return grant;
};

const refresh = (provider: DeviatingProvider, request: SeenRequest): Grant => {
  const { style, grantType, demands } = provider.habits.refresh;
  const known = ['grant_type', 'refresh_token', ...Object.keys(demands)];
  const params = clientRequest(provider, request, { style, known });
  demandGrantType(params, grantType);
  const grant = provider.grants.refresh(params);
  demandExtra(demands, params, grant);
  return grant;
};

/** Where codes and refresh tokens come to the same address, the grant type tells them apart. */
const isRefresh = (
  { tokenStyle, tokenNames, refresh: { path, grantType } }: Habits,
  request: SeenRequest
): boolean => {
  if (path !== '/token') return request.path.startsWith(path);
  const params = parametersOf(tokenStyle, request);
  return params.get(tokenNames.grant_type ?? 'grant_type') === grantType;
};

/** The body of a token response (RFC 6749 §5.1), in the provider's own shape. */
export const tokenResponse = (provider: DeviatingProvider, request: SeenRequest): Json => {
  const isFirst = !isRefresh(provider.habits, request);
  const grant = isFirst ? exchange(provider, request) : refresh(provider, request);
  return provider.habits.tokenBody(provider.grants.issueTokens(grant, { isFirst }));
};
