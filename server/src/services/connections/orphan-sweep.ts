import { setTimeout as sleep } from 'node:timers/promises';

import { PLUGIN_ID } from '../../constants';
import type { Owners } from '../../owners';
import type { Store } from '../../store';
import type { Connection } from '../../store/connections';
import type { Belonging } from '../../store/orphans';
import type { Clock } from '../runtime/clock';
import type { Connections } from './connections';
import type { Log } from '../runtime/log';
import type { Revocations } from './revocations';
import { createSharedRun } from '../../lib/shared-run';
import type { TokenCache } from '../tokens/token-cache';

const DAY_MS = 24 * 60 * 60_000;
/** A connection that is still an orphan after this time is deleted. */
const WAIT_MS = DAY_MS;
/** An older note is not from a recent sweep: it came with a backup or an import. */
const MAX_NOTE_AGE_MS = 7 * DAY_MS;
/** Per run; the others follow a day later. */
const MAX_DELETED = 1_000;
/** Per log line. */
const MAX_NAMED = 50;
/** Between batches, so that requests for tokens are not delayed. */
const PAUSE_MS = 50;

export interface OrphanSweepRun {
  /** Connections that are orphans for the first time. */
  found: number;
  deleted: number;
  /** Deleted connections whose revocation the provider has not confirmed. */
  notRevoked: number;
}

interface Progress extends OrphanSweepRun {
  startedAt: Date;
  /** The first orphans that were found. */
  named: string[];
}

interface OrphanSweepParts {
  clock: Clock;
  log: Log;
  store: Pick<Store, 'apps' | 'connections' | 'orphans' | 'secrets'>;
  owners: Pick<Owners, 'gone'>;
  connections: Pick<Connections, 'openRevocation' | 'announceEnd'>;
  revocations: Pick<Revocations, 'revoke'>;
  tokenCache: Pick<TokenCache, 'forget'>;
  deleteOrphans: boolean;
}

/** JSON keeps a name from an imported row on one line. */
const describe = ({ uid, appKey, owner }: Belonging): string =>
  JSON.stringify({ connection: uid, app: appKey, owner });

/**
 * Ends connections whose app or owner is gone without the plugin's knowledge, e.g. after a deletion
 * in the database. It first notes an orphan, and deletes it if it is still one a day later. So rows
 * that are missing only for a moment, such as users during an import, cost nothing. Every instance
 * may run it, even concurrently.
 */
export const createOrphanSweep = ({
  clock,
  log,
  store,
  owners,
  connections,
  revocations,
  tokenCache,
  deleteOrphans,
}: OrphanSweepParts) => {
  const { apps, orphans, secrets } = store;

  const findGone = async (
    list: readonly Belonging[]
  ): Promise<(one: Belonging) => 'app' | 'owner' | null> => {
    const appKeys = new Set((await apps.list()).map(({ key }) => key));
    const isOwnerGone = await owners.gone(list.map(({ owner }) => owner));
    return ({ appKey, owner }) => {
      if (!appKeys.has(appKey)) return 'app';
      return isOwnerGone(owner) ? 'owner' : null;
    };
  };

  const revoke = async (connection: Connection): Promise<boolean> => {
    const app = await apps.find(connection.appKey);
    const revocation = app && connections.openRevocation(app, connection);
    return revocation ? revocations.revoke(app, revocation) : false;
  };

  /** Revokes before it deletes: if this process ends in between, a later sweep finds the row. */
  const end = async (orphan: Belonging, progress: Progress): Promise<void> => {
    // Checks again, because the connections before this one may have taken long.
    const gone = (await findGone([orphan]))(orphan);
    if (gone === null || !(await orphans.claim(orphan, progress.startedAt))) return;
    const connection = await store.connections.findByUid(orphan.uid);
    if (!connection) return;
    const isRevoked = await revoke(connection);
    if (!(await orphans.delete(connection))) return;
    tokenCache.forget(connection);
    connections.announceEnd([connection], `${gone}_deleted`);
    progress.deleted += 1;
    if (!isRevoked) progress.notRevoked += 1;
  };

  /** In milliseconds; null if the note cannot be from these sweeps. */
  const noteAge = ({ orphanedSince }: Belonging, { startedAt }: Progress): number | null => {
    if (orphanedSince === null) return null;
    const ageMs = startedAt.getTime() - orphanedSince.getTime();
    return Math.abs(ageMs) <= MAX_NOTE_AGE_MS ? ageMs : null;
  };

  const sweepBatch = async (batch: readonly Belonging[], progress: Progress): Promise<void> => {
    const goneOf = await findGone(batch);
    const found = batch.filter((one) => goneOf(one) !== null);
    const noted = found.filter((one) => noteAge(one, progress) !== null);
    const unnoted = found.filter((one) => !noted.includes(one));
    await orphans.forget(batch.filter((one) => one.orphanedSince && goneOf(one) === null));
    await orphans.note(unnoted, progress.startedAt);
    progress.found += unnoted.length;
    progress.named.push(...unnoted.slice(0, MAX_NAMED - progress.named.length).map(describe));
    if (!deleteOrphans) return;
    for (const orphan of noted.filter((one) => (noteAge(one, progress) ?? 0) >= WAIT_MS)) {
      if (isStopping() || progress.deleted >= MAX_DELETED) return;
      await end(orphan, progress);
    }
  };

  const tell = ({ found, deleted, notRevoked, named }: Progress) => {
    if (found > 0) {
      const next = deleteOrphans
        ? 'Those that are still orphaned in a day are revoked, if the app exists, and deleted'
        : 'They stay, because deleteOrphans is false';
      log.warn(
        `${PLUGIN_ID}: the app or the owner of ${found} connection(s) is gone. ${next}: ` +
          named.join(', ') +
          (found > named.length ? ', and others' : '')
      );
    }
    if (deleted > 0) {
      log.warn(
        `${PLUGIN_ID}: ${deleted} connection(s) without an app or an owner are deleted. The provider ` +
          `has not confirmed the revocation of ${notRevoked} of them.`
      );
    }
  };

  const sweep = async (): Promise<OrphanSweepRun> => {
    const startedAt = new Date(clock.now());
    const progress: Progress = { found: 0, deleted: 0, notRevoked: 0, startedAt, named: [] };
    // With a missing or wrong key nothing could be revoked, so nothing is written.
    if (secrets.currentKeyId() !== null) {
      for await (const batch of orphans.batches()) {
        if (isStopping()) break;
        await sweepBatch(batch, progress);
        await sleep(PAUSE_MS);
      }
    }
    tell(progress);
    const { found, deleted, notRevoked } = progress;
    return { found, deleted, notRevoked };
  };

  const { run, stop, isStopping } = createSharedRun(sweep);

  return { run, stop };
};

export type OrphanSweep = ReturnType<typeof createOrphanSweep>;
