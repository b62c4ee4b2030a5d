import type { ServerResponse } from 'node:http';

import type { RegisteredClient } from './demo-provider';
import type { Deviation, Issue, Json, UserInfoAnswer } from './hostile-deviation';
import { HostileGrants, Refusal, type Grant } from './hostile-grants';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  jwkOf,
  leftHalf,
  nowSeconds,
  rsaKey,
  signJwt,
  type SigningKey,
} from './http-provider';
import {
  sendJson,
  startHttpServer,
  type HttpServer,
  type SeenRequest,
} from '../network/http-server';

export const SUBJECT = 'user-1';
export const EMAIL = 'ada@example.com';
export const LIFETIME_SECONDS = 600;

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];
const AUTHORIZATION_PARAMS = ['client_id', 'code_challenge', 'redirect_uri', 'state'];

/** Keys take time to generate, and providers may share one. */
const providerKey = rsaKey();

export interface HostileProviderOptions {
  /** Whether refresh tokens are single-use (RFC 9700 §4.14.2). Default: no. */
  rotates?: boolean;
}

const isDuplicated = (params: URLSearchParams): boolean =>
  new Set(params.keys()).size < [...params.keys()].length;

const withoutUndefined = (object: Json): Json =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/**
 * An authorization server written from RFC 6749, 7636, 7009, 8414, 9207 and OpenID Connect Core. It
 * refuses what a real one refuses, and its responses deviate as configured.
 */
export class HostileProvider {
  readonly key: SigningKey = providerKey;
  readonly grants: HostileGrants;
  /** Accepted authorization requests, in order. */
  readonly authorized: Grant[] = [];
  deviation: Deviation = {};
  #redirectUri: string | null = null;

  private constructor(
    readonly server: HttpServer,
    options: HostileProviderOptions
  ) {
    this.grants = new HostileGrants({ rotates: options.rotates ?? false });
  }

  static async start(
    deviation: Deviation = {},
    options: HostileProviderOptions = {}
  ): Promise<HostileProvider> {
    const server = await startHttpServer((request, response) => provider.#serve(request, response));
    const provider = new HostileProvider(server, options);
    provider.deviation = deviation;
    return provider;
  }

  get issuer(): string {
    return this.server.origin;
  }

  get discoveryUrl(): string {
    return `${this.issuer}/.well-known/openid-configuration`;
  }

  register(redirectUri: string): Promise<RegisteredClient> {
    this.#redirectUri = redirectUri;
    return Promise.resolve({ clientId: CLIENT_ID, clientSecret: CLIENT_SECRET });
  }

  requestsTo(path: string): SeenRequest[] {
    return this.server.requests.filter((request) => request.path.split('?')[0] === path);
  }

  close(): Promise<void> {
    return this.server.close();
  }

  async #serve(request: SeenRequest, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.path, this.issuer);
    switch (`${request.method} ${pathname}`) {
      case 'GET /.well-known/openid-configuration':
        return sendJson(response, this.#metadata());
      case 'GET /authorize':
        return this.#authorize(searchParams, response);
      case 'POST /token':
        return this.#answerForm(request, response, () => this.#token(request, response));
      case 'POST /revoke':
        return this.#answerForm(request, response, () => this.#revoke(request, response));
      case 'GET /jwks':
        return this.#jwks(response);
      case 'GET /userinfo':
        return this.#userInfo(request, response);
      default:
        return void response.writeHead(404).end();
    }
  }

  #metadata(): Json {
    const metadata = {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      revocation_endpoint: `${this.issuer}/revoke`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      jwks_uri: `${this.issuer}/jwks`,
      scopes_supported: ['openid', 'email', 'mail.read'],
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ALGORITHMS,
      authorization_response_iss_parameter_supported: true,
    };
    return this.deviation.metadata?.(metadata, this) ?? metadata;
  }

  /** RFC 6749 §4.1.1: no redirect without a known client and its exact redirect URI. */
  #authorize(params: URLSearchParams, response: ServerResponse): void {
    const isKnown =
      params.get('client_id') === CLIENT_ID && params.get('redirect_uri') === this.#redirectUri;
    const isComplete = AUTHORIZATION_PARAMS.every((name) => params.get(name));
    if (!isKnown || !isComplete || isDuplicated(params)) return void response.writeHead(400).end();
    const answer = this.#authorizationResponse(params);
    this.deviation.authorizationResponse?.(answer, { provider: this });
    const location = new URL(params.get('redirect_uri') ?? '');
    location.search = answer.toString();
    response.writeHead(302, { location: location.href }).end();
  }

  #authorizationResponse(params: URLSearchParams): URLSearchParams {
    const state = params.get('state') ?? '';
    const codeChallenge = params.get('code_challenge') ?? '';
    const isS256 =
      params.get('code_challenge_method') === 'S256' && /^[\w-]{43}$/.test(codeChallenge);
    if (params.get('response_type') !== 'code' || !isS256) {
      return new URLSearchParams({ error: 'invalid_request', state, iss: this.issuer });
    }
    const grant: Grant = {
      clientId: CLIENT_ID,
      redirectUri: params.get('redirect_uri') ?? '',
      scope: params.get('scope') ?? '',
      state,
      nonce: params.get('nonce'),
      codeChallenge,
    };
    this.authorized.push(grant);
    return new URLSearchParams({ code: this.grants.issueCode(grant), state, iss: this.issuer });
  }

  /** Handles a form of an authenticated client (RFC 6749 §2.3, §3.2), or refuses it. */
  #answerForm({ headers, form }: SeenRequest, response: ServerResponse, answer: () => void): void {
    try {
      const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
      if (!isForm || isDuplicated(form)) throw new Refusal('invalid_request');
      this.#authenticate(headers.authorization, form);
      answer();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      sendJson(response, { error: error.error }, { status: error.status });
    }
  }

  /** One method only; Basic with both halves form-encoded (RFC 6749 §2.3.1). */
  #authenticate(authorization: string | undefined, form: URLSearchParams): void {
    const isPost = form.has('client_secret');
    if (isPost && authorization !== undefined) throw new Refusal('invalid_request');
    const [scheme, credentials = ''] = (authorization ?? '').split(' ');
    const [basicId = '', basicSecret = ''] = Buffer.from(credentials, 'base64')
      .toString()
      .split(':')
      .map((half) => decodeURIComponent(half.replaceAll('+', ' ')));
    const id = isPost ? form.get('client_id') : basicId;
    const secret = isPost ? form.get('client_secret') : basicSecret;
    const isKnownMethod = isPost || scheme === 'Basic';
    if (isKnownMethod && id === CLIENT_ID && secret === CLIENT_SECRET) return;
    throw new Refusal('invalid_client', 401);
  }

  #token({ form }: SeenRequest, response: ServerResponse): void {
    const isRefresh = form.get('grant_type') === 'refresh_token';
    const isExchange = form.get('grant_type') === 'authorization_code';
    if (!isRefresh && !isExchange) throw new Refusal('unsupported_grant_type');
    const refusal = this.deviation.tokenRefusal?.({ provider: this, form });
    if (refusal) return sendJson(response, refusal.body, refusal);
    const grant = isRefresh
      ? this.grants.redeemRefreshToken(form, CLIENT_ID)
      : this.grants.redeemCode(form, CLIENT_ID);
    const headers = { 'cache-control': 'no-store' };
    sendJson(response, this.#tokenAnswer(grant, form.get('code')), { headers });
  }

  #tokenAnswer(grant: Grant, code: string | null): Json {
    const { accessToken, refreshToken } = this.grants.issueTokens(grant, code === null);
    const [clientId, clientSecret] = [CLIENT_ID, CLIENT_SECRET];
    const issue: Issue = { provider: this, grant, clientId, clientSecret, accessToken, code };
    const answer = {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: LIFETIME_SECONDS,
      refresh_token: refreshToken,
      scope: grant.scope,
      id_token: this.#idToken(issue),
    };
    return this.deviation.tokenAnswer?.(answer, issue) ?? answer;
  }

  /** OpenID Connect Core §2, §3.1.3.6, §12.2. */
  #idToken(issue: Issue): unknown {
    const { grant, accessToken, code } = issue;
    const proper = withoutUndefined({
      iss: this.issuer,
      aud: CLIENT_ID,
      sub: SUBJECT,
      iat: nowSeconds(),
      exp: nowSeconds() + 600,
      at_hash: leftHalf(accessToken),
      nonce: code === null ? undefined : (grant.nonce ?? undefined),
    });
    const claims = this.deviation.claims?.(proper, issue) ?? proper;
    return this.deviation.idToken
      ? this.deviation.idToken(claims, issue)
      : signJwt(claims, this.key);
  }

  #jwks(response: ServerResponse): void {
    const keys = [jwkOf(this.key)];
    const published = this.deviation.keys ? this.deviation.keys(keys, this) : keys;
    if (published === null) return void response.writeHead(503).end();
    sendJson(response, { keys: published });
  }

  #userInfo({ headers }: SeenRequest, response: ServerResponse): void {
    const [scheme, accessToken = ''] = (headers.authorization ?? '').split(' ');
    if (scheme !== 'Bearer' || !this.grants.isAlive(accessToken)) {
      return sendJson(response, { error: 'invalid_token' }, { status: 401 });
    }
    const claims = { sub: SUBJECT, email: EMAIL };
    const answer = this.deviation.userInfo?.(claims, this) ?? claims;
    if (!isUserInfoAnswer(answer)) return sendJson(response, answer);
    response.writeHead(200, { 'content-type': answer.contentType }).end(answer.body);
  }

  /** RFC 7009 §2.2: an unknown token is not an error. */
  #revoke({ form }: SeenRequest, response: ServerResponse): void {
    this.grants.revoke(form.get('token') ?? '');
    response.writeHead(200).end();
  }
}

const isUserInfoAnswer = (answer: Json | UserInfoAnswer): answer is UserInfoAnswer =>
  typeof answer.contentType === 'string' && typeof answer.body === 'string';
