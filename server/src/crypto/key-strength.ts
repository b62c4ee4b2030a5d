export const WEAK_KEY_MESSAGE =
  'is too easy to guess: a key needs at least 16 random bytes. Generate one with ' +
  '`openssl rand -base64 32`';

const NEEDED_BITS = 128;
/** All but one in many thousands of random texts have at least this many bits outside of words. */
const RANDOM_BITS = 30;

/** There are only a few thousand English words of five letters. */
const BITS_PER_LETTER_OF_A_WORD = 2;
/** Long runs of letters in one case, and runs that stand alone. Random text has shorter runs. */
const WORD = /[A-Za-z][a-z]{4,}|[A-Z]{5,}|(?<![A-Za-z0-9])(?:[A-Z]?[a-z]+|[A-Z]+)(?![A-Za-z0-9])/g;
const SEPARATOR = /[\s._,;:!?-]/g;

const bitsPerCharacter = (text: string): number => {
  if (/^[0-9]*$/.test(text)) return Math.log2(10);
  if (/^([0-9a-f]*|[0-9A-F]*)$/.test(text)) return Math.log2(16);
  if (/^([a-z]*|[A-Z]*)$/.test(text)) return Math.log2(26);
  if (/^([0-9a-z]*|[0-9A-Z]*)$/.test(text)) return Math.log2(36);
  // The base64 alphabet.
  return Math.log2(64);
};

/** The shortest text whose repetition is this text. */
const shortestPeriod = (text: string): string => text.slice(0, (text + text).indexOf(text, 1));

/** Removes characters that repeat or continue the previous one, as in `aaaa` and `1234`. */
const withoutSequences = (text: string): string =>
  [...text]
    .filter((character, index, all) => {
      const before = all[index - 1];
      return !before || Math.abs(character.charCodeAt(0) - before.charCodeAt(0)) > 1;
    })
    .join('');

/**
 * Estimates whether a text can encode 16 random bytes or more, in base64, hexadecimal or otherwise.
 * It detects words, repetitions and sequences, but not a key that has been published.
 */
export const isStrongKey = (key: string): boolean => {
  const text = shortestPeriod(key.replace(/=+$/, ''));
  const bits = bitsPerCharacter(text);
  if (text.length * bits < NEEDED_BITS) return false;
  const written = withoutSequences(text);
  const letters = (written.match(WORD) ?? []).join('').length;
  const randomBits = written.replace(WORD, '').replace(SEPARATOR, '').length * bits;
  return (
    randomBits >= RANDOM_BITS || letters * BITS_PER_LETTER_OF_A_WORD + randomBits >= NEEDED_BITS
  );
};
