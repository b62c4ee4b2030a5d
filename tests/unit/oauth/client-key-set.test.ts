import { createPublicKey } from 'node:crypto';

import {
  JWKS_MAX_AGE_SECONDS,
  newKeySet,
  nextChangeMs,
  publishedAt,
  RETIRES_AFTER_MS,
  rotationAt,
  signersAt,
  SIGNS_AFTER_MS,
  withNewKey,
  type ClientKeySet,
} from '../../../server/src/oauth/client-key-set';
import { publicJwkOf, publicPemOf } from '../../../server/src/oauth/client-keys';
import { only } from '../../support/elements';

const NOW = Date.UTC(2027, 0, 15);
const MINUTE = 60_000;

const rotated = (set: ClientKeySet, nowMs: number) =>
  withNewKey(set, 'ES256', { nowMs, signsFromMs: nowMs + SIGNS_AFTER_MS });

const kidsAt = (set: ClientKeySet, nowMs: number) => publishedAt(set, nowMs).map(({ kid }) => kid);

const signerAt = (set: ClientKeySet, nowMs: number) => signersAt(set, nowMs).current.kid;

describe('a new set of keys', () => {
  it('has one key, which signs at once and never changes by itself', async () => {
    const set = await newKeySet('ES256', NOW);
    const { current, former } = signersAt(set, NOW);
    expect(kidsAt(set, NOW)).toEqual([current.kid]);
    expect(former).toBeNull();
    expect(nextChangeMs(set, NOW)).toBe(Infinity);
    expect(rotationAt(set, NOW)).toEqual({ signsFromMs: null, formerUntilMs: null });
  });

  it('has an address that nobody can guess', async () => {
    const ids = await Promise.all([1, 2].map(() => newKeySet('ES256', NOW)));
    expect(new Set(ids.map(({ id }) => id)).size).toBe(2);
    for (const { id } of ids) expect(id).toMatch(/^[\w-]{12,}$/);
  });

  it.each([
    ['ES256', ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']],
    ['RS256', ['alg', 'e', 'kid', 'kty', 'n', 'use']],
  ] as const)('publishes no private member, with %s', async (algorithm, members) => {
    const set = await newKeySet(algorithm, NOW);
    expect(Object.keys(only(publishedAt(set, NOW))).sort()).toEqual(members);
    const { current } = signersAt(set, NOW);
    const pem = publicPemOf(current);
    expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    const { alg: _alg, kid: _kid, use: _use, ...members_ } = publicJwkOf(current);
    expect(createPublicKey(pem).export({ format: 'jwk' })).toEqual(members_);
  });
});

describe('a rotation', () => {
  it('publishes the new key at once, and signs with it when no cache holds the former keys', async () => {
    const set = await newKeySet('ES256', NOW);
    const next = await rotated(set, NOW);
    const [fresh, old] = kidsAt(next, NOW);
    expect(SIGNS_AFTER_MS).toBeGreaterThan(JWKS_MAX_AGE_SECONDS * 1_000);
    expect(signerAt(next, NOW)).toBe(old);
    expect(signerAt(next, NOW + SIGNS_AFTER_MS - 1)).toBe(old);
    expect(nextChangeMs(next, NOW)).toBe(NOW + SIGNS_AFTER_MS);
    expect(signerAt(next, NOW + SIGNS_AFTER_MS)).toBe(fresh);
    expect(next.id).toBe(set.id);
  });

  it('keeps the former key, which is tried too, for a day', async () => {
    const next = await rotated(await newKeySet('ES256', NOW), NOW);
    const startMs = NOW + SIGNS_AFTER_MS;
    const endMs = startMs + RETIRES_AFTER_MS;
    expect(signersAt(next, NOW).former).toBeNull();
    expect(signersAt(next, startMs).former?.kid).toBe(kidsAt(next, NOW)[1]);
    expect(nextChangeMs(next, startMs)).toBe(endMs);
    expect(rotationAt(next, startMs)).toEqual({ signsFromMs: null, formerUntilMs: endMs });
    expect(kidsAt(next, endMs - 1)).toHaveLength(2);
    expect(kidsAt(next, endMs)).toEqual([signerAt(next, endMs)]);
    expect(signersAt(next, endMs).former).toBeNull();
    expect(nextChangeMs(next, endMs)).toBe(Infinity);
  });

  it('forgets keys that a rotation long ago replaced', async () => {
    const first = await rotated(await newKeySet('ES256', NOW), NOW);
    const later = NOW + SIGNS_AFTER_MS + RETIRES_AFTER_MS + MINUTE;
    const second = await rotated(first, later);
    expect(second.keys).toHaveLength(2);
    expect(signerAt(second, later)).toBe(signerAt(first, later));
  });

  it('to another algorithm can sign at once, and the former key is tried too', async () => {
    const set = await newKeySet('ES256', NOW);
    const next = await withNewKey(set, 'RS256', { nowMs: NOW, signsFromMs: NOW });
    const { current, former } = signersAt(next, NOW);
    expect([current.alg, former?.alg]).toEqual(['RS256', 'ES256']);
  });
});
