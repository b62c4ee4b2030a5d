import type { Core } from '@strapi/strapi';
import type { Context, Next } from 'koa';

import { internalsOf } from '../composition';
import type { ErrorResponse } from '../contracts';
import { RequestError } from '../errors/request-error';
import type { LimitedAction } from '../services/runtime/rate-limits';

export interface RateLimitConfig {
  action: LimitedAction;
  /** Counts each connection separately, by the `uid` in the route's path. Default: false. */
  isByConnection?: boolean;
}

/** Limits how often the signed-in admin does `action`, whatever address the requests come from. */
const rateLimit = (
  { action, isByConnection = false }: RateLimitConfig,
  { strapi }: { strapi: Core.Strapi }
) => {
  const { rateLimits } = internalsOf(strapi);

  return async (ctx: Context, next: Next) => {
    const person: string = ctx.state.user.documentId;
    const key = isByConnection ? `${person} ${ctx.params.uid}` : person;
    const retryAfterSeconds = rateLimits.take(action, key);
    if (retryAfterSeconds === 0) return next();
    ctx.set('Retry-After', String(retryAfterSeconds));
    throw new RequestError(
      'RateLimitError',
      `You have tried this too often within a minute. Try again in ${retryAfterSeconds} s.`,
      { retryAfterSeconds } satisfies ErrorResponse['error']['details']
    );
  };
};

export default rateLimit;
