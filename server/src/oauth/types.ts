import type { Endpoints, KeyValue, ProviderCapabilities } from '../contracts';
import type { ClientAuthMethod } from './client-auth-methods';

/**
 * A `fetch` that reaches public addresses only. It takes and gives what the global `fetch` does
 * and never follows a redirect.
 */
export type GuardedFetch = (input: string | URL, init?: RequestInit) => Promise<Response>;

/** One client registration at one provider, opened for use. */
export interface ClientSettings {
  appKey: string;
  /** Null for a plain OAuth 2.0 provider: id_tokens are then not used. */
  issuer: string | null;
  endpoints: Endpoints;
  clientId: string;
  clientSecret: string | null;
  clientAuthMethod: ClientAuthMethod;
  authorizationParams: KeyValue[];
  tokenParams: KeyValue[];
  capabilities: ProviderCapabilities;
}

export interface ProtocolContext {
  fetch: GuardedFetch;
  /** Epoch milliseconds. Decides `expiresAt`; the times in an id_token are held against the system clock. */
  now(): number;
}

export interface AuthorizationUrlInput {
  /** Sent byte for byte as given (RFC 6749 §4.1.3). */
  redirectUri: string;
  scopes: string[];
  state: string;
  /** 43–128 characters (RFC 7636 §4.1), see `newCodeVerifier`. */
  codeVerifier: string;
  /** Sent with the `openid` scope (OpenID Connect Core §3.1.2.1). */
  nonce?: string | null;
}

export interface CodeExchangeInput {
  /** The one that the authorization request was sent with. */
  redirectUri: string;
  /** The provider's answer, as received. */
  params: URLSearchParams;
  state: string;
  codeVerifier: string;
  /** The one that was sent; null when there was none. An id_token is then not asked for and not used. */
  nonce: string | null;
  scopesRequested: string[];
  signal?: AbortSignal;
}

export interface RefreshInput {
  refreshToken: string;
  scopesRequested: string[];
  /** What an answer without `scope` stands for (RFC 6749 §6). */
  scopesGranted: string[];
  /** Whom a refreshed id_token must name; null: id_tokens are not used. */
  subject: string | null;
  signal?: AbortSignal;
}

export interface ClientCredentialsInput {
  scopes: string[];
  signal?: AbortSignal;
}

export interface RevocationInput {
  token: string;
  tokenTypeHint: 'access_token' | 'refresh_token';
}

export interface UserInfoInput {
  accessToken: string;
  /** The `sub` of the id_token, which userinfo must repeat; null where there was none. */
  subject: string | null;
}

/** How an account calls itself: the standard claims of OpenID Connect Core §5.1, where given. */
export interface AccountClaims {
  email: string | null;
  name: string | null;
  preferredUsername: string | null;
}

export interface UserInfo extends AccountClaims {
  /** `sub`, else the `id` of a provider that has userinfo of its own kind (GitHub). */
  subject: string | null;
}

/** What a token endpoint gave. Holds secrets: never log it. */
export interface TokenResult {
  accessToken: string;
  /** Null when the answer had none: a refresh then keeps the present one (RFC 6749 §6). */
  refreshToken: string | null;
  /** Always `Bearer`: other types are refused (RFC 6749 §7.1). */
  tokenType: string;
  /** The time before the request was sent plus `expires_in`; null when the provider gave no lifetime. */
  expiresAt: Date | null;
  /** As granted; as requested where the answer does not say (RFC 6749 §5.1). */
  scopes: string[];
  /** `sub` of the verified id_token. */
  subject: string | null;
  /** From the verified id_token; null when there was none. */
  claims: AccountClaims | null;
}

/** One provider's protocol. Every method throws `ConnectedAppsError` and nothing else, but for an aborted signal. */
export interface OAuthClient {
  /**
   * The address of the consent page (RFC 6749 §4.1.1, RFC 7636 §4.3 with S256).
   * @throws {ConnectedAppsError} `provider_rejected` when the app has no usable authorization endpoint
   */
  buildAuthorizationUrl(input: AuthorizationUrlInput): Promise<URL>;

  /**
   * Checks the provider's answer before anything is exchanged: parameters given once (RFC 6749
   * §3.1), `iss` (RFC 9207 §2.4), `error` (RFC 6749 §4.1.2.1), a code. The state is the caller's.
   * @throws {ConnectedAppsError} `flow_invalid` (reasons `access_denied`, `issuer_mismatch`,
   *   `issuer_missing`, `duplicate_parameter`, `missing_code`…), `provider_rejected`,
   *   `provider_unavailable`
   */
  checkAuthorizationResponse(params: URLSearchParams): void;

  /**
   * Exchanges the code (RFC 6749 §4.1.3), once: a code is never sent again, unless the client
   * itself was refused (see `secret-rollover.ts`).
   * @throws {ConnectedAppsError} `flow_invalid`, `flow_expired` (the code was refused),
   *   `provider_rejected`, `provider_unavailable`
   */
  exchangeCode(input: CodeExchangeInput): Promise<TokenResult>;

  /**
   * Renews the tokens (RFC 6749 §6). No `scope` is sent: the grant stays as it is.
   * @throws {ConnectedAppsError} `needs_reconnect` (`invalid_grant`, `subject_changed`…),
   *   `provider_rejected`, `provider_unavailable`
   */
  refresh(input: RefreshInput): Promise<TokenResult>;

  /**
   * A token of the app itself (RFC 6749 §4.4).
   * @throws {ConnectedAppsError} `provider_rejected`, `provider_unavailable`
   */
  clientCredentials(input: ClientCredentialsInput): Promise<TokenResult>;

  /**
   * Revokes a token (RFC 7009). `unsupported`: the provider has no such endpoint, or does not
   * revoke this type.
   * @throws {ConnectedAppsError} `provider_unavailable` (try later), `provider_rejected`
   */
  revoke(input: RevocationInput): Promise<'revoked' | 'unsupported'>;

  /**
   * Who the account is (OpenID Connect Core §5.3). Null when the app has no userinfo endpoint or
   * the answer names no subject though one is expected.
   * @throws {ConnectedAppsError} `provider_rejected` (`subject_mismatch`, Core §5.3.2; `http_401`,
   *   `http_403`… when the access token is not accepted there), `provider_unavailable`
   */
  userInfo(input: UserInfoInput): Promise<UserInfo | null>;
}
