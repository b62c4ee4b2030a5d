import { errors } from '@strapi/utils';
import type { Core } from '@strapi/strapi';
import type { Context, Next } from 'koa';

import type { ErrorResponse } from '../contracts';
import type { LimitedAction } from '../services/rate-limits';
import { getService } from '../services/registry';

/** Limits how often the signed-in admin does `action`, whichever addresses the requests come from. */
const rateLimit =
  ({ action }: { action: LimitedAction }, { strapi }: { strapi: Core.Strapi }) =>
  async (ctx: Context, next: Next) => {
    const retryAfterSeconds = getService(strapi, 'rate-limits').take(
      action,
      ctx.state.user.documentId
    );
    if (retryAfterSeconds === 0) return next();
    ctx.set('Retry-After', String(retryAfterSeconds));
    throw new errors.RateLimitError(
      `You have tried this too often within a minute. Try again in ${retryAfterSeconds} s.`,
      { retryAfterSeconds } satisfies ErrorResponse['error']['details']
    );
  };

export default rateLimit;
