import { hkdfSync } from 'node:crypto';

import {
  createKeyRing,
  type EncryptionConfig,
  type KeyRing,
} from '../../../server/src/crypto/key-ring';
import { open } from '../../../server/src/crypto/secret-box';
import { stretch, stretchAhead } from '../../../server/src/crypto/stretched-key';

const location = { table: 'connections', uid: 'row-1', field: 'accessToken' };
const oldKey = 'an old master key of enough characters';
const newKey = 'a new master key of enough characters!';

const code = (work: () => unknown) => {
  try {
    work();
    return 'no error';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};

/** Stretching takes time, and is another matter: S13 below. */
const ringOf = (config: EncryptionConfig | null, strapiEncryptionKey?: string): KeyRing =>
  createKeyRing(config, strapiEncryptionKey, (masterKey) => masterKey);

describe('the key ring', () => {
  it("seals with a key derived from Strapi's when it has no keys of its own", () => {
    const ring = ringOf(null, 'the encryption key of Strapi');
    expect(ring.currentKeyId).toBe('strapi');
    expect(ring.open(ring.seal('secret', location), location)).toBe('secret');
  });

  it('prefers its own keys', () => {
    const ring = ringOf({ current: '1', keys: { '1': oldKey } }, 'the key of Strapi');
    expect(ring.seal('secret', location)).toMatch(/^ca1\.1\./);
  });

  it('opens what an older key of the ring sealed, and seals with the current one', () => {
    const before = ringOf({ current: '1', keys: { '1': oldKey } });
    const after = ringOf({ current: '2', keys: { '1': oldKey, '2': newKey } });
    const sealed = before.seal('secret', location);
    expect(after.open(sealed, location)).toBe('secret');
    expect(after.seal('secret', location)).toMatch(/^ca1\.2\./);
  });

  it('refuses to seal without any key', () => {
    expect(code(() => ringOf(null, undefined).seal('secret', location))).toBe('key_unavailable');
  });

  it('reports key_unavailable, and nothing of the text, for an unknown or a wrong key', () => {
    const sealed = ringOf({ current: '1', keys: { '1': oldKey } }).seal('secret', location);
    const wrong = ringOf({ current: '1', keys: { '1': newKey } });
    const unknown = ringOf({ current: '2', keys: { '2': newKey } });
    expect(code(() => wrong.open(sealed, location))).toBe('key_unavailable');
    expect(code(() => unknown.open(sealed, location))).toBe('key_unavailable');
    expect(() => wrong.open(sealed, location)).toThrow(/^(?!.*secret:).*Restore the key/);
  });

  it('uses a different key for each table', () => {
    const ring = ringOf(null, 'the encryption key of Strapi');
    const sealed = ring.seal('secret', location);
    expect(code(() => ring.open(sealed, { ...location, table: 'apps' }))).toBe('key_unavailable');
  });
});

describe('S13 a sealed text in the hands of a guesser', () => {
  const password = 'a password from a list';
  const sealed = createKeyRing(null, password).seal('secret', location);

  it('does not open with the right guess unless the guess is stretched', () => {
    const salt = 'strapi-plugin-connected-apps';
    const key = Buffer.from(hkdfSync('sha256', password, salt, location.table, 32));
    expect(open(key, sealed, location)).toBeNull();
  });

  it('costs at least 10 ms a guess', () => {
    const guesses = ['password', 'strapi', 'secret', 'changeme', 'tobemodified'];
    const startedAt = performance.now();
    for (const guess of guesses) {
      expect(code(() => createKeyRing(null, guess).open(sealed, location))).toBe('key_unavailable');
    }
    expect((performance.now() - startedAt) / guesses.length).toBeGreaterThan(10);
  });

  it('costs the plugin nothing after the boot, which stretches a key once', async () => {
    await stretchAhead([oldKey]);
    const startedAt = performance.now();
    for (let count = 0; count < 100; count += 1) stretch(oldKey);
    expect((performance.now() - startedAt) / 100).toBeLessThan(1);
    expect(stretch(oldKey)).toHaveLength(32);
  });

  it('is stretched to the same key in advance and on demand', async () => {
    await stretchAhead(['ahead']);
    const ahead = createKeyRing(null, 'ahead').seal('secret', location);
    jest.resetModules();
    const fresh = await import('../../../server/src/crypto/key-ring');
    expect(fresh.createKeyRing(null, 'ahead').open(ahead, location)).toBe('secret');
  });
});
