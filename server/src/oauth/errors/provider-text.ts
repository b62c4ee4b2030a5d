import { MAX_DESCRIPTION_LENGTH } from '../limits';
import { repeatsSecret, withoutSecrets, withoutTokens } from './redaction';

const MAX_LENGTH = 300;

/** Control, format (direction and zero-width) and unpaired surrogate characters, line breaks. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** RFC 6749 §5.2 allows more, but real codes do not use it. */
const ERROR_CODE = /^[A-Za-z0-9._:/-]{1,64}$/;

/**
 * One line of at most 300 characters, without characters that could disturb a terminal or a page.
 * Null if nothing is left.
 */
export const singleLine = (text: unknown): string | null => {
  if (typeof text !== 'string') return null;
  const line = text
    .slice(0, MAX_DESCRIPTION_LENGTH)
    .replace(UNSAFE, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') return null;
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
};

/**
 * A provider's text about a failure, made safe for logs and pages: one line without our secrets and
 * without anything that looks like a token. Null if nothing is left.
 */
export const safeProviderText = (text: unknown, secrets: readonly string[] = []): string | null =>
  typeof text === 'string'
    ? singleLine(withoutTokens(withoutSecrets(text.slice(0, MAX_DESCRIPTION_LENGTH), secrets)))
    : null;

/** A provider's `error` if it looks like a code and repeats no secret, else `unknown_error`. */
export const safeErrorCode = (error: string, secrets: readonly string[] = []): string => {
  const isCode = ERROR_CODE.test(error) && withoutTokens(error) === error;
  return isCode && !repeatsSecret(error, secrets) ? error : 'unknown_error';
};
