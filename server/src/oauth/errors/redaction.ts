import { createPieceFinder, PIECE_LENGTH } from '../shared-pieces';

const REDACTED = '[redacted]';

/** Shorter values are not secrets, and removing them would damage ordinary words. */
const MIN_SECRET_LENGTH = 4;
const MIN_ENCODED_LENGTH = 8;

/** Base64 encodes the same bytes in three ways, depending on their offset in the whole text. */
const base64Forms = (secret: string, encoding: 'base64' | 'base64url'): string[] =>
  [0, 1, 2].map((shift) => {
    const encoded = Buffer.from('\0'.repeat(shift) + secret).toString(encoding);
    // The characters at both ends also encode bits of neighbouring bytes.
    return encoded.replace(/=+$/, '').slice(shift === 0 ? 0 : shift + 1, -1);
  });

const encodedForms = (secret: string): string[] =>
  [
    encodeURIComponent(Buffer.from(secret).toString()),
    new URLSearchParams([['', secret]]).toString().slice(1),
    ...base64Forms(secret, 'base64'),
    ...base64Forms(secret, 'base64url'),
  ].filter((form) => form.length >= MIN_ENCODED_LENGTH);

const formsOf = (secrets: readonly string[]): Set<string> => {
  const known = secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH);
  return new Set(known.flatMap((secret) => [secret, ...encodedForms(secret)]));
};

const forEachOccurrence = (text: string, part: string, found: (start: number) => void): void => {
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) found(at);
};

/** For each character, whether it belongs to a secret. The cost is linear in both texts. */
const markSecrets = (text: string, secrets: readonly string[]): boolean[] => {
  const marks = Array.from({ length: text.length }, () => false);
  const findPieces = createPieceFinder(text);
  for (const form of formsOf(secrets)) {
    const length = Math.min(form.length, PIECE_LENGTH);
    const mark = (start: number) => marks.fill(true, start, start + length);
    if (form.length < PIECE_LENGTH) forEachOccurrence(text, form, mark);
    else findPieces(form, mark);
  }
  return marks;
};

/** Removes these secrets from the text: in whole or in part, plain or encoded as in a request. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string => {
  const marks = markSecrets(text, secrets);
  if (!marks.includes(true)) return text;
  return Array.from(marks, (isSecret, at) => {
    if (!isSecret) return text[at];
    return marks[at - 1] ? '' : REDACTED;
  }).join('');
};

/**
 * The value after the name of a secret, such as `access_token=…` or `"refresh_token": "…"`. No two
 * parts of the pattern match the same run of spaces, so its cost is linear in the run's length.
 */
const NAMED_VALUE =
  /((?:(?:access|refresh|id)_?token|client_?secret|code(?:_?verifier)?|state|nonce|password|bearer|basic)["']?(?:\s*[:=]\s*|\s+)["']?)[A-Za-z0-9._~+/=-]{12,}/gi;

/** Long runs that look like tokens. UUIDs stay, because support needs such identifiers. */
const LONG_RUN = /[A-Za-z0-9_~+=.-]{32,}/g;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[.,]?$/i;

const redactRun = (run: string): string => (UUID.test(run) || !/\d/.test(run) ? run : REDACTED);

/** Removes whatever looks like a secret, known to us or not. */
export const withoutTokens = (text: string): string =>
  text.replace(NAMED_VALUE, `$1${REDACTED}`).replace(LONG_RUN, redactRun);

/**
 * Whether the text holds a part of a secret. A secret of fewer than 12 characters, which may be a
 * common word, counts only if it is the whole text.
 */
export const repeatsSecret = (text: string, secrets: readonly string[]): boolean => {
  const long = secrets.filter((secret) => secret.length >= PIECE_LENGTH);
  return secrets.includes(text) || withoutSecrets(text, long) !== text;
};
