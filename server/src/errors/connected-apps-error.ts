import { types } from 'node:util';

import type { Owner } from '../owners/kinds';
import type * as contract from '../public';

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

type Details = Omit<contract.ConnectedAppsError, keyof Error | 'code'>;

/** Other plugins know only the contract: they neither create such an error nor compare classes. */
export class ConnectedAppsError extends Error implements contract.ConnectedAppsError {
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
    options: Details & { cause?: unknown } = {}
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

/** The reason for refusing data that was changed directly in the database. */
export const TAMPERED = 'tampered';

/**
 * Checks the name instead of the class, because code whose package manager gives it another copy of
 * this package has a different class from the running plugin. The error may also come from another
 * realm, e.g. one of Jest's, where `instanceof Error` is false.
 */
export const isConnectedAppsError = (error: unknown): error is contract.ConnectedAppsError =>
  types.isNativeError(error) && error.name === 'ConnectedAppsError' && 'code' in error;

export const isTampered = (error: unknown): error is contract.ConnectedAppsError =>
  isConnectedAppsError(error) && error.reason === TAMPERED;
