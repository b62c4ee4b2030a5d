import { randomBytes } from 'node:crypto';

import { withoutSecrets } from '../../../server/src/oauth/errors/redaction';
import { safeProviderText } from '../../../server/src/oauth/errors/provider-text';

const SECRET_LENGTH = 64 * 1024;
const TEXT_LENGTH = 3_000;

type Cost = (text: string, args: unknown[], result: unknown) => number;

/** A step reads one character: a search reads the rest of its text, a cut what it gives. */
const COSTS: Record<string, Cost> = {
  charCodeAt: () => 1,
  slice: (_text, _args, result) => String(result).length,
  startsWith: (_text, [part]) => String(part).length,
  indexOf: (text, [, from]) => text.length - Number(from ?? 0),
};

const METHODS = String.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;

/** How many characters the methods that search and cut texts read, counted where they are called. */
const charactersReadBy = (work: () => void): number => {
  let read = 0;
  const originals = Object.entries(COSTS).map(([name, cost]) => {
    const original = METHODS[name];
    if (!original) throw new Error(`texts have no method ${name}`);
    return { name, cost, original };
  });
  for (const { name, cost, original } of originals) {
    METHODS[name] = function counted(this: string, ...args: unknown[]) {
      const result = original.apply(this, args);
      read += cost(this, args, result);
      return result;
    };
  }
  try {
    work();
  } finally {
    for (const { name, original } of originals) METHODS[name] = original;
  }
  return read;
};

const random = (length: number) => randomBytes(length).toString('base64url').slice(0, length);

const PAIRS: [string, (length: number) => string, (length: number) => string][] = [
  ['nothing in common', random, () => 'The grant has ended. Sign in. '.repeat(200)],
  ['one character only', (length) => 'a'.repeat(length), (length) => 'a'.repeat(length)],
  ['two characters', (length) => 'ab'.repeat(length / 2), (length) => 'ba'.repeat(length / 2)],
  ['a near miss', (length) => 'aaaaaaaaaab'.repeat(length / 11), (length) => 'a'.repeat(length)],
  [
    'characters that are encoded',
    (length) => '%+/ '.repeat(length / 4),
    (length) => '%2B'.repeat(length / 3),
  ],
];

describe('S04 a secret of 64 KiB in a text of 3,000 characters', () => {
  /** Of the forms of a secret, nine at most, each three times as long at most, read a few times. */
  const PER_CHARACTER = 100;

  it.each(PAIRS)(
    'costs a fixed number of steps per character, not a product: %s',
    (_what, secretOf, textOf) => {
      const secret = secretOf(SECRET_LENGTH);
      const text = textOf(TEXT_LENGTH).slice(0, TEXT_LENGTH);
      const read = charactersReadBy(() => withoutSecrets(text, [secret]));
      expect(read).toBeGreaterThan(SECRET_LENGTH);
      expect(read).toBeLessThan(PER_CHARACTER * (SECRET_LENGTH + TEXT_LENGTH));
    }
  );

  it.each(PAIRS)('costs twice as much if both are twice as long: %s', (_what, secretOf, textOf) => {
    const readAt = (factor: number) => {
      const text = textOf(TEXT_LENGTH * factor).slice(0, TEXT_LENGTH * factor);
      const secret = secretOf(SECRET_LENGTH * factor);
      return charactersReadBy(() => withoutSecrets(text, [secret]));
    };
    expect(readAt(2) / readAt(1)).toBeLessThan(2.5);
  });

  it('is found wherever twelve characters of it appear', () => {
    const secret = random(SECRET_LENGTH);
    for (const at of [0, 1, 30_000, SECRET_LENGTH - 12]) {
      const piece = secret.slice(at, at + 12);
      expect(safeProviderText(`no ${piece} here`, [secret])).toBe('no [redacted] here');
      expect(withoutSecrets(`no ${piece.slice(1)} here`, [secret])).toContain(piece.slice(1));
    }
  });

  it('is found every time it appears', () => {
    const secret = random(SECRET_LENGTH);
    const piece = secret.slice(500, 540);
    expect(withoutSecrets(`${piece} and ${piece}; ${piece}`, [secret])).toBe(
      '[redacted] and [redacted]; [redacted]'
    );
  });
});
