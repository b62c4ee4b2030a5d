import { createCipheriv, hkdfSync, scryptSync } from 'node:crypto';

import { createKeyRing } from '../../../server/src/crypto/key-ring';
import type { SecretLocation } from '../../../server/src/crypto/secret-box';

const masterKey = 'a master key of thirty-two or more characters';
const ring = createKeyRing({ current: 'k2', keys: { k2: masterKey } }, null);
const location: SecretLocation = {
  table: 'connected_apps_connections',
  uid: '6f1f2a3b-0000-4000-8000-00000000abcd',
  field: 'refreshToken',
};

const salt = 'strapi-plugin-connected-apps';
const stretched = scryptSync(masterKey, salt, 32, { N: 32_768, r: 8, p: 1, maxmem: 2 ** 26 });

/** The envelope by its specification, with nothing of the plugin in it. */
const sealByHand = (kid: string, iv: Buffer, plaintext: string, place: SecretLocation): string => {
  const { table, uid, field, boundTo = [] } = place;
  const owner = boundTo.map((value) => `,"${value}"`).join('');
  const key = Buffer.from(hkdfSync('sha256', stretched, salt, table, 32));
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(`["ca1","${kid}","${table}","${uid}","${field}"${owner}]`));
  const sealed = [cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return ['ca1', kid, iv.toString('base64url'), Buffer.concat(sealed).toString('base64url')].join(
    '.'
  );
};

describe('the envelope of the specification', () => {
  // scrypt, HKDF-SHA256 and AES-256-GCM of Python's `cryptography` gave the same bytes. What is stored
  // must open in every later version: this text never changes.
  const frozen = 'ca1.k2.AAECAwQFBgcICQoL.pcFhRtaPC_QSzhJmDZqpFqewzL3luiCgsfDn7A-efCVwrWAN';

  it('opens as it was once recorded', () => {
    expect(ring.open(frozen, location)).toBe('1//refresh-token: ü');
  });

  it('equals what another implementation makes of key, IV, text and place', () => {
    const iv = Buffer.from('000102030405060708090a0b', 'hex');
    expect(sealByHand('k2', iv, '1//refresh-token: ü', location)).toBe(frozen);
  });

  it('is bound to the rest of the row, as in another implementation', () => {
    const iv = Buffer.alloc(12, 2);
    const owned = { ...location, boundTo: ['mail', 'admin', 'ada', 'default'] };
    expect(ring.open(sealByHand('k2', iv, 'x', owned), owned)).toBe('x');
    expect(() => ring.open(sealByHand('k2', iv, 'x', location), owned)).toThrow('Restore');
  });

  it.each(['', 'x', 'ü'.repeat(5_000)])('opens around a text of any length', (plaintext) => {
    const iv = Buffer.alloc(12, plaintext.length);
    expect(ring.open(sealByHand('k2', iv, plaintext, location), location)).toBe(plaintext);
  });

  it('does not open with another version, key id, table, row or field in its additional data', () => {
    const iv = Buffer.alloc(12, 1);
    const elsewhere = [
      { ...location, table: 'connected_apps' },
      { ...location, uid: '6f1f2a3b-0000-4000-8000-00000000abce' },
      { ...location, field: 'accessToken' },
    ];
    for (const place of elsewhere) {
      expect(() => ring.open(sealByHand('k2', iv, 'x', place), location)).toThrow('Restore');
    }
    const renamed = sealByHand('k1', iv, 'x', location).replace('ca1.k1.', 'ca1.k2.');
    expect(() => ring.open(renamed, location)).toThrow('Restore');
    expect(() => ring.open(frozen.replace('ca1.', 'ca2.'), location)).toThrow('Restore');
  });
});
