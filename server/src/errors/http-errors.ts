import type { ErrorResponse } from '../contracts';
import { isConnectedAppsError, type ConnectedAppsErrorCode } from './connected-apps-error';

/** Never 401: the panel would assume that its own session has ended and sign the user out. */
const STATUS: Record<ConnectedAppsErrorCode, number> = {
  not_connected: 404,
  needs_reconnect: 409,
  insufficient_scope: 409,
  provider_unavailable: 503,
  provider_rejected: 422,
  flow_expired: 410,
  flow_invalid: 409,
  owner_not_allowed: 403,
  app_not_found: 404,
  app_disabled: 409,
  key_unavailable: 503,
  url_not_allowed: 400,
  in_transaction: 409,
  server_url_invalid: 503,
  not_ready: 503,
};

/**
 * An error that Strapi turns into a response with its status, message and details, like an error of
 * the package `http-errors`. It extends no class of Strapi, because the package manager decides
 * which copy of `@strapi/utils` a plugin gets.
 */
export class ConnectedAppsHttpError extends Error {
  override readonly name = 'ConnectedAppsError';
  readonly statusCode: number;

  constructor(
    readonly status: number,
    message: string,
    readonly details: ErrorResponse['error']['details'],
    cause: unknown
  ) {
    super(message, { cause });
    this.statusCode = status;
  }

  /**
   * Without this, Strapi hides the message of a 503. Writes are ignored, because `http-errors` sets
   * it to false.
   */
  get expose(): boolean {
    return true;
  }

  set expose(_isExposed: boolean) {}
}

/**
 * Turns a `ConnectedAppsError` into an error to throw in a controller. Strapi then responds with
 * the status of its code (never 401), its message, and `code`, `app`, `reason`, `retryAfterSeconds`
 * and `suggestedUrl` as `details`. Returns any other error unchanged.
 */
export const toHttpError = (error: unknown): unknown => {
  if (!isConnectedAppsError(error)) return error;
  const { message, code, app, reason, retryAfterSeconds, suggestedUrl } = error;
  const details = { code, app, reason, retryAfterSeconds, suggestedUrl };
  return new ConnectedAppsHttpError(STATUS[code], message, details, error);
};
