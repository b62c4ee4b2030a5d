import { setTimeout as sleep } from 'node:timers/promises';

import { PLUGIN_ID } from '../../constants';
import type { TokenResult } from '../../oauth/client';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type {
  Connection,
  IdentifiedRow,
  OpenedTokens,
  TokensToStore,
} from '../../store/connections';
import type { AppFaults } from '../apps/app-faults';
import type { Clock } from '../runtime/clock';
import { connectionState } from '../connections/connection-state';
import type { Events } from '../runtime/events';
import { needsReconnect, notConnected } from '../../errors/definitions';
import type { GroupedSaves } from './grouped-saves';
import type { Log } from '../runtime/log';
import type { RefreshPolicies } from './refresh-policies';
import { revocationOf, type Revocations } from '../connections/revocations';
import { toFreshToken, type FreshToken } from '../tokens/fresh-token';
import { rowKey } from '../tokens/token-cache';
import { nextRefreshAt } from '../tokens/token-life';
import { valuesOf } from '../../variables';

const FIRST_SAVE_RETRY_MS = 200;
const MAX_SAVE_RETRY_MS = 5_000;

/** Connecting again counts as a use too. */
const lastUse = ({ lastUsedAt, connectedAt }: Connection): Date =>
  lastUsedAt !== null && lastUsedAt > connectedAt ? lastUsedAt : connectedAt;

/** A provider's token response, and the connection that it is for. */
export interface ReceivedResponse {
  connection: Connection;
  app: App;
  refreshToken: string;
  result: TokenResult;
  /** Set if a caller uses the token now. */
  usedAt: Date | undefined;
}

interface RefreshResponseParts {
  clock: Clock;
  log: Log;
  store: Pick<Store, 'connections'>;
  groupedSaves: GroupedSaves;
  policies: Pick<RefreshPolicies, 'of'>;
  revocations: Pick<Revocations, 'prepare'>;
  appFaults: Pick<AppFaults, 'clear'>;
  events: Events;
}

/**
 * Keeps token responses: a rotated refresh token that is not stored is lost for good, so a response
 * stays in memory until the database has it.
 */
export const createRefreshResponses = ({
  clock,
  log,
  store: { connections },
  groupedSaves,
  policies,
  revocations,
  appFaults,
  events,
}: RefreshResponseParts) => {
  /** By row key: responses that could not be saved yet. The provider will not send them twice. */
  const unsaved = new Map<string, { token: FreshToken; saving: Promise<FreshToken> }>();
  let isStopping = false;

  const opened = (connection: Connection): FreshToken =>
    toFreshToken(
      connection,
      connections.openAccessToken(connection),
      connection.lastRefreshedAt ?? connection.connectedAt
    );

  /** Reads the row after this process lost a race for it. */
  const currentlyStored = async ({ uid, ...identity }: Connection): Promise<FreshToken> => {
    const stored = await connections.findByUid(uid);
    if (!stored) throw notConnected(identity);
    if (stored.status === 'needs_reconnect') throw needsReconnect(stored, stored.statusReason);
    return opened(stored);
  };

  const toStore = ({
    connection,
    app,
    refreshToken,
    result,
    usedAt,
  }: ReceivedResponse): TokensToStore => ({
    accessToken: result.accessToken,
    /** RFC 6749 §6: a response without a refresh token leaves the current one in force. */
    refreshToken: result.refreshToken ?? refreshToken,
    tokenType: result.tokenType,
    expiresAt: result.expiresAt,
    scopesGranted: result.scopes,
    nextRefreshAt: nextRefreshAt(
      connection.uid,
      result.requestedAtMs,
      result.expiresAt,
      usedAt ?? lastUse(connection),
      policies.of(app)
    ),
    ...(usedAt && { lastUsedAt: usedAt }),
  });

  const retrySave = async (save: () => Promise<boolean>): Promise<boolean> => {
    for (let waitMs = FIRST_SAVE_RETRY_MS; ; waitMs = Math.min(waitMs * 2, MAX_SAVE_RETRY_MS)) {
      await sleep(waitMs);
      try {
        return await save();
      } catch (error) {
        if (isStopping) throw error;
      }
    }
  };

  const logUnsaved = ({ appKey }: Connection, error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    log.error(
      `${PLUGIN_ID}: a refreshed token of ${appKey} could not be saved and is kept in memory: ${reason}`
    );
  };

  /** The connection was removed while its request was in flight, so nobody may use the tokens. */
  const revokeLateResponse = async (
    { variableValues }: Connection,
    app: App,
    { accessToken, refreshToken }: OpenedTokens
  ) => {
    const tokens = { refreshToken, accessToken: () => accessToken };
    const revocation = revocationOf(app, tokens, valuesOf(variableValues));
    const revoke = await revocations.prepare(app, [revocation]);
    revoke();
  };

  const announce = (connection: Connection, app: App, tokens: TokensToStore): void => {
    const { accessToken: _accessToken, refreshToken: _refreshToken, ...fields } = tokens;
    const row: Connection = { ...connection, ...fields, status: 'active', failureCount: 0 };
    const state = connectionState(row, { ...app, fault: null }, clock.now());
    events.emit('refreshed', connection, { state });
  };

  const afterSave = async (
    connection: Connection,
    app: App,
    tokens: TokensToStore,
    token: FreshToken,
    isSaved: boolean
  ): Promise<FreshToken> => {
    if (isSaved) {
      await appFaults.clear(app);
      announce(connection, app, tokens);
      return token;
    }
    if (!(await connections.findByUid(connection.uid)))
      await revokeLateResponse(connection, app, tokens);
    return currentlyStored(connection);
  };

  /**
   * Runs first after a response. While the database fails, the response stays in memory and callers
   * are served from it.
   */
  const store = async (
    connection: Connection,
    app: App,
    tokens: TokensToStore
  ): Promise<FreshToken> => {
    const refreshedAt = new Date(clock.now());
    const { uid, variableValues } = connection;
    const saved = { ...tokens, uid, variableValues, tokenVersion: connection.tokenVersion + 1 };
    const token = toFreshToken(saved, tokens.accessToken, refreshedAt);
    const save = () => groupedSaves.save(connection, tokens, refreshedAt);
    const finish = (isSaved: boolean) => afterSave(connection, app, tokens, token, isSaved);
    let isSaved: boolean;
    try {
      isSaved = await save();
    } catch (error) {
      logUnsaved(connection, error);
      const saving = retrySave(save).then(finish);
      const id = rowKey(connection);
      const forget = () => unsaved.delete(id);
      unsaved.set(id, { token, saving });
      saving.then(forget, forget);
      return token;
    }
    return finish(isSaved);
  };

  return {
    /** A response that is not saved yet: its row holds a spent refresh token. */
    unsaved: (row: IdentifiedRow): FreshToken | undefined => unsaved.get(rowKey(row))?.token,

    /** The token of a row as it is stored. */
    opened,

    /**
     * Reads the row after this process lost a race for it.
     * @throws {ConnectedAppsError} `not_connected`, `needs_reconnect`
     */
    currentlyStored,

    /** Stores a response. Resolves with a usable token even while the database fails. */
    keep: (response: ReceivedResponse): Promise<FreshToken> =>
      store(response.connection, response.app, toStore(response)),

    async stop(): Promise<void> {
      isStopping = true;
      await Promise.allSettled([...unsaved.values()].map(({ saving }) => saving));
    },
  };
};

export type RefreshResponses = ReturnType<typeof createRefreshResponses>;
