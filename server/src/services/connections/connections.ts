import type { ConnectionState, ConnectionSummary } from '../../contracts';
import { isConnectedAppsError } from '../../errors/connected-apps-error';
import type { Owners } from '../../owners';
import type { Owner } from '../../owners/kinds';
import { ownerColumns } from '../../owners/owner';
import { isPlainText } from '../../plain-text';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { Connection, ConnectionFilters } from '../../store/connections';
import {
  disconnectCause,
  SYSTEM,
  type Actor,
  type Audit,
  type DisconnectCause,
} from '../runtime/audit';
import type { Clock } from '../runtime/clock';
import { valuesOf } from '../../variables';
import { connectionState } from './connection-state';
import type { Events } from '../runtime/events';
import { notConnected } from '../../errors/definitions';
import type { ProviderClients } from '../apps/provider-clients';
import type { Refresh } from '../refresh/refresh';
import { refreshTokenAdvice } from './refresh-token-advice';
import { revocationOf, type Revocation, type Revocations } from './revocations';
import type { TokenCache } from '../tokens/token-cache';

export type { Connection } from '../../store/connections';

const isoOrNull = (date: Date | null) => date?.toISOString() ?? null;

const summarise = (
  connection: Connection,
  ownerLabel: string | null,
  state: ConnectionState,
  advice: string | null
): ConnectionSummary => {
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
    values: valuesOf(connection.variableValues),
    scopesRequested: connection.scopesRequested,
    scopesGranted: connection.scopesGranted,
    hasRefreshToken: connection.sealedRefreshToken !== null,
    refreshTokenAdvice: advice,
    expiresAt: isoOrNull(connection.expiresAt),
    connectedAt: connection.connectedAt.toISOString(),
    lastRefreshedAt: isoOrNull(connection.lastRefreshedAt),
    lastUsedAt: isoOrNull(connection.lastUsedAt),
    state,
  };
};

interface ConnectionParts {
  clock: Clock;
  store: Pick<Store, 'apps' | 'connections'>;
  owners: Pick<Owners, 'labels'>;
  presets: ProviderClients['presets'];
  tokenCache: Pick<TokenCache, 'forget' | 'forgetOwner'>;
  refresh: Pick<Refresh, 'refresh'>;
  revocations: Pick<Revocations, 'prepare' | 'revoke'>;
  audit: Pick<Audit, 'recordConnection'>;
  events: Events;
}

/** Describes connections to people, and ends connections. */
export const createConnections = ({
  clock,
  store: { apps, connections },
  owners,
  presets,
  tokenCache,
  refresh,
  revocations,
  audit,
  events,
}: ConnectionParts) => {
  /** Reads once what a whole list needs. */
  const summariserOf = async (list: readonly Connection[]) => {
    const labelOf = await owners.labels(list.map(({ owner }) => owner));
    const appOf = new Map((await apps.list()).map((app) => [app.key, app]));
    return (connection: Connection): ConnectionSummary => {
      const app = appOf.get(connection.appKey) ?? null;
      const state = connectionState(connection, app, clock.now());
      const advice = refreshTokenAdvice(connection, app, presets);
      return summarise(connection, labelOf(connection.owner), state, advice);
    };
  };

  const summaries = async (list: readonly Connection[]): Promise<ConnectionSummary[]> =>
    list.map(await summariserOf(list));

  const summary = async (connection: Connection): Promise<ConnectionSummary> =>
    (await summariserOf([connection]))(connection);

  /** Null if nothing can be revoked. */
  const openRevocation = (
    app: Pick<App, 'protocol'>,
    connection: Connection
  ): Revocation | null => {
    // Its tokens belong to the app's former provider (RFC 9700 §4.4).
    if (connection.statusReason === 'app_changed') return null;
    try {
      const tokens = {
        refreshToken: connections.openRefreshToken(connection),
        accessToken: () => connections.openAccessToken(connection),
      };
      return revocationOf(app, tokens, valuesOf(connection.variableValues));
    } catch {
      return null;
    }
  };

  /** Opens the tokens while app and rows exist. The returned function revokes in the background. */
  const prepareRevocation = (app: App, ended: readonly Connection[]): Promise<() => void> =>
    revocations.prepare(
      app,
      ended.flatMap((connection) => openRevocation(app, connection) ?? [])
    );

  const recordEnd = (connection: Connection, cause: DisconnectCause, actor: Actor) =>
    audit.recordConnection('connection.disconnect', connection, actor, {
      cause,
    });

  const announceEnd = (
    ended: readonly Connection[],
    reason: 'app_deleted' | 'owner_deleted',
    actor: Actor = SYSTEM
  ) => {
    for (const connection of ended) {
      events.emit('disconnected', connection, { reason });
      recordEnd(connection, reason, actor);
    }
  };

  const refreshByHand = async (connection: Connection): Promise<ConnectionSummary> => {
    tokenCache.forget(connection);
    await refresh.refresh(connection, { isByHand: true, retriesRefused: true });
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

    /** Refreshes now, whatever the token's age. */
    async refreshNow(connection: Connection, actor: Actor = SYSTEM): Promise<ConnectionSummary> {
      try {
        const refreshed = await refreshByHand(connection);
        audit.recordConnection('connection.refresh', connection, actor);
        return refreshed;
      } catch (error) {
        const code = isConnectedAppsError(error) ? error.code : 'unexpected';
        audit.recordConnection('connection.refresh', connection, actor, { code }, 'failure');
        throw error;
      }
    },

    /**
     * Always deletes the connection here, and revokes at the provider if possible (RFC 7009). The
     * deletion comes first: a slow provider must not keep a withdrawn token in use.
     */
    async disconnect(
      connection: Connection,
      actor: Actor = SYSTEM
    ): Promise<{ revokedAtProvider: boolean }> {
      const { uid, appKey } = connection;
      const app = await apps.find(appKey);
      const revocation = app && openRevocation(app, connection);
      await connections.delete(uid);
      tokenCache.forget(connection);
      events.emit('disconnected', connection);
      recordEnd(connection, disconnectCause(connection.owner, actor), actor);
      return {
        revokedAtProvider: revocation ? await revocations.revoke(app, revocation) : false,
      };
    },

    openRevocation,

    prepareRevocation,

    /** Deletes every connection of an owner, and revokes the grants in the background. */
    async deleteAllOf(owner: Owner): Promise<void> {
      const ended = await connections.listByOwner(owner);
      const appKeys = new Set(ended.map(({ appKey }) => appKey));
      await connections.deleteByOwner(owner);
      tokenCache.forgetOwner(owner);
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
