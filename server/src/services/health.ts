import type { Core } from '@strapi/strapi';

import type { Health } from '../contracts';
import { ENCRYPTION_MESSAGES } from '../store/secrets';
import { getService } from './registry';

/** The counts read the whole table of connections, and the panel asks with each page. */
const COUNTS_TTL_MS = 30_000;

type Counts = Pick<Health, 'unreadableConnections' | 'sealedWithFormerKeys'>;

/** What needs an administrator's hand before secrets can be stored and read. */
export const createHealth = ({ strapi }: { strapi: Core.Strapi }) => {
  const { secrets, apps, reEncryption } = getService(strapi, 'store');
  const clock = getService(strapi, 'clock');
  let known: { counts: Promise<Counts>; atMs: number } | null = null;

  const count = async (): Promise<Counts> => {
    const ofApps = await reEncryption.count('apps');
    const ofConnections = await reEncryption.count('connections');
    return {
      unreadableConnections: ofConnections.unreadable,
      sealedWithFormerKeys: ofApps.sealedWithFormerKeys + ofConnections.sealedWithFormerKeys,
    };
  };

  const recentCounts = (): Promise<Counts> => {
    const nowMs = clock.now();
    if (known && Math.abs(nowMs - known.atMs) < COUNTS_TTL_MS) return known.counts;
    const counts = count();
    const latest = { counts, atMs: nowMs };
    known = latest;
    counts.catch(() => {
      if (known === latest) known = null;
    });
    return counts;
  };

  return {
    async read(): Promise<Health> {
      const encryption = secrets.state();
      return {
        encryption,
        message: ENCRYPTION_MESSAGES[encryption],
        unreadableSecrets: await apps.countUnreadableSecrets(),
        ...(await recentCounts()),
      };
    },
  };
};
