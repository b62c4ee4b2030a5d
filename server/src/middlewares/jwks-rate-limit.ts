import type { Core } from '@strapi/strapi';
import type { Context, Next } from 'koa';

import { internalsOf } from '../composition';
import { clientKey } from './client-address';

/** Limits how often one network address reads public keys. */
const jwksRateLimit = (_config: unknown, { strapi }: { strapi: Core.Strapi }) => {
  const { rateLimits } = internalsOf(strapi);

  return async (ctx: Context, next: Next) => {
    const retryAfterSeconds = rateLimits.take('jwks', clientKey(ctx));
    if (retryAfterSeconds === 0) return next();
    ctx.set('Retry-After', String(retryAfterSeconds));
    ctx.status = 429;
    ctx.body = '';
  };
};

export default jwksRateLimit;
