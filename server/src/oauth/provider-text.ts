const MAX_LENGTH = 300;
/** Shorter values are no secrets, and removing them would leave holes in every word. */
const MIN_SECRET_LENGTH = 4;
const REDACTED = '[redacted]';

/** Control, format (direction and zero-width) and unpaired surrogate characters, line breaks. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Long runs that look like tokens; identifiers in the form of a UUID help support and stay. */
const LONG_RUN = /[A-Za-z0-9_~+=.-]{32,}/g;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[.,]?$/i;

/** RFC 6749 §5.2 allows more; real codes use no more than this. */
const ERROR_CODE = /^[A-Za-z0-9._:/-]{1,64}$/;

const redactRun = (run: string): string => (UUID.test(run) || !/\d/.test(run) ? run : REDACTED);

const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((result, secret) => result.replaceAll(secret, REDACTED), text);

/** One line of at most 300 characters, without what a terminal or a page could trip over; or null. */
export const singleLine = (text: unknown): string | null => {
  if (typeof text !== 'string') return null;
  const line = text
    .slice(0, 10 * MAX_LENGTH)
    .replace(UNSAFE, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') return null;
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
};

/**
 * What a provider wrote about a failure, made fit for logs and pages: one line without our secrets
 * and without anything that looks like a token. Null when nothing is left.
 */
export const safeProviderText = (text: unknown, secrets: readonly string[] = []): string | null =>
  typeof text === 'string'
    ? singleLine(withoutSecrets(text, secrets).replace(LONG_RUN, redactRun))
    : null;

/** A provider's `error` code if it looks like one, else `unknown_error`. */
export const safeErrorCode = (error: string, secrets: readonly string[] = []): string =>
  ERROR_CODE.test(error) && !secrets.includes(error) ? error : 'unknown_error';
