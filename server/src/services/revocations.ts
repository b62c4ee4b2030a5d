import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import type { OAuthClient } from '../oauth/client';
import { isTransient } from '../oauth/errors';
import type { App } from '../store/apps';
import { getService } from './registry';
import { backoffMs } from './token-life';

/** How many revocations of one app run at once when many connections end together. */
const CONCURRENCY = 4;

/** A provider that fails for longer keeps the grant; its own lifetime ends it there. */
const GIVE_UP_AFTER_MS = 6 * 60 * 60_000;

/** After a fault, so many of one app are kept; the newest beyond are given up. */
const MAX_WAITING = 1_000;

/** A token that is to be revoked; ending a refresh token ends its grant (RFC 7009 §2.1). */
export interface Revocation {
  token: string;
  tokenTypeHint: 'refresh_token' | 'access_token';
}

interface Pending {
  revocation: Revocation;
  /** Of the app as it was: an edit of the app must not send old tokens elsewhere. */
  client: OAuthClient;
  giveUpAtMs: number;
}

interface Queue {
  waiting: Pending[];
  failuresInRow: number;
  /** Epoch milliseconds before which the provider is left alone. */
  notBeforeMs: number;
}

/**
 * Revokes at the provider what has ended here. A passing fault, such as a 503, says that the token
 * still lives (RFC 7009 §2.2.1), so it is tried again: in memory, with growing pauses and never
 * before `Retry-After`, for six hours or until this process ends.
 */
export const createRevocations = ({ strapi }: { strapi: Core.Strapi }) => {
  const clock = getService(strapi, 'clock');
  const queues = new Map<string, Queue>();
  const working = new Map<string, Promise<void>>();
  let isStopping = false;

  const warn = (what: string) => strapi.log.warn(`${PLUGIN_ID}: ${what}`);

  const warnOfFailure = (appKey: string, error: unknown) => {
    const next = isTransient(error) ? ', it is tried again' : '';
    const message = error instanceof Error ? error.message : String(error);
    warn(`a grant of ${appKey} was not revoked${next}: ${message}`);
  };

  const warnOfEnd = (appKey: string, { length }: readonly Pending[], why: string) => {
    if (length > 0) warn(`${length} ended grant(s) of ${appKey} were not revoked: ${why}`);
  };

  const clientOf = (app: App): Promise<OAuthClient | null> =>
    getService(strapi, 'provider-clients')
      .clientFor(app)
      .catch((error: unknown) => {
        warnOfFailure(app.key, error);
        return null;
      });

  const pendingOf = (client: OAuthClient, revocation: Revocation): Pending => ({
    revocation,
    client,
    giveUpAtMs: clock.now() + GIVE_UP_AFTER_MS,
  });

  const queueOf = (appKey: string): Queue => {
    const queue = queues.get(appKey) ?? { waiting: [], failuresInRow: 0, notBeforeMs: 0 };
    queues.set(appKey, queue);
    return queue;
  };

  const isLeftAlone = (queue: Queue | undefined): boolean =>
    queue !== undefined && clock.now() < queue.notBeforeMs;

  /** @throws {ConnectedAppsError} what may succeed later; anything else ends in false */
  const ask = async (appKey: string, { client, revocation }: Pending): Promise<boolean> => {
    try {
      return (await client.revoke(revocation)) === 'revoked';
    } catch (error) {
      warnOfFailure(appKey, error);
      if (isTransient(error)) throw error;
      return false;
    }
  };

  const keep = (appKey: string, pending: readonly Pending[]): void => {
    const { waiting } = queueOf(appKey);
    waiting.push(...pending);
    warnOfEnd(appKey, waiting.splice(MAX_WAITING), 'too many are waiting for the provider');
  };

  /** Faults of requests that ran side by side count once. */
  const pause = (appKey: string, retryAfterSeconds: number | undefined): void => {
    const queue = queueOf(appKey);
    const askedUntilMs = clock.now() + (retryAfterSeconds ?? 0) * 1_000;
    if (isLeftAlone(queue)) {
      queue.notBeforeMs = Math.max(queue.notBeforeMs, askedUntilMs);
      return;
    }
    queue.failuresInRow += 1;
    queue.notBeforeMs = clock.now() + backoffMs(queue.failuresInRow, retryAfterSeconds);
  };

  const askOrKeep = async (appKey: string, pending: Pending): Promise<boolean> => {
    try {
      return await ask(appKey, pending);
    } catch (error) {
      pause(appKey, isTransient(error) ? error.retryAfterSeconds : undefined);
      keep(appKey, [pending]);
      return false;
    }
  };

  const dropOverdue = (appKey: string, queue: Queue): void => {
    const isOverdue = ({ giveUpAtMs }: Pending) => clock.now() >= giveUpAtMs;
    warnOfEnd(appKey, queue.waiting.filter(isOverdue), 'the provider failed for six hours');
    queue.waiting = queue.waiting.filter((pending) => !isOverdue(pending));
  };

  /** After a fault one request goes ahead of the others; several run once the provider answers. */
  const workThrough = async (appKey: string, queue: Queue): Promise<void> => {
    dropOverdue(appKey, queue);
    while (!isStopping && queue.waiting.length > 0 && !isLeftAlone(queue)) {
      const batch = queue.waiting.splice(0, queue.failuresInRow > 0 ? 1 : CONCURRENCY);
      await Promise.all(batch.map((pending) => askOrKeep(appKey, pending)));
      if (!isLeftAlone(queue)) queue.failuresInRow = 0;
    }
    if (queue.waiting.length === 0) queues.delete(appKey);
  };

  const start = (appKey: string): Promise<void> => {
    const present = working.get(appKey);
    if (present) return present;
    const started = workThrough(appKey, queueOf(appKey)).finally(() => working.delete(appKey));
    working.set(appKey, started);
    return started;
  };

  return {
    /**
     * Asks the provider now, and says whether it revoked. Not asked while it is left alone after a
     * fault: the revocation then waits with the others.
     */
    async revoke(app: App, revocation: Revocation): Promise<boolean> {
      const client = await clientOf(app);
      if (!client) return false;
      const pending = pendingOf(client, revocation);
      if (!isLeftAlone(queues.get(app.key))) return askOrKeep(app.key, pending);
      keep(app.key, [pending]);
      return false;
    },

    /** Gets ready while the app is still there; the answer starts it, and nobody waits for that. */
    async prepare(app: App, revocations: readonly Revocation[]): Promise<() => void> {
      const client = revocations.length > 0 ? await clientOf(app) : null;
      if (!client) return () => undefined;
      return () => {
        const pending = revocations.map((revocation) => pendingOf(client, revocation));
        queueOf(app.key).waiting.push(...pending);
        void start(app.key);
      };
    },

    /** Tries again what was left alone for long enough. */
    async retryDue(): Promise<void> {
      await Promise.all([...queues.keys()].map(start));
    },

    /** What is under way ends; what waits is given up. */
    async stop(): Promise<void> {
      isStopping = true;
      await Promise.all(working.values());
      for (const [appKey, { waiting }] of queues) {
        warnOfEnd(appKey, waiting, 'Strapi stops');
      }
    },
  };
};

export type Revocations = ReturnType<typeof createRevocations>;
