import { createHmac } from 'node:crypto';

import { createKeyRing } from '../../../server/src/crypto/key-ring';
import { isMac, mac, macKeyId } from '../../../server/src/crypto/mac';

const key = Buffer.alloc(32, 7);
const PURPOSE = 'a purpose';

describe('a MAC', () => {
  const known = mac(key, 'k1', 'a message: ü');

  it('is the HMAC-SHA-256 of its prefix and the message', () => {
    const tag = createHmac('sha256', key).update('ca1.k1.a message: ü').digest('base64url');
    expect(known).toBe(`ca1.k1.${tag}`);
    expect(macKeyId(known)).toBe('k1');
  });

  it('proves only its own message, and only with its own key', () => {
    expect(isMac(key, 'k1', 'a message: ü', known)).toBe(true);
    expect(isMac(key, 'k1', 'a message: u', known)).toBe(false);
    expect(isMac(Buffer.alloc(32, 8), 'k1', 'a message: ü', known)).toBe(false);
    expect(isMac(key, 'k2', 'a message: ü', known)).toBe(false);
    expect(isMac(key, 'k2', 'a message: ü', known.replace('.k1.', '.k2.'))).toBe(false);
  });

  it('proves nothing if a character is changed, added or removed', () => {
    for (let i = 0; i < known.length; i += 1) {
      const changed = known.slice(0, i) + (known[i] === 'A' ? 'B' : 'A') + known.slice(i + 1);
      expect([i, isMac(key, 'k1', 'a message: ü', changed)]).toEqual([i, false]);
      expect(isMac(key, 'k1', 'a message: ü', known.slice(0, i))).toBe(false);
    }
    expect(isMac(key, 'k1', 'a message: ü', `${known}A`)).toBe(false);
  });

  it.each(['', 'ca1', 'ca1.k1', 'ca1..tag', 'ca2.k1.tag', 'ca1.k1.iv.sealed'])(
    'is not found in %j',
    (text) => expect(macKeyId(text)).toBeNull()
  );
});

describe('the MACs of a key ring', () => {
  const unstretched = (masterKey: string) => masterKey;
  const before = createKeyRing({ current: '1', keys: { '1': 'old' } }, null, unstretched);
  const after = createKeyRing(
    { current: '2', keys: { '1': 'old', '2': 'new' } },
    null,
    unstretched
  );

  it('are made with the current key, and verified with former ones too', () => {
    const former = before.mac(PURPOSE, 'x');
    expect(after.isMac(former, PURPOSE, 'x')).toBe(true);
    expect(after.mac(PURPOSE, 'x')).toMatch(/^ca1\.2\./);
    expect(before.isMac(after.mac(PURPOSE, 'x'), PURPOSE, 'x')).toBe(false);
  });

  it('are valid for one purpose', () => {
    expect(before.isMac(before.mac('another', 'x'), PURPOSE, 'x')).toBe(false);
  });

  it('require a key', () => {
    expect(() => createKeyRing(null, null).mac(PURPOSE, 'x')).toThrow('ENCRYPTION_KEY');
  });
});
