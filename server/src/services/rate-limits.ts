import type { Core } from '@strapi/strapi';

import type { PluginConfig } from '../config';
import { PLUGIN_ID } from '../constants';
import { createRateLimiter, type RateLimiter } from './rate-limiter';
import { getService } from './registry';

export type LimitedAction = 'connect' | 'complete' | 'discovery' | 'callback';

/** Far more than a person does in a minute. */
const PER_PERSON_AND_MINUTE = 30;
const MAX_KEYS = 10_000;

/**
 * How often one person, or one address, may ask. Each process counts for itself: a limit against
 * floods needs no agreement among instances, and no query.
 */
export const createRateLimits = ({ strapi }: { strapi: Core.Strapi }) => {
  const { rateLimits } = strapi.config.get<PluginConfig>(`plugin::${PLUGIN_ID}`);
  const clock = getService(strapi, 'clock');
  const limiter = (perMinute: number) =>
    createRateLimiter({ perMinute, maxKeys: MAX_KEYS, now: () => clock.now() });

  const limiters: Record<LimitedAction, RateLimiter> = {
    connect: limiter(PER_PERSON_AND_MINUTE),
    complete: limiter(PER_PERSON_AND_MINUTE),
    discovery: limiter(PER_PERSON_AND_MINUTE),
    callback: limiter(rateLimits.callbackPerMinute),
  };

  return {
    /** 0 when `key` may go on, else the whole seconds after which it may. */
    take: (action: LimitedAction, key: string): number =>
      rateLimits.enabled ? Math.ceil(limiters[action].take(key) / 1_000) : 0,
  };
};

export type RateLimits = ReturnType<typeof createRateLimits>;
