import { createHash, randomInt } from 'node:crypto';

import type { RegisteredClient } from './demo-provider';
import { jwkOf, leftHalf, nowSeconds, rsaKey, signJwt } from './http-provider';
import type { SeenRequest } from '../network/http-server';

/** Everything that only this provider and the plugin may know. */
export type SecretName =
  | 'clientSecret'
  | 'code'
  | 'codeVerifier'
  | 'state'
  | 'nonce'
  | 'accessToken'
  | 'refreshToken'
  | 'idToken';

type Tokens = Record<string, unknown> & { access_token: string };

const CODE_TTL_SECONDS = 60;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Short and letters only, so that no filter for token-like text would find it. */
const newSecret = (): string =>
  Array.from({ length: 24 }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** An OAuth error response (RFC 6749 §5.2). */
export class OAuthRefusal extends Error {
  constructor(
    readonly error: string,
    readonly status = 400
  ) {
    super(error);
  }
}

const required = (form: URLSearchParams, name: string): string => {
  const values = form.getAll(name);
  // RFC 6749 §3.2: parameters must not be included more than once.
  if (values.length !== 1 || values[0] === '') throw new OAuthRefusal('invalid_request');
  return values[0];
};

/** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
const basicCredentials = (request: SeenRequest): [id: string, secret: string] => {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (!encoded) throw new OAuthRefusal('invalid_client', 401);
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
  return [decode(id), decode(secret)];
};

interface PendingCode {
  redirectUri: string;
  challenge: string;
  nonce: string | null;
  scope: string;
  expiresAt: number;
}

const signingKey = rsaKey('strict-provider');

/** What a strict provider issues, and what it accepts: clients, codes and tokens. */
export const createStrictGrants = (issuer: string, accessTokenTtlSeconds: number) => {
  const secrets: Record<SecretName, string[]> = {
    clientSecret: [],
    code: [],
    codeVerifier: [],
    state: [],
    nonce: [],
    accessToken: [],
    refreshToken: [],
    idToken: [],
  };
  const clients = new Map<string, { secret: string; redirectUri: string }>();
  const codes = new Map<string, PendingCode>();
  const refreshTokens = new Map<string, { clientId: string; scope: string }>();
  const accessTokens = new Map<string, { expiresAt: number; clientId: string }>();
  const issue = (name: SecretName): string => {
    const secret = newSecret();
    secrets[name].push(secret);
    return secret;
  };

  const authenticate = (request: SeenRequest): string => {
    const [id, secret] = basicCredentials(request);
    const client = clients.get(id);
    if (!client || client.secret !== secret) throw new OAuthRefusal('invalid_client', 401);
    return id;
  };

  const issueTokens = (clientId: string, scope: string) => {
    const accessToken = issue('accessToken');
    const refreshToken = issue('refreshToken');
    accessTokens.set(accessToken, { clientId, expiresAt: nowSeconds() + accessTokenTtlSeconds });
    refreshTokens.set(refreshToken, { clientId, scope });
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: accessTokenTtlSeconds,
      refresh_token: refreshToken,
      scope,
    };
  };

  const newIdToken = (clientId: string, nonce: string | null, accessToken: string): string => {
    const claims = {
      iss: issuer,
      aud: clientId,
      sub: 'subject-1',
      email: 'jane@provider.test',
      iat: nowSeconds(),
      exp: nowSeconds() + 300,
      at_hash: leftHalf(accessToken),
      ...(nonce && { nonce }),
    };
    const idToken = signJwt(claims, signingKey);
    secrets.idToken.push(idToken);
    return idToken;
  };

  const redeemCode = (clientId: string, form: URLSearchParams) => {
    const code = required(form, 'code');
    const verifier = required(form, 'code_verifier');
    if (!secrets.codeVerifier.includes(verifier)) secrets.codeVerifier.push(verifier);
    const pending = codes.get(code);
    codes.delete(code);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const isRight =
      pending?.redirectUri === required(form, 'redirect_uri') &&
      pending.challenge === challenge &&
      pending.expiresAt > nowSeconds();
    if (!pending || !isRight) throw new OAuthRefusal('invalid_grant');
    const tokens = issueTokens(clientId, pending.scope);
    if (!pending.scope.split(' ').includes('openid')) return tokens;
    return { ...tokens, id_token: newIdToken(clientId, pending.nonce, tokens.access_token) };
  };

  /** Single-use refresh tokens (RFC 9700 §4.14.2). */
  const rotate = (clientId: string, form: URLSearchParams) => {
    const refreshToken = required(form, 'refresh_token');
    const grant = refreshTokens.get(refreshToken);
    if (grant?.clientId !== clientId) throw new OAuthRefusal('invalid_grant');
    refreshTokens.delete(refreshToken);
    return issueTokens(clientId, grant.scope);
  };

  const bearer = (request: SeenRequest): void => {
    const [, accessToken = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    const known = accessTokens.get(accessToken);
    if (!known || known.expiresAt <= nowSeconds()) throw new OAuthRefusal('invalid_token', 401);
  };

  const authorize = (authorizationUrl: string): URL => {
    const { searchParams: query } = new URL(authorizationUrl);
    const client = clients.get(required(query, 'client_id'));
    const redirectUri = required(query, 'redirect_uri');
    if (!client || client.redirectUri !== redirectUri) throw new OAuthRefusal('invalid_client');
    if (required(query, 'response_type') !== 'code') throw new OAuthRefusal('invalid_request');
    if (required(query, 'code_challenge_method') !== 'S256') {
      throw new OAuthRefusal('invalid_request');
    }
    const state = required(query, 'state');
    const nonce = query.get('nonce');
    secrets.state.push(state);
    if (nonce) secrets.nonce.push(nonce);
    const code = issue('code');
    codes.set(code, {
      redirectUri,
      challenge: required(query, 'code_challenge'),
      nonce,
      scope: query.get('scope') ?? '',
      expiresAt: nowSeconds() + CODE_TTL_SECONDS,
    });
    const callback = new URL(redirectUri);
    callback.search = new URLSearchParams({ code, state }).toString();
    return callback;
  };

  /** RFC 6749 §4.1.3, §4.4.2 and §6. */
  const answerTokenRequest = (request: SeenRequest): Tokens => {
    if (request.method !== 'POST') throw new OAuthRefusal('invalid_request', 405);
    const clientId = authenticate(request);
    switch (required(request.form, 'grant_type')) {
      case 'authorization_code':
        return redeemCode(clientId, request.form);
      case 'refresh_token':
        return rotate(clientId, request.form);
      case 'client_credentials': {
        const { refresh_token: _none, ...tokens } = issueTokens(clientId, 'app');
        return tokens;
      }
      default:
        throw new OAuthRefusal('unsupported_grant_type');
    }
  };

  return {
    secrets,
    /** The keys that id_tokens are signed with. */
    jwks: { keys: [jwkOf(signingKey)] },
    authorize,
    answerTokenRequest,
    assertBearer: bearer,
    issueTokens,

    revoke(request: SeenRequest): void {
      authenticate(request);
      const revoked = required(request.form, 'token');
      refreshTokens.delete(revoked);
      accessTokens.delete(revoked);
    },

    register(redirectUri: string): RegisteredClient {
      const clientId = `client-${clients.size + 1}`;
      const clientSecret = issue('clientSecret');
      clients.set(clientId, { secret: clientSecret, redirectUri });
      return { clientId, clientSecret };
    },

    moveClient(clientId: string, redirectUri: string): void {
      const client = clients.get(clientId);
      if (client) clients.set(clientId, { ...client, redirectUri });
    },

    changeSecret(clientId: string, clientSecret: string): void {
      const client = clients.get(clientId);
      if (client) clients.set(clientId, { ...client, secret: clientSecret });
    },

    withdrawAll(): void {
      refreshTokens.clear();
      accessTokens.clear();
    },
  };
};
