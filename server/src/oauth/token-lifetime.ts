import type { JsonObject } from './errors/provider-fault';

/** A longer lifetime counts as unknown. */
const MAX_LIFETIME_SECONDS = 100 * 365 * 24 * 3_600;

/** Smaller numbers are lifetimes, not moments: 1e9 s and 1e12 ms are September 2001. */
const MIN_EPOCH_SECONDS = 1e9;
const MIN_EPOCH_MS = 1e12;

/** ISO 8601 and common variants, such as `2026-01-31 12:00:00`. No time zone means UTC. */
const ISO_DATE =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$/i;

/** RFC 9110 §5.6.7. `Date.parse` alone accepts almost anything. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

const asNumber = (value: unknown): number | null => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
};

const parseDate = (value: unknown): number | null => {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  const iso = ISO_DATE.exec(text);
  if (!iso && !HTTP_DATE.test(text)) return null;
  const hasZone = !iso || iso[1] !== undefined || text.length === 'YYYY-MM-DD'.length;
  const ms = Date.parse(hasZone ? text : `${text}Z`);
  return Number.isNaN(ms) ? null : ms;
};

/**
 * Reads a moment from epoch seconds, epoch milliseconds or a date. Returns epoch milliseconds; null
 * for anything else.
 */
const momentMs = (value: unknown): number | null => {
  const number = asNumber(value);
  if (number === null) return parseDate(value);
  if (number < MIN_EPOCH_SECONDS) return null;
  return number < MIN_EPOCH_MS ? number * 1_000 : number;
};

const asLifetime = (seconds: number | null): number | undefined =>
  seconds !== null && seconds > 0 && seconds <= MAX_LIFETIME_SECONDS ? seconds : undefined;

const until = (moment: number | null, respondedAtMs: number): number | null =>
  moment === null ? null : (moment - respondedAtMs) / 1_000;

/** `expires`: a moment, or a number of seconds. */
const expires = (value: unknown, respondedAtMs: number): number | null => {
  const number = asNumber(value);
  const isLifetime = number !== null && number < MIN_EPOCH_SECONDS;
  return isLifetime ? number : until(momentMs(value), respondedAtMs);
};

/** The time until a moment, in seconds; undefined if that is not a valid lifetime. */
export const secondsUntil = (moment: unknown, respondedAtMs: number): number | undefined =>
  asLifetime(until(momentMs(moment), respondedAtMs));

/** When the provider responded, by its own clock if it sends a `Date` (RFC 9110 §6.6.1). */
export const respondedAtMs = ({ headers }: Response, nowMs: number): number => {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? nowMs : date;
};

/**
 * How long a token of this response lives, in seconds: `expires_in` (RFC 6749 §5.1), or else the
 * `expires_at` or `expires` of providers that deviate. Undefined if the lifetime is unknown:
 * absent, null, not a number, zero and negative all mean that.
 */
export const lifetimeSeconds = (
  { expires_in: relative, expires_at: moment, expires: either }: JsonObject,
  respondedAt: number
): number | undefined =>
  asLifetime(asNumber(relative)) ??
  secondsUntil(moment, respondedAt) ??
  asLifetime(expires(either, respondedAt));
