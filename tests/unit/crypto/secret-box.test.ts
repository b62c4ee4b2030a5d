import { hkdfSync } from 'node:crypto';

import { envelopeKeyId, open, seal } from '../../../server/src/crypto/secret-box';
import { nth } from '../../support/elements';

const key = Buffer.from(hkdfSync('sha256', 'a master key', 'salt', 'purpose', 32));
const otherKey = Buffer.from(hkdfSync('sha256', 'another master key', 'salt', 'purpose', 32));
const location = { table: 'connections', uid: 'row-1', field: 'accessToken' };

describe('the secret box', () => {
  const envelope = seal(key, 'key-1', 'a secret: ü', location);

  it('opens what it sealed', () => {
    expect(open(key, envelope, location)).toBe('a secret: ü');
  });

  it('opens an envelope whose every part is known', () => {
    const known = 'ca1.key-1.AAECAwQFBgcICQoL.c--GB3No85zQpdX3f7rRiwHMYtVr';
    expect(open(Buffer.alloc(32, 7), known, location)).toBe('known');
  });

  it('writes version, key id, a 12-byte IV and a 16-byte tag', () => {
    const [version, kid, iv, sealed] = envelope.split('.');
    expect([version, kid]).toEqual(['ca1', 'key-1']);
    expect(Buffer.from(iv ?? '', 'base64url')).toHaveLength(12);
    expect(Buffer.from(sealed ?? '', 'base64url')).toHaveLength('a secret: ü'.length + 1 + 16);
    expect(envelopeKeyId(envelope)).toBe('key-1');
  });

  it('refuses an envelope with any character changed', () => {
    for (let i = 0; i < envelope.length; i += 1) {
      const changed = envelope[i] === 'A' ? 'B' : 'A';
      const tampered = envelope.slice(0, i) + changed + envelope.slice(i + 1);
      expect([i, open(key, tampered, location)]).toEqual([i, null]);
    }
  });

  it('refuses an envelope with any bit of IV, ciphertext or tag flipped', () => {
    const parts = envelope.split('.');
    for (const part of [2, 3]) {
      const bytes = Buffer.from(parts[part] ?? '', 'base64url');
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3] = nth(flipped, bit >> 3) ^ (1 << (bit & 7));
        const tampered = parts.with(part, flipped.toString('base64url')).join('.');
        expect([part, bit, open(key, tampered, location)]).toEqual([part, bit, null]);
      }
    }
  });

  it('refuses a ciphertext or tag that is shortened by any amount, or lengthened', () => {
    const [version, kid, iv, sealed] = envelope.split('.');
    const bytes = Buffer.from(sealed ?? '', 'base64url');
    const withSealed = (changed: Buffer) =>
      open(key, [version, kid, iv, changed.toString('base64url')].join('.'), location);
    for (let length = 0; length < bytes.length; length += 1) {
      expect([length, withSealed(bytes.subarray(0, length))]).toEqual([length, null]);
      expect([length, withSealed(bytes.subarray(bytes.length - length))]).toEqual([length, null]);
    }
    expect(withSealed(Buffer.concat([bytes, Buffer.alloc(1)]))).toBeNull();
    expect(withSealed(bytes)).toBe('a secret: ü');
  });

  it('refuses an IV of another length', () => {
    const [version, kid, iv, sealed] = envelope.split('.');
    const bytes = Buffer.from(iv ?? '', 'base64url');
    for (const changed of [bytes.subarray(0, 8), Buffer.concat([bytes, Buffer.alloc(4)])]) {
      const tampered = [version, kid, changed.toString('base64url'), sealed].join('.');
      expect(open(key, tampered, location)).toBeNull();
    }
  });

  it("refuses another key's id, even if it stands for the same key", () => {
    expect(open(key, envelope.replace('.key-1.', '.key-2.'), location)).toBeNull();
  });

  it.each([
    ['another table', { ...location, table: 'apps' }],
    ['another row', { ...location, uid: 'row-2' }],
    ['another field', { ...location, field: 'refreshToken' }],
  ])('refuses an envelope that was moved to %s', (_place, elsewhere) => {
    expect(open(key, envelope, elsewhere)).toBeNull();
  });

  it('S15 refuses an envelope whose row now belongs to somebody else', () => {
    const owned = { ...location, boundTo: ['mail', 'admin', 'ada', 'default'] };
    const sealed = seal(key, 'key-1', 'a secret', owned);
    expect(open(key, sealed, owned)).toBe('a secret');
    expect(open(key, sealed, location)).toBeNull();
    for (const index of owned.boundTo.keys()) {
      const elsewhere = { ...owned, boundTo: owned.boundTo.with(index, 'other') };
      expect([index, open(key, sealed, elsewhere)]).toEqual([index, null]);
    }
    // The same characters, divided otherwise.
    const shifted = { ...owned, boundTo: ['mail', 'admin', 'adadefault', ''] };
    expect(open(key, sealed, shifted)).toBeNull();
  });

  it('refuses another key', () => {
    expect(open(otherKey, envelope, location)).toBeNull();
  });

  it.each([
    '',
    'a secret',
    'ca1.key-1',
    'ca2.key-1.AAECAwQFBgcICQoL.AAAA',
    'ca1..AAECAwQFBgcICQoL.AAAA',
  ])('does not take %j for an envelope', (text) => {
    expect(open(key, text, location)).toBeNull();
    expect(envelopeKeyId(text)).toBeNull();
  });
});
