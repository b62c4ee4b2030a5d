import type { ServerResponse } from 'node:http';

import { sendJson, type SeenRequest } from '../../network/http-server';
import { jwkOf, nowSeconds, signJwt } from '../http-provider';
import { authorizationFault, bearerOf, demand, required } from './checks';
import type { Json, UserInfoResponse } from './deviations';
import { SUBJECT } from './id-tokens';
import type { TestAuthorizationServer } from './server';
import { respondToTokenRequest } from './token-endpoint';

export const EMAIL = 'ada@example.com';

interface Endpoint {
  /** Default: any. */
  method?: 'GET' | 'POST';
  respond(provider: TestAuthorizationServer, request: SeenRequest, response: ServerResponse): void;
}

/** RFC 8414 §2, OpenID Connect Discovery §3. */
export const metadataOf = (provider: TestAuthorizationServer): Json => {
  const { issuer } = provider;
  const proper = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${provider.originOf('token.')}/token`,
    revocation_endpoint: `${provider.originOf('revocation.')}/revoke`,
    userinfo_endpoint: `${provider.originOf('userinfo.')}/userinfo`,
    jwks_uri: `${provider.originOf('jwks.')}/jwks`,
    scopes_supported: ['openid', 'email', 'mail.read'],
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: ['RS256', 'ES256', 'EdDSA'],
    authorization_response_iss_parameter_supported: true,
    ...(provider.pushedRequests.use !== 'none' && {
      pushed_authorization_request_endpoint: `${provider.originOf('par.')}/par`,
      require_pushed_authorization_requests: provider.pushedRequests.use === 'required',
    }),
  };
  return provider.deviation.metadata?.(proper, provider) ?? proper;
};

/** RFC 6749 §4.1.2, §4.1.2.1, RFC 9207 §2. */
const authorizationResponse = (
  provider: TestAuthorizationServer,
  params: URLSearchParams
): URLSearchParams => {
  const { issuer: iss, secrets, grants, violations } = provider;
  const state = required(params, 'state');
  const nonce = params.get('nonce');
  secrets.add('state', state);
  secrets.add('nonce', nonce);
  const fault = authorizationFault(params);
  if (fault !== null) {
    violations.push(fault);
    return new URLSearchParams({ error: 'invalid_request', state, iss });
  }
  const scope = params.get('scope') ?? '';
  const grant = { clientId: required(params, 'client_id'), scope, state, nonce };
  return new URLSearchParams({ code: grants.issueCode(grant, params), state, iss });
};

const SIGNED_MODES = ['jwt', 'query.jwt', 'form_post.jwt'];

const JARM_TTL_SECONDS = 600;

/** JARM §2.1, §2.3; a test posts what would come in a form. */
const inResponseMode = (
  provider: TestAuthorizationServer,
  params: URLSearchParams,
  response: URLSearchParams
): URLSearchParams => {
  const { issuer, key, deviation } = provider;
  if (!SIGNED_MODES.includes(params.get('response_mode') ?? '')) return response;
  const claims = {
    ...Object.fromEntries(response),
    iss: issuer,
    aud: required(params, 'client_id'),
    exp: nowSeconds() + JARM_TTL_SECONDS,
  };
  const jwt = deviation.responseJwt?.(claims, provider) ?? signJwt(claims, key);
  return new URLSearchParams({ response: jwt });
};

/** @returns the callback URL */
export const authorize = (provider: TestAuthorizationServer, query: URLSearchParams): URL => {
  const params = provider.pushedRequests.resolve(query);
  provider.clients.demandRedirectable(params);
  const response = authorizationResponse(provider, params);
  provider.deviation.authorizationResponse?.(response, provider);
  const callback = new URL(required(params, 'redirect_uri'));
  callback.search = inResponseMode(provider, params, response).toString();
  return callback;
};

/** RFC 6750 §3.1. */
const demandBearer = ({ grants }: TestAuthorizationServer, request: SeenRequest): void => {
  const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };
  demand(grants.isAlive(bearerOf(request)), 'invalid_token', { status: 401, headers });
};

const isUserInfoResponse = (body: Json | UserInfoResponse): body is UserInfoResponse =>
  typeof body.contentType === 'string' && typeof body.body === 'string';

export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/.well-known/openid-configuration': {
    method: 'GET',
    respond: (provider, _request, response) => sendJson(response, provider.metadata()),
  },
  '/authorize': {
    method: 'GET',
    respond(provider, { path }, response) {
      const location = provider.consent(`${provider.issuer}${path}`).href;
      response.writeHead(302, { location }).end();
    },
  },
  // RFC 9126 §2.2
  '/par': {
    method: 'POST',
    respond({ pushedRequests }, request, response) {
      const headers = { 'cache-control': 'no-cache, no-store' };
      sendJson(response, pushedRequests.push(request), { status: 201, headers });
    },
  },
  '/token': { method: 'POST', respond: respondToTokenRequest },
  '/revoke': {
    method: 'POST',
    respond({ clients, grants }, request, response) {
      clients.authenticate(request);
      grants.revoke(required(request.form, 'token'));
      response.writeHead(200).end();
    },
  },
  '/jwks': {
    method: 'GET',
    respond(provider, _request, response) {
      const proper = [jwkOf(provider.key)];
      const { keys: deviate } = provider.deviation;
      const keys = deviate ? deviate(proper, provider) : proper;
      sendJson(response, { keys }, { status: keys === null ? 503 : 200 });
    },
  },
  // OpenID Connect Core §5.4: the claims of the scope `email` are here, not in the id_token.
  '/userinfo': {
    method: 'GET',
    respond(provider, request, response) {
      demandBearer(provider, request);
      const proper = { sub: SUBJECT, email: EMAIL };
      const body = provider.deviation.userInfo?.(proper, provider) ?? proper;
      if (!isUserInfoResponse(body)) return sendJson(response, body);
      response.writeHead(200, { 'content-type': body.contentType }).end(body.body);
    },
  },
  '/api': {
    respond(provider, request, response) {
      demandBearer(provider, request);
      sendJson(response, { messages: [] });
    },
  },
};
