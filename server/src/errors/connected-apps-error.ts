import { types } from 'node:util';

import type { Owner } from '../owners/kinds';

/** The code of every `ConnectedAppsError`. The codes are stable. */
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
  'server_url_invalid',
  'not_ready',
] as const;

export type ConnectedAppsErrorCode = (typeof ERROR_CODES)[number];

export interface ConnectedAppsErrorOptions {
  app?: string;
  owner?: Owner;
  /** A finer, machine-readable reason, e.g. the provider's own `error` (RFC 6749 §5.2). */
  reason?: string;
  retryAfterSeconds?: number;
  /** An address to try instead of the one that failed. */
  suggestedUrl?: string;
  cause?: unknown;
}

/**
 * The error class of the plugin's public service. Its message tells people what happened and what
 * to do. It holds no token, code or secret.
 */
export class ConnectedAppsError extends Error {
  override readonly name = 'ConnectedAppsError';
  readonly code: ConnectedAppsErrorCode;
  readonly app?: string;
  readonly owner?: Owner;
  readonly reason?: string;
  readonly retryAfterSeconds?: number;
  readonly suggestedUrl?: string;

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
    this.suggestedUrl = options.suggestedUrl;
  }
}

/** The reason for refusing data that was changed in the database, past this plugin. */
export const TAMPERED = 'tampered';

/**
 * Checks the name instead of the class, because code that imports this package as an ES module gets
 * another copy of the class than the running plugin. The error may also come from another realm,
 * e.g. one of Jest's, where `instanceof Error` is false.
 */
export const isConnectedAppsError = (error: unknown): error is ConnectedAppsError =>
  types.isNativeError(error) && error.name === 'ConnectedAppsError' && 'code' in error;

export const isTampered = (error: unknown): error is ConnectedAppsError =>
  isConnectedAppsError(error) && error.reason === TAMPERED;
