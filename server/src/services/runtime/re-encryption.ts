import { setTimeout as sleep } from 'node:timers/promises';

import { PLUGIN_ID } from '../../constants';
import type { Store } from '../../store';
import { SEALED_TABLES, type SealedTableName } from '../../store/sealed-tables';
import type { Log } from './log';
import { createSharedRun } from '../../lib/shared-run';

/** Starts after the boot, which it must not hold up. */
const START_DELAY_MS = 2_000;
/** Between batches, so that requests for tokens are not delayed. */
const PAUSE_MS = 50;

const TABLE_NAMES = Object.keys(SEALED_TABLES) as SealedTableName[];

export interface ReEncryptionRun {
  /** Apps and connections that were sealed again. */
  reEncrypted: number;
  /** Apps and connections with a secret that does not open. They stay as they are. */
  unreadable: number;
}

interface ReEncryptionParts {
  log: Log;
  store: Pick<Store, 'reEncryption' | 'secrets'>;
}

/**
 * After a key change, re-encrypts stored secrets with the current key, in the background. Every
 * instance may run it at any time, even concurrently. An instance without a former key in its
 * configuration does nothing.
 */
export const createReEncryption = ({ log, store }: ReEncryptionParts) => {
  const { reEncryption, secrets } = store;
  let starting: NodeJS.Timeout | undefined;

  const runTable = async (table: SealedTableName, run: ReEncryptionRun): Promise<void> => {
    for await (const rows of reEncryption.batches(table)) {
      for (const row of rows) {
        if (shared.isStopping()) return;
        const result = await reEncryption.reEncrypt(table, row);
        if (result === 'done') run.reEncrypted += 1;
        if (result === 'unreadable') run.unreadable += 1;
      }
      await sleep(PAUSE_MS);
    }
  };

  const tell = ({ reEncrypted, unreadable }: ReEncryptionRun) => {
    if (reEncrypted > 0) {
      log.info(
        `${PLUGIN_ID}: ${reEncrypted} apps and connections are encrypted with the key ` +
          `"${secrets.currentKeyId()}" now`
      );
    }
    if (unreadable > 0) {
      log.warn(
        `${PLUGIN_ID}: ${unreadable} apps and connections contain a secret that cannot be opened, ` +
          'which stays as it is'
      );
    }
  };

  const runAll = async (): Promise<ReEncryptionRun> => {
    const run: ReEncryptionRun = { reEncrypted: 0, unreadable: 0 };
    for (const table of TABLE_NAMES) await runTable(table, run);
    tell(run);
    return run;
  };

  const shared = createSharedRun(runAll);

  const run = (): Promise<ReEncryptionRun> => {
    clearTimeout(starting);
    return shared.run();
  };

  return {
    run,

    /** Runs in the background. Logs a failure; the next run continues from there. */
    startSoon(): void {
      starting = setTimeout(() => {
        run().catch((error: unknown) => {
          log.error(`${PLUGIN_ID}: the re-encryption failed: ${String(error)}`);
        });
      }, START_DELAY_MS);
      starting.unref();
    },

    async stop(): Promise<void> {
      clearTimeout(starting);
      await shared.stop();
    },
  };
};

export type ReEncryption = ReturnType<typeof createReEncryption>;
