import { createHash } from 'node:crypto';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * How long a token in memory is trusted without a check of its row. The check takes time too, and a
 * disconnect on another instance must be seen within 10 s.
 */
export const RECHECK_MS = 9_500;

/** A token with less than this left would expire on its way to the API. */
export const DEFAULT_MIN_VALIDITY_SECONDS = 2;

/** The largest margin between a token's due time and its expiry; jitter comes on top. */
const MAX_MARGIN_MS = 5 * MINUTE_MS;
const MARGIN_SHARE_OF_LIFETIME = 0.2;

const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 15 * MINUTE_MS;

/** A fixed number in [0, 1) per connection: those made together must not fall due together. */
const jitterOf = (uid: string): number =>
  createHash('sha256').update(uid).digest().readUInt32BE(0) / 2 ** 32;

/** A token with this lifetime is due at least this long before its expiry. */
export const marginMs = (lifetimeMs: number): number =>
  Math.min(MAX_MARGIN_MS, lifetimeMs * MARGIN_SHARE_OF_LIFETIME);

/**
 * When a token that was obtained at `obtainedAtMs` is due for a refresh: with
 * min(5 min, 20 % of its lifetime) left, and up to half as much earlier by the connection's jitter.
 * Null if the provider gave no lifetime.
 */
export const refreshDueAt = (
  uid: string,
  obtainedAtMs: number,
  expiresAt: Date | null
): Date | null => {
  if (expiresAt === null) return null;
  const margin = marginMs(Math.max(0, expiresAt.getTime() - obtainedAtMs));
  return new Date(expiresAt.getTime() - margin * (1 + jitterOf(uid) / 2));
};

/** In milliseconds; null if the provider gave no lifetime. */
export const lifetimeMs = (obtainedAt: Date, expiresAt: Date | null): number | null =>
  expiresAt === null ? null : Math.max(0, expiresAt.getTime() - obtainedAt.getTime());

/**
 * How much longer a token must be valid for a caller that wants `wantedMs`. At most four fifths of
 * its lifetime count: a demand that no token of this provider meets would force a refresh on every
 * call.
 */
export const requiredValidityMs = (wantedMs: number, tokenLifetimeMs: number): number =>
  Math.min(wantedMs, tokenLifetimeMs * (1 - MARGIN_SHARE_OF_LIFETIME));

interface TokenTimes {
  expiresAtMs: number | null;
  lifetimeMs: number | null;
  refreshDueAtMs: number | null;
  checkedAtMs: number;
}

/** The time until which a caller without options gets a token from memory without any check. */
export const readyUntilMs = (token: TokenTimes): number => {
  const { expiresAtMs, lifetimeMs: lifetime, refreshDueAtMs, checkedAtMs } = token;
  const wantedMs = DEFAULT_MIN_VALIDITY_SECONDS * 1_000;
  const validUntilMs =
    expiresAtMs === null || lifetime === null
      ? Infinity
      : expiresAtMs - requiredValidityMs(wantedMs, lifetime);
  return Math.min(checkedAtMs + RECHECK_MS, refreshDueAtMs ?? Infinity, validUntilMs);
};

export interface RefreshPolicy {
  /** A connection used within this many days counts as in use. */
  activeDays: number;
  idleIntervalDays: number;
}

/**
 * When the background refreshes a token. If the connection is in use: when the token is due.
 * Otherwise: after 70 to 100 % of `idleIntervalDays`, depending on the connection's jitter.
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
 * How long to leave a provider alone after `failureCount` transient faults in a row. The time
 * doubles from 1 s to 15 min, half of it random, and is never less than the provider's own
 * `Retry-After`.
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
