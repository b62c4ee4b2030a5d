import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

import type { Store } from '../../store';
import type { Connection, TokensToStore } from '../../store/connections';

interface PendingSave {
  connection: Connection;
  tokens: TokensToStore;
  refreshedAt: Date;
  resolve(isSaved: boolean | Promise<boolean>): void;
}

const MAX_GROUP = 50;
/** The longest wait for the commit of a group, which may hang on a row that somebody has locked. */
const MAX_WAIT_MS = 100;

/**
 * Saves responses in groups: a response that arrives during a commit joins the next group. Each
 * caller gets its result as soon as its own row is saved, or has moved on.
 */
export const createGroupedSaves = ({
  store,
}: {
  store: Pick<Store, 'connections' | 'fencedUpdates'>;
}) => {
  const { connections, fencedUpdates } = store;
  let waiting: PendingSave[] = [];
  let isWorking = false;

  // Both are async, so that sealing, which may throw, fails the save and not the work on the rest.
  const saveAlone = async ({ connection, tokens, refreshedAt }: PendingSave): Promise<boolean> =>
    connections.saveRefreshed(connection, tokens, refreshedAt);

  const saveTogether = async (group: readonly PendingSave[]): Promise<ReadonlySet<string>> =>
    fencedUpdates.updateTogether(
      group.map(({ connection, tokens, refreshedAt }) =>
        connections.refreshedUpdate(connection, tokens, refreshedAt)
      )
    );

  /** Rows that the group has not saved, for any reason, are saved and reported individually. */
  const save = async (group: readonly PendingSave[]): Promise<void> => {
    const saved =
      group.length > 1
        ? await saveTogether(group).catch(() => new Set<string>())
        : new Set<string>();
    const settled = group.map((pending) => {
      const isSaved = saved.has(pending.connection.uid) || saveAlone(pending);
      pending.resolve(isSaved);
      return isSaved;
    });
    await Promise.allSettled(settled);
  };

  const work = async (): Promise<void> => {
    // Lets responses that arrive at the same time join the first group.
    await nextTurn();
    while (waiting.length > 0) {
      const group = waiting.slice(0, MAX_GROUP);
      waiting = waiting.slice(MAX_GROUP);
      await Promise.race([save(group), sleep(MAX_WAIT_MS, undefined, { ref: false })]);
      await nextTurn();
    }
    isWorking = false;
  };

  return {
    /** False when the row has moved on or is gone; rejects when the database fails. */
    save(connection: Connection, tokens: TokensToStore, refreshedAt: Date): Promise<boolean> {
      const saved = new Promise<boolean>((resolve) => {
        waiting.push({ connection, tokens, refreshedAt, resolve });
      });
      if (!isWorking) {
        isWorking = true;
        void work();
      }
      return saved;
    },
  };
};

export type GroupedSaves = ReturnType<typeof createGroupedSaves>;
