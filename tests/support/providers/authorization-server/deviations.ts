import type { Grant } from './grants';
import type { TestAuthorizationServer } from './server';

export type Json = Record<string, unknown>;

/** The context in which tokens are issued. */
export interface Issue {
  provider: TestAuthorizationServer;
  grant: Grant;
  clientSecret: string;
  accessToken: string;
  /** The code that was exchanged; null at a refresh. */
  code: string | null;
}

export interface UserInfoResponse {
  contentType: string;
  body: string;
}

export interface TokenError {
  status: number;
  body: Json;
  headers?: Record<string, string>;
}

/**
 * What a provider does wrong, and nothing else. Each member replaces one part of a response, and
 * receives the correct one. The provider always validates requests by the specifications.
 */
export interface Deviation {
  /** RFC 8414 §2. */
  metadata?(metadata: Json, provider: TestAuthorizationServer): Json;
  /** Parameters of the authorization response (RFC 6749 §4.1.2). */
  authorizationResponse?(params: URLSearchParams, provider: TestAuthorizationServer): void;
  /** The JWT of a signed authorization response (JARM §2.1). */
  responseJwt?(claims: Json, provider: TestAuthorizationServer): string;
  /** Claims of the id_token, which is then signed properly. */
  claims?(claims: Json, issue: Issue): Json;
  /** The id_token itself; undefined omits it. */
  idToken?(claims: Json, issue: Issue): unknown;
  /** The token endpoint's response (RFC 6749 §5.1). */
  tokenResponse?(response: Json, issue: Issue): Json;
  /** An error of a token endpoint that should have issued tokens (RFC 6749 §5.2). */
  tokenError?(form: URLSearchParams): TokenError;
  /** RFC 7517 §5; null: the endpoint is down. */
  keys?(keys: Json[], provider: TestAuthorizationServer): unknown[] | null;
  /** Claims of userinfo as JSON (OpenID Connect Core §5.3.2). */
  userInfo?(claims: Json, provider: TestAuthorizationServer): Json | UserInfoResponse;
}

type Change<Context> = Json | ((proper: Json, context: Context) => Json);

/** Replaces members; undefined removes one. */
const changed = <Context>(proper: Json, change: Change<Context>, context: Context): Json => ({
  ...proper,
  ...(typeof change === 'function' ? change(proper, context) : change),
});

export const announcing = (change: Change<TestAuthorizationServer>): Deviation => ({
  metadata: (proper, provider) => changed(proper, change, provider),
});

export const claiming = (change: Change<Issue>): Deviation => ({
  claims: (proper, issue) => changed(proper, change, issue),
});

export const responding = (change: Change<Issue>): Deviation => ({
  tokenResponse: (proper, issue) => changed(proper, change, issue),
});
