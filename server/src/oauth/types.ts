import type { AssertionKey } from '../protocol-settings';
import type { Endpoints, KeyValue, ProtocolSettings, ProviderCapabilities } from '../contracts';
import type { ProviderHooks } from '../provider-hooks';
import type { ClientAuthMethod } from './client-auth-methods';
import type { SigningKey } from './client-keys';

/**
 * A `fetch` that reaches allowed addresses only and never follows a redirect. Arguments and result
 * are those of the global `fetch`.
 */
export type GuardedFetch = (input: string | URL, init?: RequestInit) => Promise<Response>;

/** Sends one request. Returns a redirect, or refuses it if `init.redirect` is `error`. */
export type SendRequest = (url: URL, init: RequestInit) => Promise<Response>;

/**
 * `new` opens a connection for the request. `kept` reuses a connection that carried another request
 * within the last second, if there is one. That saves a handshake, but the provider may close the
 * connection at that very moment, and then the request fails (RFC 9112 §9.3.1).
 */
export type ConnectionUse = 'new' | 'kept';

/** For requests of the protocol. Default: a `new` connection. */
export type ProtocolFetch = (
  input: string | URL,
  init?: RequestInit,
  connectionUse?: ConnectionUse
) => Promise<Response>;

/** One client registration at one provider, with its secrets decrypted. */
export interface ClientSettings {
  appKey: string;
  /** Null for a plain OAuth 2.0 provider, whose id_tokens are not used. */
  issuer: string | null;
  endpoints: Endpoints;
  clientId: string;
  clientSecret: string | null;
  clientAuthMethod: ClientAuthMethod;
  /** Signs assertions. Absent: the app has no key. */
  assertionKey?: AssertionKey;
  /** Signs client assertions. Absent unless the method is `private_key_jwt`. */
  clientKey?: SigningKey;
  authorizationParams: KeyValue[];
  tokenParams: KeyValue[];
  protocol: ProtocolSettings;
  /** Places of the code exchange's response whose values stay with the connection. */
  keptPlaces: readonly string[];
  capabilities: ProviderCapabilities;
  /**
   * Lifetime of an access token, in seconds, if neither response nor introspection gives one. Null:
   * the token counts as valid until it is refused.
   */
  defaultLifetimeSeconds: number | null;
}

export interface ProtocolContext {
  fetch: ProtocolFetch;
  /** Of this app. Default: none. */
  hooks?: ProviderHooks;
  /** Epoch milliseconds. Decides `expiresAt`. Times in an id_token use the system clock instead. */
  now(): number;
}

export interface AuthorizationUrlInput {
  /** Sent byte for byte as given (RFC 6749 §4.1.3). */
  redirectUri: string;
  scopes: string[];
  state: string;
  /** 43–128 characters (RFC 7636 §4.1), see `newCodeVerifier`. Not used if PKCE is off. */
  codeVerifier: string;
  /** Sent with the `openid` scope (OpenID Connect Core §3.1.2.1). */
  nonce?: string | null;
}

export interface CodeExchangeInput {
  /** The redirect URI of the authorization request. */
  redirectUri: string;
  /** The provider's authorization response, as received. */
  params: URLSearchParams;
  state: string;
  codeVerifier: string;
  /** The nonce that was sent. Null if there was none: an id_token is then not used. */
  nonce: string | null;
  scopesRequested: string[];
  signal?: AbortSignal;
}

/**
 * Sends a request, at once or in its turn. An error that `request` did not throw means that nothing
 * was sent.
 */
export type Send = (
  request: (connectionUse?: ConnectionUse) => Promise<Response>
) => Promise<Response>;

export interface RefreshInput {
  refreshToken: string;
  /** The present one, for providers that prolong it. Not called for any other. */
  accessToken(): string;
  scopesRequested: string[];
  /** The scopes that a response without `scope` stands for (RFC 6749 §6). */
  scopesGranted: string[];
  /** The subject that a refreshed id_token must name. Null: id_tokens are not used. */
  subject: string | null;
  signal?: AbortSignal;
  /** Default: at once. */
  send?: Send;
}

export interface ClientCredentialsInput {
  scopes: string[];
  signal?: AbortSignal;
  /** Default: at once. */
  send?: Send;
}

export interface TokenExchangeInput {
  subjectToken: string;
  /** None: the provider decides. */
  scopes: readonly string[];
  audiences: readonly string[];
  /** Absolute addresses (RFC 8707 §2). */
  resources: readonly string[];
  /** A URI such as `urn:ietf:params:oauth:token-type:jwt`. Null: the provider decides. */
  requestedTokenType: string | null;
}

/** The token is used like any bearer token. */
export interface ExchangedTokenResult extends TokenResult {
  issuedTokenType: string;
}

/** RFC 7662 §2.2. Of an inactive token, nothing else is known. */
export type IntrospectionResult =
  | { active: false }
  | {
      active: true;
      scopes: string[];
      clientId: string | null;
      username: string | null;
      tokenType: string | null;
      expiresAt: Date | null;
      issuedAt: Date | null;
      notBefore: Date | null;
      subject: string | null;
      audiences: string[];
      issuer: string | null;
    };

export interface RevocationInput {
  token: string;
  tokenTypeHint: 'access_token' | 'refresh_token';
}

export interface UserInfoInput {
  accessToken: string;
  /** The `sub` of the id_token, which userinfo must repeat; null if there was none. */
  subject: string | null;
}

/** What a person needs to authorize a device, and what the client polls with (RFC 8628 §3.2). */
export interface DeviceAuthorization {
  /** A secret. */
  deviceCode: string;
  /** Printable ASCII, at most 64 characters. */
  userCode: string;
  /** An https address, or http on a loopback host. */
  verificationUri: string;
  /** The same, with the user code in it; null if the provider gives none. */
  verificationUriComplete: string | null;
  /** How long the codes live: at most an hour. */
  lifetimeSeconds: number;
  /** How long to wait between two polls. */
  intervalSeconds: number;
}

export interface DeviceAuthorizationInput {
  scopes: string[];
}

export interface DevicePollInput {
  deviceCode: string;
  scopesRequested: string[];
  signal?: AbortSignal;
}

/** `slow_down`: from now on, wait five seconds longer between two polls (RFC 8628 §3.5). */
export type DevicePoll =
  { state: 'pending' | 'slow_down' } | { state: 'granted'; tokens: TokenResult };

/** The standard claims that name an account (OpenID Connect Core §5.1); null if absent. */
export interface AccountClaims {
  email: string | null;
  name: string | null;
  preferredUsername: string | null;
}

/** An account as a provider without OpenID Connect names it. */
export interface ProviderAccount {
  /** Null: not given. */
  id: string | null;
  name: string | null;
}

export interface UserInfo extends AccountClaims {
  /** `sub`, or else the `id` from a provider with its own kind of userinfo (GitHub). */
  subject: string | null;
}

/** The result of a token request. Holds secrets: never log it. */
export interface TokenResult {
  accessToken: string;
  /** Null if the response had none: a refresh then keeps the current one (RFC 6749 §6). */
  refreshToken: string | null;
  /** Always `Bearer`, because other types are refused (RFC 6749 §7.1). */
  tokenType: string;
  /** The time immediately before the request was sent, in epoch milliseconds. */
  requestedAtMs: number;
  /** `requestedAtMs` plus the token's lifetime; null if its lifetime is unknown. */
  expiresAt: Date | null;
  /**
   * The granted scopes. If the response names none: those requested (RFC 6749 §5.1), or for a
   * refresh those granted before.
   */
  scopes: string[];
  /** `sub` of the verified id_token. */
  subject: string | null;
  /** From the verified id_token; null if there was none. */
  claims: AccountClaims | null;
  /** The account in the response, where the settings say that it is; null for a refresh. */
  account: ProviderAccount | null;
  /** By place: the values of `keptPlaces` in the response. */
  kept: Readonly<Record<string, string>>;
}

/**
 * The protocol with one provider. Methods throw only `ConnectedAppsError`, except the reason of an
 * aborted signal.
 */
export interface OAuthClient {
  /**
   * The address of the consent page (RFC 6749 §4.1.1, RFC 7636 §4.3 with S256 unless PKCE is off).
   * If the app has an endpoint for it, pushes the request there first (RFC 9126), and the address
   * is valid only as long as the provider keeps the request, such as a minute.
   * @throws {ConnectedAppsError} `provider_rejected` if the app has no usable authorization
   *   endpoint, or if the provider refuses the pushed request; `provider_unavailable`
   */
  buildAuthorizationUrl(input: AuthorizationUrlInput): Promise<URL>;

  /**
   * The parameters of an authorization response that count. If the app asks for signed responses
   * (JARM), these are the claims of the verified JWT; otherwise all that arrived. May send a request
   * for the provider's keys, so the caller must have found the flow first.
   * @throws {ConnectedAppsError} `flow_invalid`, `provider_rejected`, `provider_unavailable`
   */
  verifiedResponse(params: URLSearchParams): Promise<URLSearchParams>;

  /**
   * Checks the authorization response before the code is exchanged: no duplicate parameters
   * (RFC 6749 §3.1), `iss` (RFC 9207 §2.4), `error` (RFC 6749 §4.1.2.1), a code. The caller must
   * check the state.
   * @throws {ConnectedAppsError} `flow_invalid` (reasons `access_denied`, `issuer_mismatch`,
   *   `issuer_missing`, `duplicate_parameter`, `missing_code`…), `provider_rejected`,
   *   `provider_unavailable`
   */
  checkAuthorizationResponse(params: URLSearchParams): void;

  /**
   * Exchanges the code (RFC 6749 §4.1.3). A code is never sent again, unless the provider refused
   * the client itself (see `secret-rollover.ts`).
   * @throws {ConnectedAppsError} `flow_invalid`, `flow_expired` (the code was refused),
   *   `provider_rejected`, `provider_unavailable`
   */
  exchangeCode(input: CodeExchangeInput): Promise<TokenResult>;

  /**
   * Runs the app's grant, which needs no person (`UNATTENDED_GRANTS`). The result's `refreshToken`
   * is the `grant_type`: what a refresh sends.
   * @throws {ConnectedAppsError} `provider_rejected`, `provider_unavailable`
   */
  runGrant(input: ClientCredentialsInput): Promise<TokenResult>;

  /**
   * Requests the codes with which a person authorizes this client (RFC 8628 §3.1).
   * @throws {ConnectedAppsError} `provider_rejected`, `provider_unavailable`
   */
  authorizeDevice(input: DeviceAuthorizationInput): Promise<DeviceAuthorization>;

  /**
   * Asks once for the tokens of a device code (RFC 8628 §3.4).
   * @throws {ConnectedAppsError} `flow_invalid` (`access_denied`: the person refused),
   *   `flow_expired` (the code has expired or was used), `provider_rejected`,
   *   `provider_unavailable`
   */
  pollDevice(input: DevicePollInput): Promise<DevicePoll>;

  /**
   * Refreshes the tokens (RFC 6749 §6). Sends no `scope`, so the scope of the grant stays the same.
   * Runs the app's grant again if that needs no person.
   * @throws {ConnectedAppsError} `needs_reconnect` (`invalid_grant`, `subject_changed`…),
   *   `provider_rejected`, `provider_unavailable`
   */
  refresh(input: RefreshInput): Promise<TokenResult>;

  /**
   * Gets a token for the app itself (RFC 6749 §4.4).
   * @throws {ConnectedAppsError} `provider_rejected`, `provider_unavailable`
   */
  clientCredentials(input: ClientCredentialsInput): Promise<TokenResult>;

  /**
   * Exchanges a token for another one (RFC 8693).
   * @throws {ConnectedAppsError} `provider_rejected`, `provider_unavailable`
   */
  exchangeToken(input: TokenExchangeInput): Promise<ExchangedTokenResult>;

  /**
   * Asks the provider about an access token (RFC 7662).
   * @throws {ConnectedAppsError} `provider_rejected` (`incomplete`: the app has no such endpoint, or
   *   does not authenticate), `provider_unavailable`
   */
  introspect(accessToken: string): Promise<IntrospectionResult>;

  /**
   * Revokes a token (RFC 7009). `unsupported`: the provider has no such endpoint, or does not
   * revoke this type.
   * @throws {ConnectedAppsError} `provider_unavailable` (try later), `provider_rejected`
   */
  revoke(input: RevocationInput): Promise<'revoked' | 'unsupported'>;

  /**
   * Identifies the account (OpenID Connect Core §5.3). Null if the app has no userinfo endpoint, or
   * if the response names no subject although one is expected.
   * @throws {ConnectedAppsError} `provider_rejected` (`subject_mismatch`, Core §5.3.2; `http_401`,
   *   `http_403`… if the endpoint refuses the access token), `provider_unavailable`
   */
  userInfo(input: UserInfoInput): Promise<UserInfo | null>;
}
