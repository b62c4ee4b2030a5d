import { randomUUID } from 'node:crypto';

import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import type { Pagination } from '../contracts';
import { envelopePrefix, type SecretLocation } from '../crypto/secret-box';
import type { Owner } from '../owners/kinds';
import { ownerColumns } from '../owners/owner';
import {
  identityColumns,
  toConnection,
  type Connection,
  type ConnectionFilters,
  type ConnectionIdentity,
  type ConnectionRow,
  type GrantToStore,
  type OpenedTokens,
  type TokensToStore,
} from './connection-rows';
import { databaseNowMsSql } from './database-clock';
import { datesToEpochMs } from './rows';
import type { Secrets } from './secrets';

const tokenLocation = (uid: string, field: 'accessToken' | 'refreshToken'): SecretLocation => ({
  table: 'connected_apps_connections',
  uid,
  field,
});

const HEALTHY = {
  status: 'active',
  statusReason: null,
  leaseOwner: null,
  leaseUntil: null,
  failureCount: 0,
  lastErrorCode: null,
} as const;

export type {
  Connection,
  ConnectionFilters,
  ConnectionIdentity,
  GrantToStore,
  OpenedTokens,
  TokensToStore,
} from './connection-rows';

/**
 * How often a grant is written again when another writer changed its row in between: more often
 * than there are flows that an owner may have open.
 */
const MAX_WRITE_ATTEMPTS = 20;

export const createConnectionStore = (strapi: Core.Strapi, secrets: Secrets) => {
  const query = () => strapi.db.query(UID.connection);
  const table = () => strapi.db.getConnection(strapi.db.metadata.get(UID.connection).tableName);

  const sealTokens = (uid: string, { accessToken, refreshToken }: OpenedTokens) => ({
    accessToken: secrets.seal(accessToken, tokenLocation(uid, 'accessToken')),
    refreshToken:
      refreshToken === null ? null : secrets.seal(refreshToken, tokenLocation(uid, 'refreshToken')),
  });

  const findRow = async (where: object): Promise<Connection | null> => {
    const row: ConnectionRow | null = await query().findOne({ where });
    return row ? toConnection(row) : null;
  };

  const find = (identity: ConnectionIdentity) => findRow(identityColumns(identity));

  const sealedWithUsableKey = () =>
    secrets.usableKeyIds().map((kid) => ({ refreshToken: { $startsWith: envelopePrefix(kid) } }));

  /** One UPDATE, which takes effect only while the row has still this `tokenVersion`. */
  const updateFenced = async (
    uid: string,
    tokenVersion: number,
    data: object
  ): Promise<boolean> => {
    const { count } = await query().updateMany({
      where: { uid, tokenVersion },
      data: datesToEpochMs(data),
    });
    return count === 1;
  };

  const replaceGrant = (existing: Connection, grant: GrantToStore): Promise<boolean> =>
    updateFenced(existing.uid, existing.tokenVersion, {
      ...grant,
      ...HEALTHY,
      ...sealTokens(existing.uid, grant),
      lastRefreshedAt: null,
      tokenVersion: existing.tokenVersion + 1,
    });

  /** False when a connection of the same identity came up meanwhile. */
  const createGrant = async (
    identity: ConnectionIdentity,
    grant: GrantToStore
  ): Promise<boolean> => {
    const uid = randomUUID();
    const data = {
      ...identityColumns(identity),
      ...grant,
      ...HEALTHY,
      ...sealTokens(uid, grant),
      uid,
      tokenVersion: 1,
    };
    try {
      await query().create({ data: datesToEpochMs(data) });
      return true;
    } catch (error) {
      if (await find(identity)) return false;
      throw error;
    }
  };

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

    /**
     * Active connections that are due, the longest overdue first, read through the index on
     * (status, nextRefreshAt).
     */
    async listDue(
      now: Date,
      { limit, exceptApps }: { limit: number; exceptApps: readonly string[] }
    ): Promise<Connection[]> {
      if (secrets.currentKeyId() === null) return [];
      const rows: ConnectionRow[] = await query().findMany({
        where: {
          status: 'active',
          nextRefreshAt: { $lte: now.getTime() },
          // What this instance cannot open would come first each time, and keep others waiting.
          $and: [{ $or: sealedWithUsableKey() }],
          // By this instance's clock, which is good enough to pass over what others work on.
          $or: [{ leaseUntil: { $null: true } }, { leaseUntil: { $lt: now.getTime() } }],
          ...(exceptApps.length > 0 ? { appKey: { $notIn: exceptApps } } : {}),
        },
        orderBy: { nextRefreshAt: 'asc' },
        limit,
      });
      return rows.map(toConnection);
    },

    /** @throws {ConnectedAppsError} `key_unavailable` */
    openAccessToken(connection: Pick<Connection, 'uid' | 'sealedAccessToken'>): string {
      const sealed = connection.sealedAccessToken ?? '';
      return secrets.open(sealed, tokenLocation(connection.uid, 'accessToken'));
    },

    /**
     * Null when there is none.
     * @throws {ConnectedAppsError} `key_unavailable`; also where there is none, as long as the key
     *   is missing or wrong and nothing could be stored
     */
    openRefreshToken(connection: Connection): string | null {
      secrets.assertUsable();
      const sealed = connection.sealedRefreshToken;
      return sealed === null
        ? null
        : secrets.open(sealed, tokenLocation(connection.uid, 'refreshToken'));
    },

    /** Stores a new grant, in place of a former one of the same owner, app and account. */
    async saveGrant(identity: ConnectionIdentity, grant: GrantToStore): Promise<Connection> {
      for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt += 1) {
        const existing = await find(identity);
        const saved = existing
          ? await replaceGrant(existing, grant)
          : await createGrant(identity, grant);
        const stored = saved ? await find(identity) : null;
        if (stored) return stored;
      }
      throw new Error('connected-apps: the connection kept changing while it was being stored');
    },

    /**
     * The right to refresh this connection, for `leaseTtlMs` by the database's clock. One
     * conditional UPDATE: of all processes that try on one `tokenVersion`, one wins.
     */
    async acquireLease(
      connection: Connection,
      leaseOwner: string,
      leaseTtlMs: number
    ): Promise<boolean> {
      const nowMs = databaseNowMsSql(strapi);
      const isFree = (builder: ReturnType<typeof table>) =>
        builder.whereNull('lease_until').orWhereRaw(`lease_until < ${nowMs}`);
      const count: number = await table()
        .where({ uid: connection.uid, token_version: connection.tokenVersion })
        .andWhere(isFree)
        .update({
          lease_owner: leaseOwner,
          lease_until: strapi.db.connection.raw(`${nowMs} + ?`, [leaseTtlMs]),
        });
      return count === 1;
    },

    /**
     * Stores a refreshed token. Fenced by `tokenVersion` alone, whoever holds the lease by now:
     * an answered rotation holds the only refresh token that still lives.
     * False when the row has moved on or is gone.
     */
    saveRefreshed: (connection: Connection, tokens: TokensToStore, refreshedAt: Date) =>
      updateFenced(connection.uid, connection.tokenVersion, {
        ...tokens,
        ...HEALTHY,
        ...sealTokens(connection.uid, tokens),
        lastRefreshedAt: refreshedAt,
        tokenVersion: connection.tokenVersion + 1,
      }),

    /** A passing fault: the tokens stay, the lease is given back, the next try is set. */
    recordFailure: (
      connection: Connection,
      failure: { lastErrorCode: string; failureCount: number; nextRefreshAt: Date | null }
    ) =>
      updateFenced(connection.uid, connection.tokenVersion, {
        ...failure,
        leaseOwner: null,
        leaseUntil: null,
      }),

    /** Tries again at once what failed by faults of the app, which somebody has edited since. */
    async retryAfterEdit(appKey: string, now: Date): Promise<void> {
      await query().updateMany({
        where: { appKey, lastErrorCode: { $in: ['provider_rejected', 'key_unavailable'] } },
        data: { failureCount: 0, lastErrorCode: null, nextRefreshAt: now.getTime() },
      });
    },

    postpone: (connection: Connection, nextRefreshAt: Date) =>
      updateFenced(connection.uid, connection.tokenVersion, { nextRefreshAt }),

    markNeedsReconnect: (connection: Connection, statusReason: string) =>
      updateFenced(connection.uid, connection.tokenVersion, {
        status: 'needs_reconnect',
        statusReason,
        lastErrorCode: 'needs_reconnect',
        nextRefreshAt: null,
        leaseOwner: null,
        leaseUntil: null,
        tokenVersion: connection.tokenVersion + 1,
      }),

    /** All connections of an app at once; refreshes under way are fenced out. */
    async markAllNeedReconnect(appKey: string, statusReason: string): Promise<void> {
      await table()
        .where({ app_key: appKey })
        .update({
          status: 'needs_reconnect',
          status_reason: statusReason,
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

    async deleteByApp(appKey: string): Promise<number> {
      const { count } = await query().deleteMany({ where: { appKey } });
      return count;
    },

    count: (appKey: string): Promise<number> => query().count({ where: { appKey } }),
  };
};

export type ConnectionStore = ReturnType<typeof createConnectionStore>;
