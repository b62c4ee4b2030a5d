import type { Core } from '@strapi/strapi';
import { LRUCache } from 'lru-cache';

import { isConnectedAppsError } from '../errors';
import type { TokenResult } from '../oauth/client';
import type { App } from '../store/apps';
import { getService } from './registry';
import { createSingleFlight } from './single-flight';
import { refreshDueAt } from './token-life';

interface AppToken {
  result: TokenResult;
  /** Epoch milliseconds; null when the provider gave no lifetime. */
  dueAtMs: number | null;
}

const MAX_APP_TOKENS = 1_000;

const retryAfterOf = (error: unknown): number | undefined =>
  isConnectedAppsError(error) ? error.retryAfterSeconds : undefined;

/** An app's own tokens (RFC 6749 §4.4), in memory until they are due; asked for once at a time. */
export const createClientCredentials = ({ strapi }: { strapi: Core.Strapi }) => {
  const clock = getService(strapi, 'clock');
  const breaker = getService(strapi, 'circuit-breaker');
  const tokens = new LRUCache<string, AppToken>({ max: MAX_APP_TOKENS });
  const onceAtATime = createSingleFlight<TokenResult>();

  const askProvider = async (app: App, scopes: string[]): Promise<TokenResult> => {
    const client = await getService(strapi, 'provider-clients').clientFor(app);
    const result = await client.clientCredentials({ scopes }).catch((error: unknown) => {
      breaker.recordFailure(app.key, retryAfterOf(error));
      throw error;
    });
    breaker.close(app.key);
    return result;
  };

  const request = async (id: string, app: App, scopes: string[]): Promise<TokenResult> => {
    const requestedAtMs = clock.now();
    const identity = { appKey: app.key, owner: { kind: 'shared' as const }, account: id };
    const result = await breaker.admit(identity, () => askProvider(app, scopes));
    const dueAt = refreshDueAt(id, requestedAtMs, result.expiresAt);
    tokens.set(id, { result, dueAtMs: dueAt?.getTime() ?? null });
    return result;
  };

  return {
    /** @throws {ConnectedAppsError} `provider_unavailable`, `provider_rejected`, `key_unavailable` */
    async tokenFor(app: App, scopes: string[]): Promise<TokenResult> {
      const id = [app.key, app.configVersion, app.updatedAt.getTime(), ...scopes].join('\n');
      const known = tokens.get(id);
      if (known && (known.dueAtMs === null || known.dueAtMs > clock.now())) return known.result;
      return onceAtATime(id, () => request(id, app, scopes));
    },
  };
};

export type ClientCredentials = ReturnType<typeof createClientCredentials>;
