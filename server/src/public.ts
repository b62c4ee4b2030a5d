import type { ConnectionFault, ConnectionState } from './contracts';
import type { ConnectedAppsErrorCode } from './errors/connected-apps-error';
import type { Owner } from './owners/kinds';

export type {
  Blame,
  ConnectionFault,
  ConnectionState,
  ConnectionStateName,
  Turn,
} from './contracts';

export type { HookContext, HookRequest, HookResponse, ProviderHooks } from './provider-hooks';
export type { Owner, OwnerKind } from './owners/kinds';
export type { ConnectedAppsErrorCode } from './errors/connected-apps-error';

/** Identifies a connection. */
export interface ConnectionRef {
  /** The app's key, e.g. `google-mail`. */
  app: string;
  /**
   * Default: `{ kind: 'shared' }`, the Strapi instance's own connection. An explicit `null` or
   * `undefined` is refused: a missing owner must not become the shared one by mistake.
   */
  owner?: Owner;
  /** Distinguishes several connections of one owner to one app. Default `'default'`. */
  account?: string;
}

export interface TokenOptions {
  /** Refresh the token even if it is still valid. Default false. */
  forceRefresh?: boolean;
  /**
   * Minimum remaining validity of the token, in seconds. Default 2. At most four fifths of the
   * token's lifetime count, because a refresh cannot exceed the lifetime that the provider gives.
   */
  minValiditySeconds?: number;
  /** Ends this caller's wait. A refresh in flight continues for other callers. */
  signal?: AbortSignal;
}

/** Appears as `[redacted]` when it is logged or serialised. */
export interface AccessToken {
  readonly accessToken: string;
  /** The provider's name for the type, e.g. `Bearer`. */
  readonly tokenType: string;
  /** Null if the lifetime is unknown: the token counts as valid until it is refused. */
  readonly expiresAt: Date | null;
  /** The granted scopes, which may be fewer than those requested. */
  readonly scopes: readonly string[];
  /**
   * The values of the app's variables for this connection, such as the id of a tenant, except those
   * that the app fixes.
   */
  readonly values: Readonly<Record<string, string>>;
}

/** What to exchange a token for (RFC 8693 §2.1). */
export interface ExchangeOptions {
  /** The logical name of the service where the new token will be used. */
  audience?: string | readonly string[];
  /** The address of that service, absolute and without a fragment. */
  resource?: string | readonly string[];
  /** Default: the provider decides. */
  scopes?: readonly string[];
  /** A URI such as `urn:ietf:params:oauth:token-type:jwt`. Default: the provider decides. */
  requestedTokenType?: string;
}

export interface ExchangedToken extends AccessToken {
  /** A URI such as `urn:ietf:params:oauth:token-type:access_token` (RFC 8693 §3). */
  readonly issuedTokenType: string;
}

/**
 * What the provider says about a token (RFC 7662 §2.2). A value that it does not tell is null, or an
 * empty list. Of an inactive token, nothing else is known.
 */
export type Introspection =
  | { readonly active: false }
  | {
      readonly active: true;
      readonly scopes: readonly string[];
      readonly clientId: string | null;
      readonly username: string | null;
      readonly tokenType: string | null;
      readonly expiresAt: Date | null;
      readonly issuedAt: Date | null;
      readonly notBefore: Date | null;
      readonly subject: string | null;
      readonly audiences: readonly string[];
      readonly issuer: string | null;
    };

export type ConnectionStatus =
  | { status: 'not_connected' }
  | {
      status: 'active' | 'needs_reconnect';
      /** Why the connection needs a reconnect, e.g. `invalid_grant`. */
      statusReason: string | null;
      /** A name for the connected account, e.g. an e-mail address. */
      accountLabel: string | null;
      /** The values of the app's variables for this connection, as in `AccessToken`. */
      values: Readonly<Record<string, string>>;
      expiresAt: Date | null;
      scopesGranted: readonly string[];
      connectedAt: Date;
      lastRefreshedAt: Date | null;
      /** When the first refresh since the last successful one failed; null if none has failed. */
      failingSince: Date | null;
      /** The last failure: whose fault it is, and a message for people. */
      lastError: ConnectionFault | null;
      /** The state of the connection, the same as on every page of the panel. */
      state: ConnectionState;
    };

export interface ConnectOptions {
  /** An address inside the panel to offer to the user after the connection is made. */
  returnTo: string;
  /** A subset of the app's scopes. Default: all of them. */
  scopes?: string[];
  /** By variable, for those that the app asks for, e.g. `{ shop: 'acme' }`. */
  values?: Record<string, string>;
  /**
   * Only for the shared owner: `documentId` of the admin who connects. Only this admin can complete
   * the flow. Default: any admin who may connect the shared account can complete it. That admin
   * must always confirm first, and sees the account that is connected now and the one that would
   * replace it. An explicit `null` or `undefined` is refused, as for `owner`.
   */
  startedBy?: string;
}

/**
 * The error of the public service, which `isConnectedAppsError` recognizes. Its message tells
 * people what happened and what to do. It holds no token, code or secret.
 */
export interface ConnectedAppsError extends Error {
  readonly name: 'ConnectedAppsError';
  readonly code: ConnectedAppsErrorCode;
  readonly app?: string;
  readonly owner?: Owner;
  /** A finer, machine-readable reason, e.g. the provider's own `error` (RFC 6749 §5.2). */
  readonly reason?: string;
  readonly retryAfterSeconds?: number;
  /** The caller can try this address instead of the one that failed. */
  readonly suggestedUrl?: string;
}

/**
 * `strapi.plugin('connected-apps').service('tokens')`: valid access tokens for other services.
 * Failures here or at the provider throw a `ConnectedAppsError` with a stable `code`. Other errors:
 * - `connect` throws a `ValidationError` (status 400) if it refuses the scopes, the values or
 *   `returnTo`;
 * - `fetch` also throws whatever the global `fetch` throws;
 * - an aborted `signal` throws its own reason;
 * - arguments that name no connection, such as an `owner` that is `null`, throw a `TypeError`.
 */
export interface ConnectedApps {
  /** Returns a valid access token, and refreshes it first if necessary. */
  getAccessToken(ref: ConnectionRef, options?: TokenOptions): Promise<string>;

  /** Returns the same token with its type, expiry and scopes. */
  getToken(ref: ConnectionRef, options?: TokenOptions): Promise<AccessToken>;

  /**
   * `fetch` with the token in its header (`Authorization`, unless the app's API wants another), to
   * the app's API origins only. After a 401,
   * refreshes the token and sends the request once more. The caller gets the 401 instead if the
   * body can be read only once (a stream, an iterator), if the response says `insufficient_scope`,
   * or if the API has refused a refreshed token within the last 5 minutes. Redirects are not
   * followed.
   */
  fetch(ref: ConnectionRef, input: string | URL, init?: RequestInit): Promise<Response>;

  /**
   * Starts a flow for the owner. The caller must send the browser to `authorizationUrl`, and at once
   * if the app pushes its authorization requests (RFC 9126): the provider keeps them for a minute.
   * An app whose grant needs no person is connected at once; `authorizationUrl` is then `returnTo`.
   * Throws `flow_invalid` (`only_in_panel`) for an app with a device code, which only the panel shows.
   */
  connect(ref: ConnectionRef, options: ConnectOptions): Promise<{ authorizationUrl: URL }>;

  /** Revokes the grant at the provider if possible, and deletes it here in any case. */
  disconnect(ref: ConnectionRef): Promise<{ revokedAtProvider: boolean }>;

  /**
   * Exchanges the connection's token for another one at the app's token endpoint (RFC 8693), such as
   * one for another service. Refreshes the connection's token first if necessary. The new token
   * stays in memory until shortly before it expires.
   */
  exchange(ref: ConnectionRef, options?: ExchangeOptions): Promise<ExchangedToken>;

  /**
   * Asks the provider about the connection's token (RFC 7662). The app needs an introspection
   * endpoint and client authentication; otherwise throws `provider_rejected` with the reason
   * `incomplete`. Changes nothing here.
   */
  introspect(ref: ConnectionRef): Promise<Introspection>;

  /** Returns the stored status. Sends no request to the provider. */
  status(ref: ConnectionRef): Promise<ConnectionStatus>;

  /**
   * Returns the app's own token, without a user (RFC 6749 §4.4). It stays in memory until shortly
   * before it expires. For a token that all instances of Strapi share, let the app obtain its tokens
   * by client credentials, and connect it.
   */
  clientCredentials(app: string, options?: { scopes?: string[] }): Promise<AccessToken>;
}
