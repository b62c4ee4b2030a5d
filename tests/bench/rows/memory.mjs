// @ts-check
// The cost of connections in memory, which the setting must bound.
import { accountNames, APP_KEY, connect, identityOf, inHouse } from '../lib/house.mjs';
import { result } from '../lib/results.mjs';

const LIMIT = 100_000;
const MILLION = 1_000_000;
const MAX_MB = 100;
const TOKEN_LENGTH = 220;
const MB = 1_000_000;

const collectGarbage = /** @type {() => void} */ (globalThis.gc);

const heapBytes = () => {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

/** A separate flat string in memory, like those from the database driver and the decryption. */
const newString = (/** @type {string} */ text) => Buffer.from(text).toString('utf8');

const newToken = (/** @type {number} */ index) =>
  newString(`at~${index}~`.padEnd(TOKEN_LENGTH, 'x'));

const accountOf = (/** @type {number} */ index) => `account-${index}`;

export const measure = () =>
  inHouse({ pluginConfig: { maxCachedTokens: LIMIT } }, async ({ booted, provider }) => {
    const cache = booted.internals.tokenCache;
    const tokens = booted.tokens;
    // A real entry is the template for all others.
    await connect(booted, provider, ['pattern']);
    await tokens.getAccessToken({ app: APP_KEY, account: 'pattern' });
    const pattern = cache.get(identityOf('pattern'));
    if (!pattern) throw new Error('the token is not in memory');

    const fill = (/** @type {number} */ from, /** @type {number} */ to) => {
      for (let index = from; index < to; index += 1) {
        cache.set(identityOf(accountOf(index)), {
          ...pattern,
          uid: newString(crypto.randomUUID()),
          accessToken: newToken(index),
          tokenType: newString(pattern.tokenType),
          scopes: pattern.scopes.map(newString),
          expiresAtMs: Date.now() + index,
          refreshDueAtMs: Date.now() + index,
          checkedAtMs: Date.now() + index,
        });
      }
    };
    const isKnown = (/** @type {number} */ index) =>
      cache.get(identityOf(accountOf(index))) !== undefined;

    const empty = heapBytes();
    fill(0, LIMIT);
    const full = heapBytes() - empty;
    // The very first eviction gives the map's table its final size.
    fill(LIMIT, 2 * LIMIT);
    const evicting = heapBytes() - empty;
    fill(2 * LIMIT, MILLION);
    const afterMillion = heapBytes() - empty;
    const isBounded = isKnown(MILLION - LIMIT) && !isKnown(MILLION - LIMIT - 1);
    if (!isBounded || !isKnown(MILLION - 1)) throw new Error('not the least recently used evicted');

    const map = new Map();
    const beforeMap = heapBytes();
    for (const [index, account] of accountNames(LIMIT).entries()) map.set(account, newToken(index));
    const bareMap = heapBytes() - beforeMap;
    if (map.size !== LIMIT) throw new Error('the map is not full');

    const name = `${LIMIT.toLocaleString('en')} connections in memory, tokens of ${TOKEN_LENGTH} characters`;
    return [
      result({
        name,
        value: full / MB,
        unit: 'MB',
        peer: 'a bare Map of the same tokens',
        peerValue: bareMap / MB,
        target: `≤ ${MAX_MB} MB`,
        isMet: ({ value }) => value <= MAX_MB,
      }),
      result({
        name: `after ${MILLION.toLocaleString('en')} connections, at most ${LIMIT.toLocaleString('en')} kept`,
        value: afterMillion / MB,
        unit: 'MB',
        peer: `after ${(2 * LIMIT).toLocaleString('en')} connections`,
        peerValue: evicting / MB,
        target: 'nothing grows',
        isMet: ({ ratio }) => ratio <= 1.02,
      }),
    ];
  });
