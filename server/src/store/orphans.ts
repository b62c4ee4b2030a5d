import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import { ownerFromColumns } from '../owners/owner';
import type { Connection, ConnectionRow } from './connection-rows';
import { toDate } from './rows';

const BATCH_SIZE = 500;

/** The part of a connection that shows whether its app and its owner exist. */
export type Belonging = Pick<Connection, 'uid' | 'appKey' | 'owner' | 'orphanedSince'>;

const COLUMNS = ['uid', 'appKey', 'ownerKind', 'ownerId', 'orphanedSince'] as const;

type BelongingRow = Pick<ConnectionRow, (typeof COLUMNS)[number]>;

const toBelonging = (row: BelongingRow): Belonging => ({
  uid: row.uid,
  appKey: row.appKey,
  owner: ownerFromColumns(row.ownerKind, row.ownerId),
  orphanedSince: toDate(row.orphanedSince),
});

/** Records which connections are orphans, and deletes them. */
export const createOrphanStore = (strapi: Core.Strapi) => {
  const query = () => strapi.db.query(UID.connection);

  const setSince = async (connections: readonly Belonging[], since: Date | null) => {
    if (connections.length === 0) return;
    await query().updateMany({
      where: { uid: { $in: connections.map(({ uid }) => uid) } },
      data: { orphanedSince: since?.getTime() ?? null },
    });
  };

  return {
    /** All connections in batches, in the order of their ids. */
    async *batches(): AsyncGenerator<Belonging[], void> {
      let lastId = 0;
      for (;;) {
        const rows: (BelongingRow & { id: number })[] = await query().findMany({
          select: ['id', ...COLUMNS],
          where: { id: { $gt: lastId } },
          orderBy: { id: 'asc' },
          limit: BATCH_SIZE,
        });
        const last = rows.at(-1);
        if (!last) return;
        lastId = last.id;
        yield rows.map(toBelonging);
      }
    },

    note: (connections: readonly Belonging[], at: Date) => setSince(connections, at),

    forget: (connections: readonly Belonging[]) => setSince(connections, null),

    /** Of concurrent instances, one succeeds. Resets the time of the note. */
    async claim({ uid, orphanedSince }: Belonging, at: Date): Promise<boolean> {
      const { count } = await query().updateMany({
        where: { uid, orphanedSince: orphanedSince?.getTime() ?? null },
        data: { orphanedSince: at.getTime() },
      });
      return count === 1;
    },

    /** False if the connection has changed or is gone. */
    async delete({ uid, tokenVersion }: Connection): Promise<boolean> {
      const { count } = await query().deleteMany({ where: { uid, tokenVersion } });
      return count === 1;
    },

    count: (): Promise<number> => query().count({ where: { orphanedSince: { $notNull: true } } }),
  };
};

export type OrphanStore = ReturnType<typeof createOrphanStore>;
