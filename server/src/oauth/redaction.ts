const REDACTED = '[redacted]';

/** Shorter values are no secrets, and removing them would leave holes in every word. */
const MIN_SECRET_LENGTH = 4;
const MIN_ENCODED_LENGTH = 8;

/** A part of a secret counts from this length on. */
const PIECE_LENGTH = 12;

/** Base64 has three forms of the same bytes, depending on what stands before them. */
const base64Forms = (secret: string, encoding: 'base64' | 'base64url'): string[] =>
  [0, 1, 2].map((shift) => {
    const encoded = Buffer.from('\0'.repeat(shift) + secret).toString(encoding);
    // The characters at the ends hold bits of the neighbours.
    return encoded.replace(/=+$/, '').slice(shift === 0 ? 0 : shift + 1, -1);
  });

const encodedForms = (secret: string): string[] =>
  [
    encodeURIComponent(Buffer.from(secret).toString()),
    new URLSearchParams([['', secret]]).toString().slice(1),
    ...base64Forms(secret, 'base64'),
    ...base64Forms(secret, 'base64url'),
  ].filter((form) => form.length >= MIN_ENCODED_LENGTH);

const piecesOf = (form: string): string[] =>
  form.length <= PIECE_LENGTH
    ? [form]
    : Array.from({ length: form.length - PIECE_LENGTH + 1 }, (_, start) =>
        form.slice(start, start + PIECE_LENGTH)
      );

const piecesOfAll = (secrets: readonly string[]): Set<string> => {
  const known = secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH);
  const forms = known.flatMap((secret) => [secret, ...encodedForms(secret)]);
  return new Set(forms.flatMap(piecesOf));
};

/** For each character, whether it belongs to a secret. */
const markSecrets = (text: string, secrets: readonly string[]): boolean[] => {
  const marks = Array.from({ length: text.length }, () => false);
  for (const piece of piecesOfAll(secrets)) {
    for (let at = text.indexOf(piece); at !== -1; at = text.indexOf(piece, at + 1)) {
      marks.fill(true, at, at + piece.length);
    }
  }
  return marks;
};

/** The text without these secrets, whole or in part, plain or encoded as in a request. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string => {
  const marks = markSecrets(text, secrets);
  if (!marks.includes(true)) return text;
  return Array.from(marks, (isSecret, at) => {
    if (!isSecret) return text[at];
    return marks[at - 1] ? '' : REDACTED;
  }).join('');
};

/** `access_token=…`, `"refresh_token": "…"`: the value after the name of something secret. */
const NAMED_VALUE =
  /((?:(?:access|refresh|id)_?token|client_?secret|code(?:_?verifier)?|state|nonce|password|bearer|basic)["']?\s*[:= ]\s*["']?)[A-Za-z0-9._~+/=-]{12,}/gi;

/** Long runs that look like tokens; identifiers in the form of a UUID help support and stay. */
const LONG_RUN = /[A-Za-z0-9_~+=.-]{32,}/g;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[.,]?$/i;

const redactRun = (run: string): string => (UUID.test(run) || !/\d/.test(run) ? run : REDACTED);

/** The text without what looks like a secret, known to us or not. */
export const withoutTokens = (text: string): string =>
  text.replace(NAMED_VALUE, `$1${REDACTED}`).replace(LONG_RUN, redactRun);

/** Whether a part of a secret is in the text. A secret that is a common word counts as a whole only. */
export const repeatsSecret = (text: string, secrets: readonly string[]): boolean => {
  const long = secrets.filter((secret) => secret.length >= PIECE_LENGTH);
  return secrets.includes(text) || withoutSecrets(text, long) !== text;
};
