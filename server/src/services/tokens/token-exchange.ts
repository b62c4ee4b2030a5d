import { LRUCache } from 'lru-cache';

import type { ExchangedTokenResult, OAuthClient, TokenExchangeInput } from '../../oauth/client';
import type { App } from '../../store/apps';
import type { Values } from '../../variables';
import type { Clock } from '../runtime/clock';
import { createSingleFlight } from '../../lib/single-flight';
import type { CachedToken } from './token-cache';
import { refreshDueAt } from './token-life';

export type ExchangeRequest = Omit<TokenExchangeInput, 'subjectToken'>;

/** The connection's token that is exchanged. */
export type SubjectToken = Pick<CachedToken, 'uid' | 'tokenVersion' | 'accessToken' | 'values'>;

interface Exchanged {
  result: ExchangedTokenResult;
  /** Epoch milliseconds; null when the provider gave no lifetime. */
  dueAtMs: number | null;
}

const MAX_TOKENS = 1_000;

interface TokenExchangeParts {
  clock: Pick<Clock, 'now'>;
  providerClients: {
    clientFor(app: App, values: Values): Promise<Pick<OAuthClient, 'exchangeToken'>>;
  };
}

/**
 * Tokens that connections' tokens were exchanged for (RFC 8693), in memory until they are due. A
 * token of a refreshed or replaced connection is exchanged anew: it may be another account's.
 * Concurrent callers share one request.
 */
export const createTokenExchange = ({ clock, providerClients }: TokenExchangeParts) => {
  const tokens = new LRUCache<string, Exchanged>({ max: MAX_TOKENS });
  const onceAtATime = createSingleFlight<ExchangedTokenResult>();

  const request = async (
    id: string,
    app: App,
    { accessToken, values }: SubjectToken,
    wanted: ExchangeRequest
  ): Promise<ExchangedTokenResult> => {
    const client = await providerClients.clientFor(app, values);
    const result = await client.exchangeToken({ ...wanted, subjectToken: accessToken });
    const dueAt = refreshDueAt(id, result.requestedAtMs, result.expiresAt);
    tokens.set(id, { result, dueAtMs: dueAt?.getTime() ?? null });
    return result;
  };

  return {
    /** @throws {ConnectedAppsError} `provider_unavailable`, `provider_rejected`, `key_unavailable` */
    async tokenFor(
      app: App,
      subject: SubjectToken,
      wanted: ExchangeRequest
    ): Promise<ExchangedTokenResult> {
      const { scopes, audiences, resources, requestedTokenType } = wanted;
      const id = JSON.stringify([
        [app.key, app.configVersion, app.updatedAt.getTime(), subject.uid, subject.tokenVersion],
        [scopes, audiences, resources, requestedTokenType],
      ]);
      const known = tokens.get(id);
      if (known && (known.dueAtMs === null || known.dueAtMs > clock.now())) return known.result;
      return onceAtATime.run(id, () => request(id, app, subject, wanted));
    },
  };
};

export type TokenExchange = ReturnType<typeof createTokenExchange>;
