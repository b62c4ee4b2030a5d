import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import type { KeyRing, Sealer } from '../crypto/key-ring';
import type { SecretLocation } from '../crypto/secret-box';
import { isSealedWith, SEALED_TABLES, type SealedRow, type SealedTable } from './sealed-tables';
import { queryTable } from './tables';

const TEXT = 'connected-apps';
const LOCATION: SecretLocation = { table: 'key_check', uid: 'key_check', field: 'check' };

/** How many values of each column are tried, newest first, because the last key sealed those. */
const SAMPLE_SIZE = 50;

/** What the rows show about a key. */
type Evidence = 'opens' | 'opens none' | 'no rows';

export interface KeyCheckResult {
  /** Ids that named another key before. */
  wrong: string[];
  /** Ids whose stored check belonged to another key, although rows open or there are none. */
  renewed: string[];
}

/** The stored check values of the keys. */
export const createKeyChecks = (strapi: Core.Strapi) => {
  const coreStore = strapi.store({ type: 'plugin', name: PLUGIN_ID });
  const keyOf = (kid: string) => `key-check-${kid}`;
  return {
    /** Whether the key opens its check; null if there is no check. */
    async isOpenedBy(sealer: Sealer, kid: string): Promise<boolean | null> {
      const sealed = await coreStore.get({ key: keyOf(kid) });
      if (typeof sealed !== 'string') return null;
      try {
        sealer.open(sealed, LOCATION);
        return true;
      } catch {
        return false;
      }
    },

    /** Seals a new check with the current key, whose id is `kid`. */
    store: (sealer: Sealer, kid: string) =>
      coreStore.set({ key: keyOf(kid), value: sealer.seal(TEXT, LOCATION) }),

    delete: (kid: string) => coreStore.delete({ key: keyOf(kid) }),
  };
};

/**
 * Checks that each id still names the same key. The rows outweigh the stored check, because the
 * check is in Strapi's core store, and an import may bring the check of another Strapi.
 */
export const checkKeys = async (strapi: Core.Strapi, keyRing: KeyRing): Promise<KeyCheckResult> => {
  const checks = createKeyChecks(strapi);

  const sample = async (
    { contentType, columns, boundTo }: SealedTable,
    kid: string
  ): Promise<boolean[]> => {
    const outcomes: boolean[] = [];
    for (const { column, renewed } of columns) {
      const rows: (SealedRow & { sealed: string })[] = await queryTable(strapi, contentType)
        .where(isSealedWith(strapi, column, kid))
        .orderBy('id', 'desc')
        .limit(SAMPLE_SIZE)
        .select('id', 'uid', ...boundTo, `${column} as sealed`);
      outcomes.push(...rows.map((row) => renewed(keyRing, row.sealed, row) !== null));
    }
    return outcomes;
  };

  const evidenceOf = async (kid: string): Promise<Evidence> => {
    const outcomes = [
      ...(await sample(SEALED_TABLES.connections, kid)),
      ...(await sample(SEALED_TABLES.apps, kid)),
    ];
    if (outcomes.length === 0) return 'no rows';
    return outcomes.includes(true) ? 'opens' : 'opens none';
  };

  const result: KeyCheckResult = { wrong: [], renewed: [] };
  for (const kid of keyRing.keyIds) {
    const isOpened = await checks.isOpenedBy(keyRing, kid);
    if (isOpened) continue;
    if ((await evidenceOf(kid)) === 'opens none') {
      result.wrong.push(kid);
    } else if (kid === keyRing.currentKeyId) {
      await checks.store(keyRing, kid);
      if (isOpened === false) result.renewed.push(kid);
    }
  }
  return result;
};
