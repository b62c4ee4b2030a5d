import { scrypt, scryptSync, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';

const STRETCHED_KEY_BYTES = 32;

/** RFC 7914. A guess costs 32 MiB of memory and about 60 ms. A boot costs as much for each key. */
const COST: ScryptOptions = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/**
 * Fixed, because a salt in the database would be lost or replaced together with the rows that it
 * opens. So an attacker can use one table of guesses against every Strapi, but such a table breaks
 * only weak keys.
 */
const SALT = 'strapi-plugin-connected-apps';

const scryptInThreadPool = promisify<string, string, number, ScryptOptions, Buffer>(scrypt);

const stretched = new Map<string, Buffer>();
const underWay = new Map<string, Promise<void>>();

const stretchInThreadPool = async (masterKey: string): Promise<void> => {
  stretched.set(masterKey, await scryptInThreadPool(masterKey, SALT, STRETCHED_KEY_BYTES, COST));
};

/** Stretches each key once, in Node.js's thread pool. */
export const stretchAhead = async (masterKeys: readonly string[]): Promise<void> => {
  const all = masterKeys.map((masterKey) => {
    const stretching = underWay.get(masterKey) ?? stretchInThreadPool(masterKey);
    underWay.set(masterKey, stretching);
    return stretching;
  });
  await Promise.all(all);
};

/** Stretches a master key, so that an attacker with a sealed text can test guesses only slowly. */
export const stretch = (masterKey: string): Buffer => {
  const key = stretched.get(masterKey) ?? scryptSync(masterKey, SALT, STRETCHED_KEY_BYTES, COST);
  stretched.set(masterKey, key);
  return key;
};
