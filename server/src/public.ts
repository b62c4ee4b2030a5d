import type { Owner } from './owners/kinds';

export type { Owner, OwnerKind } from './owners/kinds';
export { ConnectedAppsError } from './errors';
export type { ConnectedAppsErrorCode } from './errors';

/** Which connection is meant. */
export interface ConnectionRef {
  /** The app's key, e.g. `google-mail`. */
  app: string;
  /** Default `{ kind: 'shared' }`: the Strapi instance's own connection. */
  owner?: Owner;
  /** Tells several connections of one owner to one app apart. Default `'default'`. */
  account?: string;
}

export interface TokenOptions {
  /** Renew the token even though it is valid. Default false. */
  forceRefresh?: boolean;
  /**
   * How long the token must at least be valid from now, in seconds. Default 2. No more than four
   * fifths of the token's lifetime count, since no renewal gives more than the provider does.
   */
  minValiditySeconds?: number;
  /** Ends this caller's wait; a refresh that others wait for goes on. */
  signal?: AbortSignal;
}

/** Prints as `[redacted]` when it is logged or serialised. */
export interface AccessToken {
  readonly accessToken: string;
  /** As the provider named it, e.g. `Bearer`. */
  readonly tokenType: string;
  /** Null when the provider gave no lifetime: valid until it is refused. */
  readonly expiresAt: Date | null;
  /** What was granted, which may be less than what was asked for. */
  readonly scopes: readonly string[];
}

export type ConnectionStatus =
  | { status: 'not_connected' }
  | {
      status: 'active' | 'needs_reconnect';
      /** Why it must be reconnected, e.g. `invalid_grant`. */
      statusReason: string | null;
      /** As whom, e.g. an e-mail address. */
      accountLabel: string | null;
      expiresAt: Date | null;
      scopesGranted: readonly string[];
      connectedAt: Date;
      lastRefreshedAt: Date | null;
    };

export interface ConnectOptions {
  /** An address inside the panel to offer after the connection is made. */
  returnTo: string;
  /** A part of the app's scopes. Default: all of them. */
  scopes?: string[];
}

/**
 * `strapi.plugin('connected-apps').service('tokens')`: tokens of other services, always valid.
 * What goes wrong here or at the provider is a `ConnectedAppsError` with a stable `code`. Besides,
 * `connect` throws Strapi's `ValidationError` for scopes or a `returnTo` that it refuses, `fetch`
 * what the global `fetch` throws, and an aborted `signal` its own reason.
 */
export interface ConnectedApps {
  /** A valid access token, renewed when need be. */
  getAccessToken(ref: ConnectionRef, options?: TokenOptions): Promise<string>;

  /** The same with its type, expiry and scopes. */
  getToken(ref: ConnectionRef, options?: TokenOptions): Promise<AccessToken>;

  /**
   * `fetch` with the token in the Authorization header, to the app's API origins only. On a 401
   * the token is renewed and the request sent once more. Redirects are not followed.
   */
  fetch(ref: ConnectionRef, input: string | URL, init?: RequestInit): Promise<Response>;

  /** Starts a flow for the owner; the browser goes to `authorizationUrl`. */
  connect(ref: ConnectionRef, options: ConnectOptions): Promise<{ authorizationUrl: URL }>;

  /** Revokes the grant at the provider where it can be, and deletes it here in any case. */
  disconnect(ref: ConnectionRef): Promise<{ revokedAtProvider: boolean }>;

  /** What is stored; asks nobody. */
  status(ref: ConnectionRef): Promise<ConnectionStatus>;

  /** The app's own token, without any user (RFC 6749 §4.4). Kept in memory until shortly before its expiry. */
  clientCredentials(app: string, options?: { scopes?: string[] }): Promise<AccessToken>;
}
