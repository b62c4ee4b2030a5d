import type { Health } from '../../contracts';
import type { Store } from '../../store';
import { ENCRYPTION_MESSAGES } from '../../store/secrets';
import type { Clock } from './clock';
import { areCertificatesUnchecked } from './unchecked-certificates';

/** The counts read the whole table of connections, and the panel asks on every page. */
const COUNTS_TTL_MS = 30_000;

type Counts = Pick<
  Health,
  'unreadableConnections' | 'sealedWithFormerKeys' | 'orphanedConnections'
>;

interface HealthParts {
  clock: Clock;
  store: Pick<Store, 'apps' | 'orphans' | 'reEncryption' | 'secrets'>;
  deleteOrphans: boolean;
}

/** Problems that an administrator must solve before secrets can be stored and read. */
export const createHealth = ({ clock, store, deleteOrphans }: HealthParts) => {
  const { secrets, apps, orphans, reEncryption } = store;
  let known: { counts: Promise<Counts>; atMs: number } | null = null;

  const count = async (): Promise<Counts> => {
    const ofApps = await reEncryption.count('apps');
    const ofConnections = await reEncryption.count('connections');
    return {
      unreadableConnections: ofConnections.unreadable,
      sealedWithFormerKeys: ofApps.sealedWithFormerKeys + ofConnections.sealedWithFormerKeys,
      orphanedConnections: await orphans.count(),
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
        isKeyCheckRenewed: secrets.isKeyCheckRenewed(),
        unreadableSecrets: await apps.countUnreadable(),
        ...(await recentCounts()),
        deletesOrphans: deleteOrphans,
        areCertificatesUnchecked: areCertificatesUnchecked(),
      };
    },
  };
};
