import { z } from 'zod';

import { PLAIN_TEXT } from '../../plain-text';

/** Text that every database can keep. */
export const plainText = (missing?: string) =>
  z
    .string(missing)
    .regex(PLAIN_TEXT, 'This contains characters that cannot be stored. Enter it again.');

/**
 * Invisible characters, which could make one name look like another: bidi controls, zero-width
 * characters, line separators, and blanks that count as letters.
 */
const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}\u034f\u115f\u1160\u2800\u3164\uffa0]/u;

/** Text that people use to tell things apart. */
export const visibleText = (missing?: string) =>
  plainText(missing).refine((text) => !INVISIBLE.test(text), {
    error: 'This contains invisible characters. Type it instead of pasting it.',
  });

/** RFC 6749 §3.3: printable ASCII without space, quote and backslash. */
export const scopeSchema = z
  .string()
  .max(500, 'Enter a scope of at most 500 characters.')
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'Enter one scope, without spaces or quotes.');

/** A filter of a list. A key that no app has finds nothing. */
export const keyFilterSchema = plainText().max(64);

export const accountSchema = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9._@-]+$/, 'Use only letters, digits and . _ @ -');
