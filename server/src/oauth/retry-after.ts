import { MAX_RETRY_AFTER_SECONDS } from './limits';

const inSeconds = (value: string, nowMs: number): number =>
  /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - nowMs) / 1_000);

/** The provider sets the date by its own clock, so it is compared with that clock if known. */
const presentOf = (headers: Headers, nowMs: number): number => {
  const sentAtMs = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(sentAtMs) ? nowMs : sentAtMs;
};

/**
 * The `Retry-After` header in whole seconds, from either of its forms (RFC 9110 §10.2.3), at most
 * one hour. Undefined if it is absent, unreadable or past.
 */
export const retryAfterSeconds = (headers: Headers, nowMs = Date.now()): number | undefined => {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const seconds = inSeconds(value, presentOf(headers, nowMs));
  return seconds > 0 ? Math.min(seconds, MAX_RETRY_AFTER_SECONDS) : undefined;
};
