import type { Core } from '@strapi/strapi';

import type { ConnectionSummary } from '../contracts';
import { isConnectedAppsError } from '../errors';
import { ownerLabels } from '../owners';
import type { Owner } from '../owners/kinds';
import { ownerColumns } from '../owners/owner';
import { isPlainText } from '../plain-text';
import type { App } from '../store/apps';
import type { Connection, ConnectionFilters } from '../store/connections';
import { disconnectCause, SYSTEM, type Actor, type DisconnectCause } from './audit';
import { notConnected } from './failures';
import { getService } from './registry';
import type { Revocation } from './revocations';

export type { Connection } from '../store/connections';

const isoOrNull = (date: Date | null) => date?.toISOString() ?? null;

const summarise = (connection: Connection, ownerLabel: string | null): ConnectionSummary => {
  const { kind } = connection.owner;
  const { ownerId } = ownerColumns(connection.owner);
  return {
    uid: connection.uid,
    appKey: connection.appKey,
    owner: { kind, id: ownerId, label: ownerLabel },
    account: connection.account,
    status: connection.status,
    statusReason: connection.statusReason,
    accountLabel: connection.accountLabel,
    scopesRequested: connection.scopesRequested,
    scopesGranted: connection.scopesGranted,
    hasRefreshToken: connection.sealedRefreshToken !== null,
    expiresAt: isoOrNull(connection.expiresAt),
    connectedAt: connection.connectedAt.toISOString(),
    lastRefreshedAt: isoOrNull(connection.lastRefreshedAt),
    lastUsedAt: isoOrNull(connection.lastUsedAt),
    lastErrorCode: connection.lastErrorCode,
  };
};

/** What people see of connections, and how connections end. */
export const createConnections = ({ strapi }: { strapi: Core.Strapi }) => {
  const { apps, connections } = getService(strapi, 'store');

  const summaries = async (list: readonly Connection[]): Promise<ConnectionSummary[]> => {
    const labelOf = await ownerLabels(
      strapi,
      list.map(({ owner }) => owner)
    );
    return list.map((connection) => summarise(connection, labelOf(connection.owner)));
  };

  /** Ending the refresh token ends the grant (RFC 7009 §2.1). Null when nothing can be revoked. */
  const openRevocation = (connection: Connection): Revocation | null => {
    // Its tokens belong to the provider that the app had before (RFC 9700 §4.4).
    if (connection.statusReason === 'app_changed') return null;
    try {
      const refreshToken = connections.openRefreshToken(connection);
      return refreshToken
        ? { token: refreshToken, tokenTypeHint: 'refresh_token' }
        : { token: connections.openAccessToken(connection), tokenTypeHint: 'access_token' };
    } catch {
      return null;
    }
  };

  /** Opens what is to be revoked while app and rows are there; the answer does it, in the background. */
  const prepareRevocation = (app: App, ended: readonly Connection[]): Promise<() => void> =>
    getService(strapi, 'revocations').prepare(
      app,
      ended.flatMap((connection) => openRevocation(connection) ?? [])
    );

  const summary = async (connection: Connection): Promise<ConnectionSummary> => {
    const labelOf = await ownerLabels(strapi, [connection.owner]);
    return summarise(connection, labelOf(connection.owner));
  };

  const recordEnd = (connection: Connection, cause: DisconnectCause, actor: Actor) =>
    getService(strapi, 'audit').recordConnection('connection.disconnect', connection, actor, {
      cause,
    });

  const announceEnd = (
    ended: readonly Connection[],
    reason: 'app_deleted' | 'owner_deleted',
    actor: Actor = SYSTEM
  ) => {
    for (const connection of ended) {
      getService(strapi, 'events').emit('disconnected', connection, reason);
      recordEnd(connection, reason, actor);
    }
  };

  const refresh = async (connection: Connection): Promise<ConnectionSummary> => {
    getService(strapi, 'token-cache').forget(connection);
    await getService(strapi, 'refresh').refresh(connection, { ignoreBackoff: true });
    const stored = await connections.findByUid(connection.uid);
    if (!stored) throw notConnected(connection);
    return summary(stored);
  };

  return {
    announceEnd,

    find: async (uid: string): Promise<Connection | null> =>
      isPlainText(uid) ? connections.findByUid(uid) : null,

    summaries,

    summary,

    listByOwner: (owner: Owner) => connections.listByOwner(owner),

    page: (filters: ConnectionFilters, pagination: { page: number; pageSize: number }) =>
      connections.page(filters, pagination),

    /** Asks the provider now, whatever the token's age. */
    async refreshNow(connection: Connection, actor: Actor = SYSTEM): Promise<ConnectionSummary> {
      const { recordConnection } = getService(strapi, 'audit');
      try {
        const refreshed = await refresh(connection);
        recordConnection('connection.refresh', connection, actor);
        return refreshed;
      } catch (error) {
        const code = isConnectedAppsError(error) ? error.code : 'unexpected';
        recordConnection('connection.refresh', connection, actor, { code }, 'failure');
        throw error;
      }
    },

    /**
     * Deletes here in any case, and revokes at the provider where that can be done (RFC 7009).
     * Deleted first: a slow provider must not keep a token in use that somebody has taken back.
     */
    async disconnect(
      connection: Connection,
      actor: Actor = SYSTEM
    ): Promise<{ revokedAtProvider: boolean }> {
      const { uid, appKey } = connection;
      const app = await apps.find(appKey);
      const revocation = openRevocation(connection);
      await connections.delete(uid);
      getService(strapi, 'token-cache').forget(connection);
      getService(strapi, 'events').emit('disconnected', connection);
      recordEnd(connection, disconnectCause(connection.owner, actor), actor);
      if (!app || !revocation) return { revokedAtProvider: false };
      return { revokedAtProvider: await getService(strapi, 'revocations').revoke(app, revocation) };
    },

    prepareRevocation,

    /** Deletes every connection of an owner; the grants are revoked in the background. */
    async deleteAllOf(owner: Owner): Promise<void> {
      const ended = await connections.listByOwner(owner);
      const appKeys = new Set(ended.map(({ appKey }) => appKey));
      await connections.deleteByOwner(owner);
      getService(strapi, 'token-cache').forgetOwner(owner);
      announceEnd(ended, 'owner_deleted');
      for (const key of appKeys) {
        const app = await apps.find(key);
        const grants = ended.filter(({ appKey }) => appKey === key);
        if (app) (await prepareRevocation(app, grants))();
      }
    },
  };
};

export type Connections = ReturnType<typeof createConnections>;
