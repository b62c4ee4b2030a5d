import { randomBytes } from 'node:crypto';

import plugin from '../../../server/src/config';
import { isStrongKey } from '../../../server/src/crypto/key-strength';

const RANDOM_KEYS = 2_000;

describe('an encryption key', () => {
  it.each(['base64', 'base64url', 'hex'] as const)(
    'T04 is accepted if it is 32 random bytes in %s',
    (encoding) => {
      const keys = Array.from({ length: RANDOM_KEYS }, () => randomBytes(32).toString(encoding));
      expect(keys.filter((key) => !isStrongKey(key))).toEqual([]);
    }
  );

  it.each([
    ['create-strapi-app writes, 16 bytes in base64', 'g3XbdvE9Ip2fU2tappCt+w=='],
    ['16 bytes in base64url', 'XLDVyeOcumJZz_N1Ldutwg'],
    ['16 bytes in hexadecimal', 'c5e8f1c0d3b44a9aa5ed0f4d6f4a9be2'],
    ['of a password manager', 'hT4w.kQz-9mRb!xV2nLp&sYd'],
  ])('T04 is accepted: %s', (_what, key) => {
    expect(isStrongKey(key)).toBe(true);
  });

  it.each([
    ['15 bytes', 'g3XbdvE9Ip2fU2tappCt'],
    ['one character', 'x'.repeat(64)],
    ['a short text again and again', 'Ab3!Xy9?'.repeat(8)],
    ['the alphabet', 'abcdefghijklmnopqrstuvwxyz0123456789'],
    ['digits in their order', '1234567890'.repeat(6)],
    ['few digits', '73940175029384710293847561029384'],
    ['a sentence', 'an encryption key of enough characters'],
    ['words', 'correct-horse-battery-staple-correct-horse'],
    ['words without a space', 'passwordpasswordsecretstrapi'],
    ['words and a year', 'ENCRYPTION_KEY_FOR_PRODUCTION_2026'],
  ])('T04 is refused: %s', (_what, key) => {
    expect(isStrongKey(key)).toBe(false);
  });
});

describe('the configuration', () => {
  const validate = (encryption: object) => () => plugin.validator({ encryption });

  it('T04 refuses a current key that is easy to guess, says what to do, and does not repeat it', () => {
    const key = 'an encryption key of enough characters';
    expect(validate({ current: 'k1', keys: { k1: key } })).toThrow(/openssl rand -base64 32/);
    expect(validate({ current: 'k1', keys: { k1: key } })).not.toThrow(key);
  });

  it('T04 accepts a weak key that only decrypts, so that it can be replaced', () => {
    const keys = { k1: 'tobemodified', k2: 'g3XbdvE9Ip2fU2tappCt+w==' };
    expect(validate({ current: 'k2', keys })).not.toThrow();
  });
});
