import type { Owner } from './owners/kinds';

/** Every fault that leaves this plugin has one of these codes; they are stable. */
export const ERROR_CODES = [
  'not_connected',
  'needs_reconnect',
  'insufficient_scope',
  'provider_unavailable',
  'provider_rejected',
  'flow_expired',
  'flow_invalid',
  'owner_not_allowed',
  'app_not_found',
  'app_disabled',
  'key_unavailable',
  'url_not_allowed',
  'in_transaction',
] as const;

export type ConnectedAppsErrorCode = (typeof ERROR_CODES)[number];

export interface ConnectedAppsErrorOptions {
  app?: string;
  owner?: Owner;
  /** A finer, machine-readable reason, e.g. the provider's own `error` (RFC 6749 §5.2). */
  reason?: string;
  retryAfterSeconds?: number;
  cause?: unknown;
}

/**
 * The one error class of the plugin. Its message says what happened and what to do, for people;
 * it holds no token, code or secret.
 */
export class ConnectedAppsError extends Error {
  override readonly name = 'ConnectedAppsError';
  readonly code: ConnectedAppsErrorCode;
  readonly app?: string;
  readonly owner?: Owner;
  readonly reason?: string;
  readonly retryAfterSeconds?: number;

  constructor(
    code: ConnectedAppsErrorCode,
    message: string,
    options: ConnectedAppsErrorOptions = {}
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.app = options.app;
    this.owner = options.owner;
    this.reason = options.reason;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export const isConnectedAppsError = (error: unknown): error is ConnectedAppsError =>
  error instanceof ConnectedAppsError;
