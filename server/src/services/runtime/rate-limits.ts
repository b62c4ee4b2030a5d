import type { PluginConfig } from '../../config';
import type { Clock } from './clock';
import { createRateLimiter, type RateLimiter } from '../../lib/rate-limiter';

export type LimitedAction =
  'connect' | 'complete' | 'poll' | 'discovery' | 'refresh' | 'callback' | 'jwks';

/** Far more than a person does in a minute. */
const PER_PERSON_AND_MINUTE = 30;
/** The ten flows that a person may have open (`start.ts`), each polled every five seconds. */
const POLLS_PER_MINUTE = 120;
/** For each person and connection: each try is a request to the provider. */
const REFRESHES_PER_MINUTE = 5;
/** For each address: providers cache the keys for minutes. */
const JWKS_PER_MINUTE = 60;
const MAX_KEYS = 10_000;

interface RateLimitParts {
  clock: Clock;
  config: PluginConfig['rateLimits'];
}

/**
 * Limits how often one person, or one address, may ask. Each process counts for itself: a limit
 * against floods needs no agreement among instances, and no query.
 */
export const createRateLimits = ({ clock, config }: RateLimitParts) => {
  const limiter = (perMinute: number) =>
    createRateLimiter({ perMinute, maxKeys: MAX_KEYS, now: () => clock.now() });

  const limiters: Record<LimitedAction, RateLimiter> = {
    connect: limiter(PER_PERSON_AND_MINUTE),
    complete: limiter(PER_PERSON_AND_MINUTE),
    poll: limiter(POLLS_PER_MINUTE),
    discovery: limiter(PER_PERSON_AND_MINUTE),
    refresh: limiter(REFRESHES_PER_MINUTE),
    callback: limiter(config.callbackPerMinute),
    jwks: limiter(JWKS_PER_MINUTE),
  };

  return {
    /** 0 if `key` may proceed, otherwise the whole seconds to wait. */
    take: (action: LimitedAction, key: string): number =>
      config.enabled ? Math.ceil(limiters[action].take(key) / 1_000) : 0,
  };
};

export type RateLimits = ReturnType<typeof createRateLimits>;
