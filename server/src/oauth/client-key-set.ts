import { randomBytes } from 'node:crypto';

import type { ClientKeyAlgorithm } from '../protocol-settings';
import { generateClientKey, publicJwkOf, type PrivateJwk, type PublicJwk } from './client-keys';

/** A key of an app. It is published at once. */
interface TimedKey {
  jwk: PrivateJwk;
  /** When it begins to sign, in epoch milliseconds. */
  signsFromMs: number;
}

/**
 * The keys of an app. Which of them sign and which are published follows from the clock, so all
 * instances that read the same row agree.
 */
export interface ClientKeySet {
  /** Part of the address of the public keys. Another set has another address. */
  id: string;
  /** The newest first. */
  keys: [TimedKey, ...TimedKey[]];
}

/** Seconds for which anybody may cache the public keys. */
export const JWKS_MAX_AGE_SECONDS = 300;

/** How long a new key is published before it signs: longer than anybody may cache the former ones. */
export const SIGNS_AFTER_MS = 2 * JWKS_MAX_AGE_SECONDS * 1_000;

/** How long a former key is still published and tried, for providers that have it pasted. */
export const RETIRES_AFTER_MS = 24 * 3_600_000;

const timed = async (alg: ClientKeyAlgorithm, signsFromMs: number): Promise<TimedKey> => ({
  jwk: await generateClientKey(alg),
  signsFromMs,
});

/** When the key is dropped; null for the newest, which has no successor. */
const retiresAtMs = ({ keys }: ClientKeySet, index: number): number | null => {
  const successor = keys[index - 1];
  return successor ? successor.signsFromMs + RETIRES_AFTER_MS : null;
};

const keptAt = (set: ClientKeySet, nowMs: number): TimedKey[] =>
  set.keys.filter((_key, index) => (retiresAtMs(set, index) ?? Infinity) > nowMs);

export const newKeySet = async (alg: ClientKeyAlgorithm, nowMs: number): Promise<ClientKeySet> => ({
  id: randomBytes(9).toString('base64url'),
  keys: [await timed(alg, nowMs)],
});

/** The set with a new key, which signs from `signsFromMs` on. */
export const withNewKey = async (
  set: ClientKeySet,
  alg: ClientKeyAlgorithm,
  { nowMs, signsFromMs }: { nowMs: number; signsFromMs: number }
): Promise<ClientKeySet> => ({
  ...set,
  keys: [await timed(alg, signsFromMs), ...keptAt(set, nowMs)],
});

/** The key that signs, and the former one, to be tried if the provider does not know it yet. */
export const signersAt = (
  set: ClientKeySet,
  nowMs: number
): { current: PrivateJwk; former: PrivateJwk | null } => {
  const [newest] = set.keys;
  const [current = newest, former] = keptAt(set, nowMs).filter(
    ({ signsFromMs }) => signsFromMs <= nowMs
  );
  return { current: current.jwk, former: former?.jwk ?? null };
};

export const publishedAt = (set: ClientKeySet, nowMs: number): PublicJwk[] =>
  keptAt(set, nowMs).map(({ jwk }) => publicJwkOf(jwk));

/** When the newest key begins to sign, and when the former one is dropped; null: not to come. */
export const rotationAt = (
  set: ClientKeySet,
  nowMs: number
): { signsFromMs: number | null; formerUntilMs: number | null } => {
  const [{ signsFromMs }] = set.keys;
  const formerUntilMs = set.keys.length > 1 ? retiresAtMs(set, 1) : null;
  const toCome = (time: number | null) => (time !== null && time > nowMs ? time : null);
  return { signsFromMs: toCome(signsFromMs), formerUntilMs: toCome(formerUntilMs) };
};

/** The next time at which another key signs or the former one is dropped; `Infinity`: never. */
export const nextChangeMs = (set: ClientKeySet, nowMs: number): number => {
  const times = set.keys.flatMap(({ signsFromMs }, index) => [
    signsFromMs,
    retiresAtMs(set, index) ?? Infinity,
  ]);
  return Math.min(...times.filter((time) => time > nowMs), Infinity);
};
