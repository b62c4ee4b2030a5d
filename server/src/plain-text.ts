/** No control character and no half of a surrogate pair. */
export const PLAIN_TEXT = /^[^\p{Cc}\p{Cs}]*$/u;

/**
 * Whether every database takes this text and gives it back as it was: PostgreSQL takes no NUL, and
 * no database keeps half of a surrogate pair.
 */
export const isPlainText = (text: string): boolean => PLAIN_TEXT.test(text);
