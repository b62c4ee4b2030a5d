import { repeatsSecret, withoutSecrets, withoutTokens } from './redaction';

const MAX_LENGTH = 300;
/** What a provider writes beyond this is not looked at. */
const MAX_READ_LENGTH = 10 * MAX_LENGTH;

/** Control, format (direction and zero-width) and unpaired surrogate characters, line breaks. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** RFC 6749 §5.2 allows more; real codes use no more than this. */
const ERROR_CODE = /^[A-Za-z0-9._:/-]{1,64}$/;

/** One line of at most 300 characters, without what a terminal or a page could trip over; or null. */
export const singleLine = (text: unknown): string | null => {
  if (typeof text !== 'string') return null;
  const line = text.slice(0, MAX_READ_LENGTH).replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim();
  if (line === '') return null;
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
};

/**
 * What a provider wrote about a failure, made fit for logs and pages: one line without our secrets
 * and without anything that looks like a token. Null when nothing is left.
 */
export const safeProviderText = (text: unknown, secrets: readonly string[] = []): string | null =>
  typeof text === 'string'
    ? singleLine(withoutTokens(withoutSecrets(text.slice(0, MAX_READ_LENGTH), secrets)))
    : null;

/** A provider's `error` code if it looks like one, else `unknown_error`. */
export const safeErrorCode = (error: string, secrets: readonly string[] = []): string => {
  const isCode = ERROR_CODE.test(error) && withoutTokens(error) === error;
  return isCode && !repeatsSecret(error, secrets) ? error : 'unknown_error';
};
