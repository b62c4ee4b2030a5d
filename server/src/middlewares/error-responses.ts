import type { Context, Next } from 'koa';

import type { ErrorResponse } from '../contracts';
import { ConnectedAppsHttpError, toHttpError } from '../errors/http-errors';
import { RequestError } from '../errors/request-error';

type RefusalBody = ErrorResponse & { data: null };

/** Turns the plugin's own errors and refused requests into responses in Strapi's error format. */
const errorsMiddleware = () => async (ctx: Context, next: Next) => {
  try {
    await next();
  } catch (thrown) {
    const error = toHttpError(thrown);
    const isOurs = error instanceof ConnectedAppsHttpError || error instanceof RequestError;
    if (!isOurs) throw error;
    const { status, name, message, details } = error;
    ctx.status = status;
    ctx.body = { data: null, error: { status, name, message, details } } satisfies RefusalBody;
    if ('retryAfterSeconds' in details && details.retryAfterSeconds !== undefined) {
      ctx.set('Retry-After', String(details.retryAfterSeconds));
    }
  }
};

export default errorsMiddleware;
