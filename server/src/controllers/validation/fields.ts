import { z } from 'zod';

/** RFC 6749 §3.3: printable ASCII without space, quote and backslash. */
export const scopeSchema = z
  .string()
  .max(500, 'A scope has at most 500 characters.')
  .regex(
    /^[\x21\x23-\x5b\x5d-\x7e]+$/,
    'A scope is not empty and has neither spaces nor quotes. Enter each scope by itself.'
  );

export const accountSchema = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9._@-]+$/, 'Use letters, digits and . _ @ - only.');
