import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import type { Pagination } from '../contracts';
import type { Owner } from '../owners/kinds';
import { ownerColumns } from '../owners/owner';
import {
  connectionRows,
  HEALTHY,
  identityColumns,
  toConnection,
  type Connection,
  type ConnectionFields,
  type ConnectionFilters,
  type ConnectionIdentity,
  type ConnectionRow,
  type EndToStore,
  type FailureToStore,
  type TokensToStore,
} from './connection-rows';
import { createConnectionTokens } from './connection-tokens';
import { databaseNowMsSql } from './database-clock';
import type { FencedUpdate } from './fenced-updates';
import type { Secrets } from './secrets';
import { queryTable, type Transaction } from './tables';

/** The plugin's own verdict, not the provider's word: the stored refresh token may work again. */
export const REFUSED = 'refused';

export type {
  Connection,
  ConnectionFilters,
  ConnectionIdentity,
  GrantToStore,
  IdentifiedRow,
  ObtainedGrant,
  OpenedTokens,
  TokensToStore,
} from './connection-rows';
export type { StoredFault } from '../content-types/connection/columns';

export const createConnectionStore = (strapi: Core.Strapi, secrets: Secrets) => {
  const query = () => strapi.db.query(UID.connection);
  const table = () => queryTable(strapi, UID.connection);

  const { sealTokens, openAccessToken, openRefreshToken } = createConnectionTokens(secrets);

  const findRow = async (where: object): Promise<Connection | null> => {
    const row: ConnectionRow | null = await query().findOne({ where });
    return row ? toConnection(row) : null;
  };

  const find = (identity: ConnectionIdentity) => findRow(identityColumns(identity));

  /** One UPDATE, which takes effect only while the row still has this `tokenVersion`. */
  const updateFenced = async (
    uid: string,
    tokenVersion: number,
    fields: Partial<ConnectionFields>
  ): Promise<boolean> => {
    const { count } = await query().updateMany({
      where: { uid, tokenVersion },
      data: connectionRows.toUpdate(fields),
    });
    return count === 1;
  };

  const refreshedData = (connection: Connection, tokens: TokensToStore, refreshedAt: Date) => ({
    ...tokens,
    ...HEALTHY,
    ...sealTokens(connection, tokens),
    lastRefreshedAt: refreshedAt,
    tokenVersion: connection.tokenVersion + 1,
  });

  return {
    find,

    findByUid: (uid: string) => findRow({ uid }),

    async listByOwner(owner: Owner): Promise<Connection[]> {
      const rows: ConnectionRow[] = await query().findMany({
        where: ownerColumns(owner),
        orderBy: { appKey: 'asc' },
      });
      return rows.map(toConnection);
    },

    async listByApp(appKey: string): Promise<Connection[]> {
      const rows: ConnectionRow[] = await query().findMany({
        where: { appKey },
        orderBy: { id: 'asc' },
      });
      return rows.map(toConnection);
    },

    async page(
      { appKey, ownerKind, status }: ConnectionFilters,
      { page, pageSize }: { page: number; pageSize: number }
    ): Promise<{ results: Connection[]; pagination: Pagination }> {
      const filters = { appKey, ownerKind, status };
      const where = Object.fromEntries(Object.entries(filters).filter(([, value]) => value));
      const [rows, total]: [ConnectionRow[], number] = await query().findWithCount({
        where,
        orderBy: [{ connectedAt: 'desc' }, { id: 'desc' }],
        offset: (page - 1) * pageSize,
        limit: pageSize,
      });
      const pagination = { page, pageSize, pageCount: Math.ceil(total / pageSize), total };
      return { results: rows.map(toConnection), pagination };
    },

    openAccessToken,

    openRefreshToken,

    /**
     * Acquires the right to refresh this connection, for `leaseTtlMs` by the database's clock. One
     * conditional UPDATE: of all processes that try with the same `tokenVersion`, one wins. It also
     * requires that the decision still holds: no refresh has failed since the row was read, and the
     * app is still enabled.
     */
    async acquireLease(
      connection: Connection,
      leaseOwner: string,
      leaseTtlMs: number
    ): Promise<boolean> {
      const nowMs = databaseNowMsSql(strapi);
      const isFree = (builder: ReturnType<typeof table>): void => {
        void builder.whereNull('lease_until').orWhereRaw(`lease_until < ${nowMs}`);
      };
      const enabledApp = queryTable(strapi, UID.app)
        .select(strapi.db.connection.raw('1'))
        .where({ key: connection.appKey, enabled: true });
      const count: number = await table()
        .where({
          uid: connection.uid,
          token_version: connection.tokenVersion,
          failure_count: connection.failureCount,
        })
        .whereExists(enabledApp)
        .andWhere(isFree)
        .update({
          lease_owner: leaseOwner,
          lease_until: strapi.db.connection.raw(`${nowMs} + ?`, [leaseTtlMs]),
        });
      return count === 1;
    },

    /**
     * Stores a refreshed token. Fenced by `tokenVersion` alone, even if another process now holds
     * the lease: after a rotation, the response holds the only live refresh token.
     * False if the row has changed or is gone.
     */
    saveRefreshed: (connection: Connection, tokens: TokensToStore, refreshedAt: Date) =>
      updateFenced(
        connection.uid,
        connection.tokenVersion,
        refreshedData(connection, tokens, refreshedAt)
      ),

    /** The same as data for `updateTogether` in `store/fenced-updates.ts`. */
    refreshedUpdate: (
      connection: Connection,
      tokens: TokensToStore,
      refreshedAt: Date
    ): FencedUpdate => ({
      uid: connection.uid,
      tokenVersion: connection.tokenVersion,
      data: connectionRows.toUpdate(refreshedData(connection, tokens, refreshedAt)),
    }),

    /** Keeps the tokens, releases the lease and sets the next try. */
    recordFailure: (connection: Connection, failure: FailureToStore) =>
      updateFenced(connection.uid, connection.tokenVersion, {
        ...failure,
        lastErrorCode: failure.fault.code,
        leaseOwner: null,
        leaseUntil: null,
      }),

    /** After an edit of the app: makes connections due that its faults or a refusal stopped. */
    async retryAfterEdit(appKey: string, now: Date): Promise<void> {
      const nextRefreshAt = now.getTime();
      await query().updateMany({
        where: {
          appKey,
          status: 'active',
          lastErrorCode: { $in: ['provider_rejected', 'key_unavailable'] },
        },
        data: { nextRefreshAt },
      });
      await query().updateMany({
        where: { appKey, status: 'needs_reconnect', statusReason: REFUSED },
        data: { nextRefreshAt },
      });
    },

    /** Releases the lease and sets the next try. */
    postpone: (connection: Connection, nextRefreshAt: Date) =>
      updateFenced(connection.uid, connection.tokenVersion, {
        nextRefreshAt,
        leaseOwner: null,
        leaseUntil: null,
      }),

    markNeedsReconnect: (
      connection: Connection,
      { reason, fault, at, nextRefreshAt }: EndToStore
    ) =>
      updateFenced(connection.uid, connection.tokenVersion, {
        status: 'needs_reconnect',
        statusReason: reason,
        needsReconnectSince: at,
        fault,
        lastErrorCode: 'needs_reconnect',
        nextRefreshAt,
        leaseOwner: null,
        leaseUntil: null,
        tokenVersion: connection.tokenVersion + 1,
      }),

    /** Ends all connections of an app at once and fences out refreshes in flight. */
    async markAllNeedReconnect(
      appKey: string,
      statusReason: string,
      at: Date,
      trx: Transaction
    ): Promise<void> {
      await table()
        .transacting(trx)
        .where({ app_key: appKey })
        .update({
          status: 'needs_reconnect',
          status_reason: statusReason,
          needs_reconnect_since: at.getTime(),
          fault: null,
          next_refresh_at: null,
          token_version: strapi.db.connection.raw('token_version + 1'),
        });
    },

    async markUsed(uid: string, lastUsedAt: Date): Promise<void> {
      await query().updateMany({ where: { uid }, data: { lastUsedAt: lastUsedAt.getTime() } });
    },

    async delete(uid: string): Promise<boolean> {
      const { count } = await query().deleteMany({ where: { uid } });
      return count === 1;
    },

    async deleteByOwner(owner: Owner): Promise<void> {
      await query().deleteMany({ where: ownerColumns(owner) });
    },

    async deleteByApp(appKey: string): Promise<void> {
      await query().deleteMany({ where: { appKey } });
    },

    count: (appKey: string): Promise<number> => query().count({ where: { appKey } }),

    countActive: (appKey: string): Promise<number> =>
      query().count({ where: { appKey, status: 'active' } }),
  };
};

export type ConnectionStore = ReturnType<typeof createConnectionStore>;
