import { createHash } from 'node:crypto';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How long before its expiry a token is due at most. */
const MAX_MARGIN_MS = 5 * MINUTE_MS;
const MARGIN_SHARE_OF_LIFETIME = 0.2;

const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 15 * MINUTE_MS;

/** A fixed number in [0, 1) for each connection, so that those made together do not fall due together. */
const jitterOf = (uid: string): number =>
  createHash('sha256').update(uid).digest().readUInt32BE(0) / 2 ** 32;

/**
 * When a token that was obtained at `obtainedAtMs` is due for a refresh: with
 * min(5 min, 20 % of its lifetime) left, and up to half as much earlier by the connection's jitter.
 * Null where the provider gave no lifetime.
 */
export const refreshDueAt = (
  uid: string,
  obtainedAtMs: number,
  expiresAt: Date | null
): Date | null => {
  if (expiresAt === null) return null;
  const lifetimeMs = Math.max(0, expiresAt.getTime() - obtainedAtMs);
  const marginMs = Math.min(MAX_MARGIN_MS, lifetimeMs * MARGIN_SHARE_OF_LIFETIME);
  return new Date(expiresAt.getTime() - marginMs * (1 + jitterOf(uid) / 2));
};

/** In milliseconds; null where the provider gave no lifetime. */
export const lifetimeMs = (obtainedAt: Date, expiresAt: Date | null): number | null =>
  expiresAt === null ? null : Math.max(0, expiresAt.getTime() - obtainedAt.getTime());

/**
 * How much longer a token must be valid that is asked to last for `wantedMs`. No more than four
 * fifths of its lifetime count: a wish that no token of this provider fulfils would renew it at
 * every call.
 */
export const requiredValidityMs = (wantedMs: number, tokenLifetimeMs: number): number =>
  Math.min(wantedMs, tokenLifetimeMs * (1 - MARGIN_SHARE_OF_LIFETIME));

export interface RefreshPolicy {
  /** A connection used within so many days counts as used. */
  activeDays: number;
  idleIntervalDays: number;
}

/**
 * When the background renews a token: when it is due, if the connection is in use; else after
 * `idleIntervalDays`, seven tenths of it at the earliest, by the connection's jitter.
 */
export const nextRefreshAt = (
  uid: string,
  obtainedAtMs: number,
  expiresAt: Date | null,
  lastUsedAt: Date,
  { activeDays, idleIntervalDays }: RefreshPolicy
): Date | null => {
  const dueAt = refreshDueAt(uid, obtainedAtMs, expiresAt);
  const isInUse = obtainedAtMs - lastUsedAt.getTime() <= activeDays * DAY_MS;
  if (dueAt === null || isInUse) return dueAt;
  const idleMs = idleIntervalDays * DAY_MS * (0.7 + 0.3 * jitterOf(uid));
  return new Date(Math.max(dueAt.getTime(), obtainedAtMs + idleMs));
};

/**
 * How long to leave a provider alone after `failureCount` passing faults in a row: doubling from
 * 1 s to 15 min, half of it random; never less than the provider's own `Retry-After`.
 */
export const backoffMs = (
  failureCount: number,
  retryAfterSeconds: number | undefined,
  random: () => number = Math.random
): number => {
  const ceilingMs = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(failureCount, 20));
  const jittered = ceilingMs * (0.5 + random() / 2);
  return Math.max(jittered, (retryAfterSeconds ?? 0) * 1_000);
};
