import { setTimeout as sleep } from 'node:timers/promises';

import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import { SEALED_TABLES, type SealedTableName } from '../store/re-encryption';
import { getService } from './registry';

/** After the boot, which it must not hold up. */
const START_DELAY_MS = 2_000;
/** Between batches, so that those who ask for tokens meanwhile do not notice. */
const PAUSE_MS = 50;

const TABLE_NAMES = Object.keys(SEALED_TABLES) as SealedTableName[];

export interface ReEncryptionRun {
  /** Apps and connections that were sealed anew. */
  reEncrypted: number;
  /** With a secret that does not open, and stays as it is. */
  unreadable: number;
}

/**
 * After a change of the key: moves what is stored to the current one, beside all other work. Every
 * instance may run it at once, at any time; one without a former key in its configuration does nothing.
 */
export const createReEncryption = ({ strapi }: { strapi: Core.Strapi }) => {
  const { reEncryption, secrets } = getService(strapi, 'store');
  let underWay: Promise<ReEncryptionRun> | null = null;
  let starting: NodeJS.Timeout | undefined;
  let isStopping = false;

  const runTable = async (table: SealedTableName, run: ReEncryptionRun): Promise<void> => {
    for await (const rows of reEncryption.batches(table)) {
      for (const row of rows) {
        if (isStopping) return;
        const result = await reEncryption.reEncrypt(table, row);
        if (result === 'done') run.reEncrypted += 1;
        if (result === 'unreadable') run.unreadable += 1;
      }
      await sleep(PAUSE_MS);
    }
  };

  const log = ({ reEncrypted, unreadable }: ReEncryptionRun) => {
    if (reEncrypted > 0) {
      strapi.log.info(
        `${PLUGIN_ID}: ${reEncrypted} apps and connections are encrypted with the key ` +
          `"${secrets.currentKeyId()}" now`
      );
    }
    if (unreadable > 0) {
      strapi.log.warn(
        `${PLUGIN_ID}: ${unreadable} apps and connections hold a secret that does not open, ` +
          'which stays as it is'
      );
    }
  };

  const runAll = async (): Promise<ReEncryptionRun> => {
    const run: ReEncryptionRun = { reEncrypted: 0, unreadable: 0 };
    for (const table of TABLE_NAMES) await runTable(table, run);
    log(run);
    return run;
  };

  /** A run that is still under way is joined, not doubled. */
  const run = (): Promise<ReEncryptionRun> => {
    clearTimeout(starting);
    underWay ??= runAll().finally(() => {
      underWay = null;
    });
    return underWay;
  };

  return {
    run,

    /** In the background; a failure is logged, and the next run goes on from there. */
    startSoon(): void {
      starting = setTimeout(() => {
        run().catch((error: unknown) => {
          strapi.log.error(`${PLUGIN_ID}: the re-encryption failed: ${String(error)}`);
        });
      }, START_DELAY_MS);
      starting.unref();
    },

    async stop(): Promise<void> {
      isStopping = true;
      clearTimeout(starting);
      await underWay?.catch(() => undefined);
    },
  };
};
