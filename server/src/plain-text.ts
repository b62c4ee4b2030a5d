/** Text without control characters and without unpaired surrogates. */
export const PLAIN_TEXT = /^[^\p{Cc}\p{Cs}]*$/u;

/**
 * Whether every database stores this text and returns it unchanged. PostgreSQL refuses NUL, and no
 * database preserves an unpaired surrogate.
 */
export const isPlainText = (text: string): boolean => PLAIN_TEXT.test(text);
