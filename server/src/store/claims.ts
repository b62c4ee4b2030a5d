import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import type { StoredFault } from '../content-types/connection/columns';
import type { ConnectionStatusName } from '../contracts';
import { envelopePrefix } from '../crypto/secret-box';
import { toConnection, type Connection, type ConnectionRow } from './connection-rows';
import { databaseNowMsSql } from './database-clock';
import { createRowLocks } from './row-locks';
import { toStringList } from './rows';
import type { Secrets } from './secrets';
import { queryTable, type TableQuery } from './tables';

export interface ClaimFilters {
  status: ConnectionStatusName;
  /** Claims connections that are due at this time or before. */
  dueBy: Date;
  appKeys: readonly string[];
  limit: number;
}

export interface LeaseTerms {
  leaseOwner: string;
  leaseTtlMs: number;
}

/** A row as the driver returns it: JSON may be text. */
type DueRow = Omit<ConnectionRow, 'fault'> & { id: number; fault: StoredFault | string | null };

const fromDriver = ({ fault, ...row }: DueRow): Connection => {
  const parsed: StoredFault | null = typeof fault === 'string' ? JSON.parse(fault) : fault;
  return toConnection({
    ...row,
    scopesRequested: toStringList(row.scopesRequested),
    scopesGranted: toStringList(row.scopesGranted),
    fault: parsed,
  });
};

/**
 * Claims due connections in batches, each with its lease. Concurrent processes never claim the same
 * connection.
 */
export const createClaims = (strapi: Core.Strapi, secrets: Secrets) => {
  const rowLocks = createRowLocks(strapi);

  /** Columns by attribute name, for a SELECT. */
  const namedColumns = (): Record<string, string> => {
    const { attributes } = strapi.db.metadata.get(UID.connection);
    return Object.fromEntries(
      Object.entries(attributes).flatMap(([name, attribute]) =>
        'columnName' in attribute ? [[name, `c.${attribute.columnName}`]] : []
      )
    );
  };

  /** Not EXISTS, because MariaDB turns that into a join that begins with the apps. */
  const isAppEnabled = () =>
    queryTable(strapi, UID.app, 'a')
      .select('a.enabled')
      .whereRaw('?? = ??', ['a.key', 'c.app_key']);

  const canBeOpened = (query: TableQuery) => {
    for (const kid of secrets.usableKeyIds()) {
      query.orWhere('c.refresh_token', 'like', `${envelopePrefix(kid)}%`);
    }
  };

  const isFree = (query: TableQuery): void => {
    void query.whereNull('c.lease_until').orWhereRaw(`c.lease_until < ${databaseNowMsSql(strapi)}`);
  };

  /** Longest overdue first, through the index on (status, nextRefreshAt). */
  const dueRows = ({ status, dueBy, appKeys, limit }: ClaimFilters): TableQuery =>
    queryTable(strapi, UID.connection, 'c')
      .select(namedColumns())
      .where('c.status', status)
      .where('c.next_refresh_at', '<=', dueBy.getTime())
      .whereIn('c.app_key', appKeys)
      .whereRaw('? = ?', [isAppEnabled(), true])
      // Tokens that this instance cannot open would come first each time and block the others.
      .where(canBeOpened)
      .where(isFree)
      .orderBy('c.next_refresh_at')
      .limit(limit);

  return {
    /**
     * Claims up to `limit` due connections. Returns their state before the claim, so `leaseOwner`
     * is the previous holder of the lease. A lease runs by the database's clock. Connections of
     * apps that are disabled at that moment are skipped.
     */
    async claimDue(filters: ClaimFilters, { leaseOwner, leaseTtlMs }: LeaseTerms) {
      if (secrets.currentKeyId() === null || filters.appKeys.length === 0) return [];
      return rowLocks.transaction(async (join): Promise<Connection[]> => {
        const due: DueRow[] = await join(rowLocks.lockFree(dueRows(filters)));
        if (due.length === 0) return [];
        const { connection: db } = strapi.db;
        const ids = due.map(({ id }) => id);
        await join(
          queryTable(strapi, UID.connection)
            .whereIn('id', ids)
            .update({
              lease_owner: leaseOwner,
              lease_until: db.raw(`${databaseNowMsSql(strapi)} + ?`, [leaseTtlMs]),
            })
        );
        return due.map(fromDriver);
      });
    },

    /** Releases a lease before its end. Only for a lease under which nothing was sent. */
    async release({ uid }: Pick<Connection, 'uid'>, leaseOwner: string): Promise<void> {
      await queryTable(strapi, UID.connection)
        .where({ uid, lease_owner: leaseOwner })
        .update({ lease_owner: null, lease_until: null });
    },
  };
};

export type Claims = ReturnType<typeof createClaims>;
