import { PLUGIN_ID } from '../../constants';
import type { OAuthClient } from '../../oauth/client';
import { isTransient } from '../../oauth/errors/translate-error';
import type { App } from '../../store/apps';
import type { Clock } from '../runtime/clock';
import type { Log } from '../runtime/log';
import { createSingleFlight } from '../../lib/single-flight';
import { UNATTENDED_GRANTS } from '../../protocol-settings';
import type { Values } from '../../variables';
import { backoffMs } from '../tokens/token-life';

/** How many revocations of one app run at once when many connections end together. */
const CONCURRENCY = 4;

/** If a provider fails for longer, the grant stays there until its own lifetime ends it. */
const GIVE_UP_AFTER_MS = 6 * 60 * 60_000;

/** After a fault, this many are kept per app; the newest beyond that are given up. */
const MAX_WAITING = 1_000;

/** A token to revoke. Revoking a refresh token ends its grant (RFC 7009 §2.1). */
export interface Revocation {
  token: string;
  tokenTypeHint: 'refresh_token' | 'access_token';
  /** The values of its connection. */
  values: Values;
}

/** The tokens of a grant. The access token is opened only if it is needed. */
export interface GrantTokens {
  refreshToken: string | null;
  accessToken(): string;
}

/** Stored in place of a refresh token, which these grants do not have. */
const NO_TOKENS: readonly string[] = Object.values(UNATTENDED_GRANTS);

export const revocationOf = (
  { protocol: { revokedToken } }: Pick<App, 'protocol'>,
  { refreshToken, accessToken }: GrantTokens,
  values: Values
): Revocation =>
  refreshToken === null || NO_TOKENS.includes(refreshToken) || revokedToken === 'access_token'
    ? { token: accessToken(), tokenTypeHint: 'access_token', values }
    : { token: refreshToken, tokenTypeHint: 'refresh_token', values };

type RevokingClient = Pick<OAuthClient, 'revoke'>;

interface Pending {
  revocation: Revocation;
  /** The client of the app as it was: an edit of the app must not send old tokens elsewhere. */
  client: RevokingClient;
  giveUpAtMs: number;
}

interface Queue {
  waiting: Pending[];
  failuresInRow: number;
  /** Epoch milliseconds before which the provider is left alone. */
  notBeforeMs: number;
}

interface RevocationParts {
  clock: Pick<Clock, 'now'>;
  log: Pick<Log, 'warn'>;
  providerClients: { clientFor(app: App, values: Values): Promise<RevokingClient> };
}

/**
 * Revokes ended grants at the provider. After a transient fault, such as a 503, the token is still
 * valid (RFC 7009 §2.2.1), so the revocation is retried: from memory, with increasing pauses and
 * never before `Retry-After`, for six hours or until this process ends.
 */
export const createRevocations = ({ clock, log, providerClients }: RevocationParts) => {
  const queues = new Map<string, Queue>();
  /** By app key. */
  const working = createSingleFlight<void>();
  let isStopping = false;

  const warn = (what: string) => log.warn(`${PLUGIN_ID}: ${what}`);

  const warnOfFailure = (appKey: string, error: unknown) => {
    const next = isTransient(error) ? ' and is retried' : '';
    const message = error instanceof Error ? error.message : String(error);
    warn(`a grant of ${appKey} was not revoked${next}: ${message}`);
  };

  const warnOfEnd = (appKey: string, { length }: readonly Pending[], why: string) => {
    if (length > 0) warn(`${length} ended grant(s) of ${appKey} were not revoked: ${why}`);
  };

  const clientOf = (app: App, values: Values): Promise<RevokingClient | null> =>
    providerClients.clientFor(app, values).catch((error: unknown) => {
      warnOfFailure(app.key, error);
      return null;
    });

  const pendingOf = (client: RevokingClient, revocation: Revocation): Pending => ({
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

  /** @throws {ConnectedAppsError} if a later try may succeed; any other failure gives false */
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

  /** Faults of concurrent requests count once. */
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

  /** After a fault, one request goes first. Several run at once after the provider responds. */
  const workThrough = async (appKey: string, queue: Queue): Promise<void> => {
    dropOverdue(appKey, queue);
    while (!isStopping && queue.waiting.length > 0 && !isLeftAlone(queue)) {
      const batch = queue.waiting.splice(0, queue.failuresInRow > 0 ? 1 : CONCURRENCY);
      await Promise.all(batch.map((pending) => askOrKeep(appKey, pending)));
      if (!isLeftAlone(queue)) queue.failuresInRow = 0;
    }
    if (queue.waiting.length === 0) queues.delete(appKey);
  };

  const start = (appKey: string): Promise<void> =>
    working.run(appKey, () => workThrough(appKey, queueOf(appKey)));

  return {
    /**
     * Asks the provider now. Returns whether it revoked the token. While the provider is left alone
     * after a fault, the revocation waits with the others.
     */
    async revoke(app: App, revocation: Revocation): Promise<boolean> {
      const client = await clientOf(app, revocation.values);
      if (!client) return false;
      const pending = pendingOf(client, revocation);
      if (!isLeftAlone(queues.get(app.key))) return askOrKeep(app.key, pending);
      keep(app.key, [pending]);
      return false;
    },

    /** Prepares while the app exists. The returned function starts the work and returns at once. */
    async prepare(app: App, revocations: readonly Revocation[]): Promise<() => void> {
      const prepared: [RevokingClient, Revocation][] = [];
      for (const revocation of revocations) {
        const client = await clientOf(app, revocation.values);
        if (client) prepared.push([client, revocation]);
      }
      if (prepared.length === 0) return () => undefined;
      return () => {
        const pending = prepared.map(([client, revocation]) => pendingOf(client, revocation));
        queueOf(app.key).waiting.push(...pending);
        void start(app.key);
      };
    },

    /** Retries revocations whose pause is over. */
    async retryDue(): Promise<void> {
      await Promise.all([...queues.keys()].map(start));
    },

    /** Waits for requests in flight. Gives up revocations that are still waiting. */
    async stop(): Promise<void> {
      isStopping = true;
      await working.settled();
      for (const [appKey, { waiting }] of queues) {
        warnOfEnd(appKey, waiting, 'Strapi stops');
      }
    },
  };
};

export type Revocations = ReturnType<typeof createRevocations>;
