/**
 * The states of apps and connections. The server derives them in one place; the panel and other
 * plugins read them. Types only. Dates are ISO 8601 strings.
 */
import type { ConnectedAppsErrorCode } from './errors/connected-apps-error';

/** A fault that stops a whole app from working, in its own settings or at its provider. */
export interface AppFault {
  code: ConnectedAppsErrorCode;
  /** A finer reason: the provider's own error code, or one of the plugin's. */
  reason: string | null;
  /** Tells people what to do. */
  message: string;
  /** When the fault first appeared. */
  at: string;
  /** When the plugin next tries automatically; null: no attempt is scheduled. */
  nextAttemptAt: string | null;
}

/** Who must act next. */
export type Turn = 'nobody' | 'owner' | 'admin';

export type AppStateName =
  /** Complete, with no known fault. */
  | 'ready'
  | 'disabled'
  /** An endpoint or the client id is missing. */
  | 'incomplete'
  /** The provider refuses the app itself, e.g. its client secret. */
  | 'needs_repair'
  /** The provider refuses the new client secret and still accepts the previous one. */
  | 'secret_refused'
  /** The provider does not respond, or responds with faults. */
  | 'provider_unavailable';

/** The state of an app. Derived in one place, so that every page shows the same. */
export interface AppState {
  name: AppStateName;
  /** When the app entered this state; null if unknown. */
  since: string | null;
  turn: Exclude<Turn, 'owner'>;
  fault: AppFault | null;
  /** Host of the token endpoint, e.g. `accounts.example.com`. */
  providerHost: string | null;
}

/** Which of the app's scopes its active connections lack. */
export interface ScopeGaps {
  /** In the app's order. */
  scopes: string[];
  /** How many connections lack at least one of them. */
  connections: number;
}

/**
 * Whose fault a failed refresh is, by the evidence so far: `provider` if it does not respond or
 * fails, with no sign that only this connection is affected; `app` if the provider refuses the app
 * or its settings; `connection` if other connections have been refreshed since; `unknown` if there
 * is nothing to compare with.
 */
export type Blame = 'provider' | 'app' | 'connection' | 'unknown';

/** The last failed refresh. */
export interface ConnectionFault {
  blame: Blame;
  code: ConnectedAppsErrorCode;
  /** A finer reason: the provider's own error code, or one of the plugin's. */
  reason: string | null;
  /** Tells people what to do. */
  message: string;
  at: string;
}

export type ConnectionStateName =
  /** Works, with all requested scopes. */
  | 'connected'
  /** Works, but lacks scopes that the app requests. */
  | 'limited'
  /** The last refresh failed. The current token may still be valid. */
  | 'failing'
  /**
   * The token has expired, and no refresh has failed. If possible, it is refreshed when it is next
   * requested.
   */
  | 'expired'
  /** Only a new consent by the owner helps. */
  | 'needs_reconnect';

/** The state of a connection. Derived in one place, so that all pages and plugins show the same. */
export interface ConnectionState {
  name: ConnectionStateName;
  /** When the connection entered this state; null if unknown. */
  since: string | null;
  turn: Turn;
  /** What went wrong; null if nothing did. */
  fault: ConnectionFault | null;
  /** When the plugin next tries automatically; null: no attempt is scheduled. */
  nextAttemptAt: string | null;
  /** Whether the connection is active and its access token has not expired. */
  isTokenValid: boolean;
  /** Whether a user may try the stored refresh token again by hand. */
  canTryAgain: boolean;
  /** Scopes that were requested but not granted. */
  scopesRefused: string[];
  /** Scopes that were added to the app later and never requested. */
  scopesNotAsked: string[];
  /** Host of the token endpoint, e.g. `accounts.example.com`. */
  providerHost: string | null;
}
