import { LRUCache } from 'lru-cache';

const MINUTE_MS = 60_000;

export interface RateLimiterOptions {
  perMinute: number;
  /** How many keys are remembered; the least recently seen key goes first. */
  maxKeys: number;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * The generic cell rate algorithm: a key may make `perMinute` requests at once, and one more each
 * time that a share of the minute has passed. It keeps one number for each key, so its memory is
 * bounded however many addresses somebody has. A forgotten key starts afresh, and locks nobody out.
 */
export const createRateLimiter = ({ perMinute, maxKeys, now }: RateLimiterOptions) => {
  const shareMs = MINUTE_MS / perMinute;
  const paidUntilMs = new LRUCache<string, number>({ max: maxKeys });

  return {
    /** Returns 0 and counts the request if it may proceed; otherwise the milliseconds to wait. */
    take(key: string): number {
      const nowMs = now();
      const latestMs = nowMs + MINUTE_MS;
      // Never more than a minute ahead, so that a clock that was set back locks nobody out.
      const paidMs = Math.min(Math.max(paidUntilMs.get(key) ?? 0, nowMs), latestMs);
      const waitMs = paidMs + shareMs - latestMs;
      const isRefused = waitMs >= 1;
      paidUntilMs.set(key, isRefused ? paidMs : paidMs + shareMs);
      return isRefused ? waitMs : 0;
    },

    get size(): number {
      return paidUntilMs.size;
    },
  };
};

export type RateLimiter = ReturnType<typeof createRateLimiter>;
