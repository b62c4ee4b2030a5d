import type { Grant } from './hostile-grants';
import type { HostileProvider } from './hostile-provider';

export type Json = Record<string, unknown>;

/** The context in which an id_token is issued. */
export interface Issue {
  provider: HostileProvider;
  grant: Grant;
  clientId: string;
  clientSecret: string;
  accessToken: string;
  /** The code that was exchanged; null at a refresh. */
  code: string | null;
}

export interface UserInfoAnswer {
  contentType: string;
  body: string;
}

/**
 * What a provider does wrong, and nothing else. Each member replaces one part of a response, and
 * receives the correct one. The provider always validates requests by the specifications.
 */
export interface Deviation {
  /** RFC 8414 §2. */
  metadata?(metadata: Json, provider: HostileProvider): Json;
  /** Parameters of the authorization response (RFC 6749 §4.1.2). */
  authorizationResponse?(params: URLSearchParams, issue: { provider: HostileProvider }): void;
  /** Claims of the id_token, which is then signed properly. */
  claims?(claims: Json, issue: Issue): Json;
  /** The id_token itself; undefined omits it. */
  idToken?(claims: Json, issue: Issue): unknown;
  /** The token endpoint's response (RFC 6749 §5.1). */
  tokenAnswer?(answer: Json, issue: Issue): Json;
  /** An error of a token endpoint that should have issued tokens (RFC 6749 §5.2). */
  tokenRefusal?(issue: { provider: HostileProvider; form: URLSearchParams }): {
    status: number;
    body: Json;
    headers?: Record<string, string>;
  };
  /** RFC 7517 §5; null: the endpoint is down. */
  keys?(keys: Json[], provider: HostileProvider): unknown[] | null;
  /** Claims of userinfo as JSON (OpenID Connect Core §5.3.2). */
  userInfo?(claims: Json, provider: HostileProvider): Json | UserInfoAnswer;
}
