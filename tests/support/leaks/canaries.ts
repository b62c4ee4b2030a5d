/** A secret that must not leak, and its name in a test failure. */
export interface Canary {
  name: string;
  value: string;
}

export interface Sighting {
  place: string;
  canary: string;
  /** The form it was found in, e.g. `base64`. */
  form: string;
}

/** The search finds a piece of this length at any offset; shorter pieces do not count. */
const PIECE_LENGTH = 12;
const STEP = 6;

/** Base64 has three forms of the same bytes, depending on what precedes them. */
const base64Forms = (value: string, encoding: 'base64' | 'base64url'): string[] =>
  [0, 1, 2].map((shift) => {
    const encoded = Buffer.from('\0'.repeat(shift) + value)
      .toString(encoding)
      .replaceAll('=', '');
    // The first and last characters contain bits of neighbouring bytes.
    return encoded.slice(shift === 0 ? 0 : shift + 1, -1);
  });

const formsOf = (value: string): [form: string, text: string | Buffer][] => [
  ['plain', value],
  ['percent-encoded', encodeURIComponent(value)],
  ['form-encoded', new URLSearchParams({ v: value }).toString().slice(2)],
  ['JSON', JSON.stringify(value).slice(1, -1)],
  ['hexadecimal', Buffer.from(value).toString('hex')],
  ['UTF-16', Buffer.from(value, 'utf16le')],
  ['reversed', [...value].reverse().join('')],
  ...base64Forms(value, 'base64').map((text): [string, string] => ['base64', text]),
  ...base64Forms(value, 'base64url').map((text): [string, string] => ['base64url', text]),
];

const piecesOf = (form: string | Buffer): string[] => {
  const text = Buffer.from(form).toString('latin1');
  if (text.length < PIECE_LENGTH) throw new Error('a canary is too short to be looked for');
  const pieces: string[] = [];
  for (let start = 0; start + PIECE_LENGTH <= text.length; start += STEP) {
    pieces.push(text.slice(start, start + PIECE_LENGTH));
  }
  return pieces;
};

/**
 * Looks for secrets in bytes: plain, encoded in the usual ways, whole or in pieces of 18
 * characters or more.
 */
export const createCanarySearch = (canaries: readonly Canary[]) => {
  const byPiece = new Map<string, { canary: string; form: string }>();
  for (const { name: canary, value } of canaries) {
    for (const [form, text] of formsOf(value)) {
      for (const piece of piecesOf(text)) byPiece.set(piece, { canary, form });
    }
  }
  return (place: string, content: string | Buffer): Sighting[] => {
    const haystack = Buffer.from(content).toString('latin1');
    const sightings = new Map<string, Sighting>();
    for (let start = 0; start + PIECE_LENGTH <= haystack.length; start += 1) {
      const found = byPiece.get(haystack.slice(start, start + PIECE_LENGTH));
      if (found) sightings.set(`${found.canary} ${found.form}`, { place, ...found });
    }
    return [...sightings.values()];
  };
};
