import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

import { jwkOf, nowSeconds, rsaKey, signJwt } from './http-provider';
import {
  sendJson,
  startHttpServer,
  type Handler,
  type HttpServer,
  type SeenRequest,
} from '../network/http-server';
import {
  authenticationFault,
  authorizationFault,
  CLIENT_ID,
  CLIENT_SECRET,
  duplicateIn,
  exchangeFault,
  type AuthorizedRequest,
  type ClientAuth,
} from './strict-checks';

type Body = Record<string, unknown>;

/** Keys take time to generate, and two providers may share one. */
const signingKey = rsaKey('strict-provider');

const newValue = (kind: string): string => `${kind}-${randomBytes(24).toString('base64url')}`;

const pathOf = ({ path }: SeenRequest): string => path.split('?')[0] ?? '';

export const paramsOf = ({ path, form, method }: SeenRequest): URLSearchParams =>
  method === 'GET' ? new URL(path, 'http://localhost').searchParams : form;

const REFUSED = Symbol('refused');

/**
 * An OAuth 2.0 and OpenID Connect provider on loopback. It refuses every request that a
 * specification forbids a client to send, and records it in `violations`. It has no consent page
 * and grants the requested scopes. Tests can make its responses deviate.
 */
export class StrictProvider {
  readonly clientId = CLIENT_ID;
  readonly clientSecret = CLIENT_SECRET;
  readonly key = signingKey;
  readonly violations: string[] = [];
  /** Everything secret that was sent or received, by kind. */
  readonly secrets: { kind: string; value: string }[] = [
    { kind: 'client secret', value: CLIENT_SECRET },
  ];
  clientAuth: ClientAuth = 'client_secret_basic';
  /** Members that override the metadata; undefined removes one. */
  metadata: Body = {};
  /** Changes a token response before it is sent. */
  changeTokenAnswer: (answer: Body, grantType: string) => Body = (answer) => answer;
  changeIdTokenClaims: (claims: Body) => Body = (claims) => claims;
  signIdToken: (claims: Body) => string = (claims) => signJwt(claims, signingKey);
  keys: () => object[] = () => [jwkOf(signingKey)];

  #server!: HttpServer;
  readonly #open = new Set<ServerResponse>();
  readonly #overrides = new Map<string, Handler>();
  readonly #codes = new Map<string, AuthorizedRequest>();
  readonly #spentCodes = new Set<string>();
  readonly #refreshTokens = new Map<string, string>();
  readonly #accessTokens = new Set<string>();

  static async start(): Promise<StrictProvider> {
    const provider = new StrictProvider();
    provider.#server = await startHttpServer((request, response) =>
      provider.#answer(request, response)
    );
    return provider;
  }

  get origin(): string {
    return this.#server.origin;
  }

  get requests(): SeenRequest[] {
    return this.#server.requests;
  }

  requestsTo(path: string): SeenRequest[] {
    return this.requests.filter((request) => pathOf(request) === path);
  }

  /** Replaces the responses of this path from now on; null restores the provider's own. */
  answerAt(path: string, handler: Handler | null): void {
    if (handler) this.#overrides.set(path, handler);
    else this.#overrides.delete(path);
  }

  /** Calls `happens` before the next response, which is correct. */
  answerBefore(path: string, happens: () => unknown): void {
    this.answerAt(path, async (request, response) => {
      this.answerAt(path, null);
      await happens();
      await this.#answer(request, response);
    });
  }

  /** Ends every connection, with its requests. */
  hangUp(): void {
    for (const response of this.#open) response.destroy();
  }

  get openRequests(): number {
    return this.#open.size;
  }

  answerWith(path: string, status: number, body: unknown, headers: Record<string, string> = {}) {
    this.answerAt(path, (_request, response) => sendJson(response, body, { status, headers }));
  }

  /** Restores correct responses, and forgets past requests. */
  reset(): void {
    this.#overrides.clear();
    this.requests.length = 0;
    this.violations.length = 0;
    this.metadata = {};
    this.clientAuth = 'client_secret_basic';
    this.changeTokenAnswer = (answer) => answer;
    this.changeIdTokenClaims = (claims) => claims;
    this.signIdToken = (claims) => signJwt(claims, signingKey);
    this.keys = () => [jwkOf(signingKey)];
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  refuseAccessTokens(): void {
    this.#accessTokens.clear();
  }

  isAlive(refreshToken: string): boolean {
    return this.#refreshTokens.has(refreshToken);
  }

  configuration(): Body {
    const at = (path: string) => `${this.origin}${path}`;
    return {
      issuer: this.origin,
      authorization_endpoint: at('/authorize'),
      token_endpoint: at('/token'),
      revocation_endpoint: at('/revoke'),
      userinfo_endpoint: at('/userinfo'),
      jwks_uri: at('/jwks'),
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      authorization_response_iss_parameter_supported: true,
      ...this.metadata,
    };
  }

  async #answer(request: SeenRequest, response: ServerResponse): Promise<void> {
    const own: Record<string, Handler> = {
      '/.well-known/openid-configuration': () => sendJson(response, this.configuration()),
      '/authorize': () => this.#authorize(request, response),
      '/token': () => this.#token(request, response),
      '/revoke': () => this.#revoke(request, response),
      '/jwks': () => sendJson(response, { keys: this.keys() }),
      '/userinfo': () => this.#protected(request, response, { sub: 'user-1', email: 'u@x.test' }),
      '/api': () => this.#protected(request, response, { messages: [] }),
    };
    this.#open.add(response);
    response.once('close', () => this.#open.delete(response));
    const path = pathOf(request);
    const handler = this.#overrides.get(path) ?? own[path];
    if (!handler) return void response.writeHead(404).end();
    try {
      await handler(request, response);
    } catch (error) {
      if (error !== REFUSED) throw error;
    }
  }

  #issue(kind: string): string {
    const value = newValue(kind.replace(' ', '-'));
    this.secrets.push({ kind, value });
    return value;
  }

  #refuse(response: ServerResponse, error: string, violation?: string, status = 400): never {
    if (violation) this.violations.push(violation);
    sendJson(response, { error }, { status });
    throw REFUSED;
  }

  #assertOnce(params: URLSearchParams, response: ServerResponse): void {
    const twice = duplicateIn(params);
    if (twice) this.#refuse(response, 'invalid_request', `${twice} came twice`);
  }

  #authorize(request: SeenRequest, response: ServerResponse): void {
    const params = paramsOf(request);
    const get = (name: string) => params.get(name) ?? '';
    this.#assertOnce(params, response);
    const fault = authorizationFault(params);
    if (fault) this.#refuse(response, 'invalid_request', fault);
    const code = this.#issue('code');
    this.secrets.push({ kind: 'state', value: get('state') });
    this.#codes.set(code, {
      redirectUri: get('redirect_uri'),
      codeChallenge: get('code_challenge'),
      nonce: params.get('nonce'),
      scope: get('scope'),
    });
    const callback = new URL(get('redirect_uri'));
    callback.search = new URLSearchParams({
      code,
      state: get('state'),
      iss: this.origin,
    }).toString();
    response.writeHead(302, { location: callback.href }).end();
  }

  #authenticate(request: SeenRequest, response: ServerResponse): void {
    const fault = authenticationFault(request, this.clientAuth);
    if (fault) this.#refuse(response, 'invalid_client', fault, 401);
  }

  #token(request: SeenRequest, response: ServerResponse): void {
    const { form } = request;
    this.#assertOnce(form, response);
    this.#authenticate(request, response);
    const grantType = form.get('grant_type') ?? '';
    const grants: Record<string, () => Body> = {
      authorization_code: () => this.#exchange(form, response),
      refresh_token: () => this.#refresh(form, response),
      client_credentials: () => this.#tokens(form.get('scope') ?? ''),
    };
    const grant = grants[grantType];
    if (!grant) this.#refuse(response, 'unsupported_grant_type', `grant_type ${grantType}`);
    const answer = this.changeTokenAnswer(grant(), grantType);
    for (const [name, kind] of [
      ['access_token', 'access token'],
      ['refresh_token', 'refresh token'],
    ] as const) {
      if (typeof answer[name] === 'string') this.secrets.push({ kind, value: answer[name] });
    }
    sendJson(response, answer);
  }

  #exchange(form: URLSearchParams, response: ServerResponse): Body {
    const code = form.get('code') ?? '';
    if (this.#spentCodes.has(code)) this.#refuse(response, 'invalid_grant', 'the code came twice');
    this.#spentCodes.add(code);
    const grant = this.#codes.get(code);
    if (!grant) this.#refuse(response, 'invalid_grant', 'the code is not from here');
    const verifier = form.get('code_verifier') ?? '';
    this.secrets.push({ kind: 'code verifier', value: verifier });
    const fault = exchangeFault(form, grant);
    if (fault) this.#refuse(response, 'invalid_grant', fault);
    return { ...this.#tokens(grant.scope, grant.nonce), refresh_token: this.#rotate(grant.scope) };
  }

  /** Rotates the refresh token, and refuses one that was used before. */
  #refresh(form: URLSearchParams, response: ServerResponse): Body {
    const token = form.get('refresh_token') ?? '';
    const scope = this.#refreshTokens.get(token);
    if (scope === undefined) this.#refuse(response, 'invalid_grant');
    const asked = (form.get('scope') ?? scope).split(' ');
    if (asked.some((name) => !scope.split(' ').includes(name))) {
      this.#refuse(response, 'invalid_scope', 'more scopes than were granted');
    }
    this.#refreshTokens.delete(token);
    return { ...this.#tokens(scope), refresh_token: this.#rotate(scope) };
  }

  #rotate(scope: string): string {
    const token = this.#issue('refresh token');
    this.#refreshTokens.set(token, scope);
    return token;
  }

  /** Keeps a used refresh token valid, as providers without rotation do. */
  keepAlive(refreshToken: string, scope: string): void {
    this.#refreshTokens.set(refreshToken, scope);
  }

  #tokens(scope: string, nonce: string | null = null): Body {
    const accessToken = this.#issue('access token');
    this.#accessTokens.add(accessToken);
    const answer = { access_token: accessToken, token_type: 'Bearer', expires_in: 3600, scope };
    if (!scope.split(' ').includes('openid')) return answer;
    const claims = this.changeIdTokenClaims({
      iss: this.origin,
      aud: CLIENT_ID,
      sub: 'user-1',
      email: 'user-1@provider.test',
      iat: nowSeconds(),
      exp: nowSeconds() + 600,
      ...(nonce === null ? {} : { nonce }),
    });
    return { ...answer, id_token: this.signIdToken(claims) };
  }

  #revoke(request: SeenRequest, response: ServerResponse): void {
    this.#assertOnce(request.form, response);
    this.#authenticate(request, response);
    this.#refreshTokens.delete(request.form.get('token') ?? '');
    response.writeHead(200).end();
  }

  /** RFC 6750 §2.1: the header, and no other place. */
  #protected(request: SeenRequest, response: ServerResponse, body: Body): void {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const elsewhere = `${request.path} ${request.body}`.includes('access_token');
    if (elsewhere) this.#refuse(response, 'invalid_request', 'the token is not in the header');
    if (this.#accessTokens.has(token)) return sendJson(response, body);
    const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };
    sendJson(response, { error: 'invalid_token' }, { status: 401, headers });
  }
}
