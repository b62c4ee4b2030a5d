import type { Context, Next } from 'koa';

import type { ErrorResponse } from '../contracts';
import {
  isConnectedAppsError,
  type ConnectedAppsError,
  type ConnectedAppsErrorCode,
} from '../errors';

/** Never 401: the panel would take it for the end of its own session and sign the user out. */
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
};

const toBody = (error: ConnectedAppsError, status: number): ErrorResponse & { data: null } => {
  const { name, message, code, app, retryAfterSeconds, reason } = error;
  return {
    data: null,
    error: { status, name, message, details: { code, app, reason, retryAfterSeconds } },
  };
};

/** Answers the plugin's own errors in Strapi's error format. */
const errorsMiddleware = () => async (ctx: Context, next: Next) => {
  try {
    await next();
  } catch (error) {
    if (!isConnectedAppsError(error)) throw error;
    const status = STATUS[error.code];
    ctx.status = status;
    ctx.body = toBody(error, status);
    if (error.retryAfterSeconds !== undefined)
      ctx.set('Retry-After', String(error.retryAfterSeconds));
  }
};

export default errorsMiddleware;
