import { setTimeout as sleep } from 'node:timers/promises';

import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import type { TokenResult } from '../oauth/client';
import type { App } from '../store/apps';
import type { Connection, OpenedTokens, TokensToStore } from '../store/connections';
import { needsReconnect, notConnected } from './failures';
import { getService } from './registry';
import type { CachedToken } from './token-cache';
import { lifetimeMs, nextRefreshAt } from './token-life';

const FIRST_SAVE_RETRY_MS = 200;
const MAX_SAVE_RETRY_MS = 5_000;

/** An access token that may be used, and the version of the row that it stands for. */
export type FreshToken = Omit<CachedToken, 'checkedAtMs' | 'apiOrigins'>;

/** To connect again is a use, too. */
const lastUse = ({ lastUsedAt, connectedAt }: Connection): Date =>
  lastUsedAt !== null && lastUsedAt > connectedAt ? lastUsedAt : connectedAt;

/**
 * Keeps what a provider answered: a rotated refresh token that is not stored is lost for good, so
 * an answer is held here until the database has it.
 */
export const createRefreshAnswers = ({ strapi }: { strapi: Core.Strapi }) => {
  const { apps, connections } = getService(strapi, 'store');
  const policies = getService(strapi, 'refresh-policies');
  const clock = getService(strapi, 'clock');
  /** Answers that could not be saved yet; the provider will not give them twice. */
  const unsaved = new Map<string, { token: FreshToken; saving: Promise<FreshToken> }>();
  let isStopping = false;

  const opened = (connection: Connection): FreshToken => ({
    uid: connection.uid,
    tokenVersion: connection.tokenVersion,
    accessToken: connections.openAccessToken(connection),
    tokenType: connection.tokenType,
    scopes: connection.scopesGranted,
    expiresAtMs: connection.expiresAt?.getTime() ?? null,
    lifetimeMs: lifetimeMs(
      connection.lastRefreshedAt ?? connection.connectedAt,
      connection.expiresAt
    ),
    refreshDueAtMs: connection.nextRefreshAt?.getTime() ?? null,
  });

  const answered = (
    { uid, tokenVersion }: Connection,
    tokens: TokensToStore,
    refreshedAt: Date
  ): FreshToken => ({
    uid,
    tokenVersion: tokenVersion + 1,
    accessToken: tokens.accessToken,
    tokenType: tokens.tokenType,
    scopes: tokens.scopesGranted,
    expiresAtMs: tokens.expiresAt?.getTime() ?? null,
    lifetimeMs: lifetimeMs(refreshedAt, tokens.expiresAt),
    refreshDueAtMs: tokens.nextRefreshAt?.getTime() ?? null,
  });

  /** What the row holds after this process lost a race for it. */
  const currentlyStored = async ({ uid, ...identity }: Connection): Promise<FreshToken> => {
    const stored = await connections.findByUid(uid);
    if (!stored) throw notConnected(identity);
    if (stored.status === 'needs_reconnect') throw needsReconnect(stored, stored.statusReason);
    return opened(stored);
  };

  const toStore = (
    connection: Connection,
    app: App,
    refreshToken: string,
    requestedAtMs: number,
    result: TokenResult
  ): TokensToStore => ({
    accessToken: result.accessToken,
    /** RFC 6749 §6: an answer without a refresh token leaves the present one in force. */
    refreshToken: result.refreshToken ?? refreshToken,
    tokenType: result.tokenType,
    expiresAt: result.expiresAt,
    scopesGranted: result.scopes,
    nextRefreshAt: nextRefreshAt(
      connection.uid,
      requestedAtMs,
      result.expiresAt,
      lastUse(connection),
      policies.of(app)
    ),
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
    strapi.log.error(
      `${PLUGIN_ID}: a renewed token of ${appKey} could not be saved and is kept in memory: ${reason}`
    );
  };

  /** Nobody may use this answer any more: its connection was removed while it was under way. */
  const revokeLateAnswer = async (app: App, { accessToken, refreshToken }: OpenedTokens) => {
    const tokenTypeHint = refreshToken ? 'refresh_token' : 'access_token';
    const revocation = { token: refreshToken ?? accessToken, tokenTypeHint } as const;
    const revoke = await getService(strapi, 'revocations').prepare(app, [revocation]);
    revoke();
  };

  const afterSave = async (
    connection: Connection,
    app: App,
    tokens: TokensToStore,
    token: FreshToken,
    isSaved: boolean
  ): Promise<FreshToken> => {
    if (isSaved) {
      if (app.fault) await apps.setFault(app.key, null);
      getService(strapi, 'events').emit('refreshed', connection);
      return token;
    }
    if (!(await connections.findByUid(connection.uid))) await revokeLateAnswer(app, tokens);
    return currentlyStored(connection);
  };

  /**
   * The first thing after the answer. While the database fails the answer is kept here and
   * callers are served from it.
   */
  const store = async (
    connection: Connection,
    app: App,
    tokens: TokensToStore
  ): Promise<FreshToken> => {
    const refreshedAt = new Date(clock.now());
    const token = answered(connection, tokens, refreshedAt);
    const save = () => connections.saveRefreshed(connection, tokens, refreshedAt);
    const finish = (isSaved: boolean) => afterSave(connection, app, tokens, token, isSaved);
    let isSaved: boolean;
    try {
      isSaved = await save();
    } catch (error) {
      logUnsaved(connection, error);
      const saving = retrySave(save).then(finish);
      const forget = () => unsaved.delete(connection.uid);
      unsaved.set(connection.uid, { token, saving });
      saving.then(forget, forget);
      return token;
    }
    return finish(isSaved);
  };

  return {
    /** An answer that is still to be saved: its row names a refresh token that is spent. */
    unsaved: (uid: string): FreshToken | undefined => unsaved.get(uid)?.token,

    /** The token of a row as it is stored. */
    opened,

    /**
     * What the row holds after this process lost a race for it.
     * @throws {ConnectedAppsError} `not_connected`, `needs_reconnect`
     */
    currentlyStored,

    /** Stores an answer; resolves with a token to use even while the database fails. */
    keep: (
      connection: Connection,
      app: App,
      refreshToken: string,
      requestedAtMs: number,
      result: TokenResult
    ): Promise<FreshToken> =>
      store(connection, app, toStore(connection, app, refreshToken, requestedAtMs, result)),

    async drain(): Promise<void> {
      isStopping = true;
      await Promise.allSettled([...unsaved.values()].map(({ saving }) => saving));
    },
  };
};

export type RefreshAnswers = ReturnType<typeof createRefreshAnswers>;
