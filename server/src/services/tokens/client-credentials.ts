import { LRUCache } from 'lru-cache';

import { isConnectedAppsError } from '../../errors/connected-apps-error';
import type { OAuthClient, TokenResult } from '../../oauth/client';
import type { App } from '../../store/apps';
import type { CircuitBreaker } from '../refresh/circuit-breaker';
import type { Clock } from '../runtime/clock';
import { createSingleFlight } from '../../lib/single-flight';
import { refreshDueAt } from './token-life';

interface AppToken {
  result: TokenResult;
  /** Epoch milliseconds; null when the provider gave no lifetime. */
  dueAtMs: number | null;
}

const MAX_APP_TOKENS = 1_000;

/** A failure here says nothing about the connections, so the grant has its own circuit. */
export const circuitKeyOf = (appKey: string): string => `${appKey}\nclient_credentials`;

interface ClientCredentialsParts {
  clock: Pick<Clock, 'now'>;
  breaker: Pick<CircuitBreaker, 'admit' | 'close' | 'open'>;
  providerClients: { clientFor(app: App): Promise<Pick<OAuthClient, 'clientCredentials'>> };
}

/**
 * An app's own tokens (RFC 6749 §4.4), in memory until they are due. Concurrent callers share one
 * request.
 */
export const createClientCredentials = ({
  clock,
  breaker,
  providerClients,
}: ClientCredentialsParts) => {
  const tokens = new LRUCache<string, AppToken>({ max: MAX_APP_TOKENS });
  const onceAtATime = createSingleFlight<TokenResult>();

  const askProvider = async (app: App, scopes: string[]): Promise<TokenResult> => {
    const client = await providerClients.clientFor(app);
    const result = await client.clientCredentials({ scopes }).catch((error: unknown) => {
      if (isConnectedAppsError(error)) {
        const { code, retryAfterSeconds } = error;
        breaker.open(circuitKeyOf(app.key), { uid: app.uid, code, retryAfterSeconds });
      }
      throw error;
    });
    breaker.close(circuitKeyOf(app.key));
    return result;
  };

  const request = async (id: string, app: App, scopes: string[]): Promise<TokenResult> => {
    const owner = { kind: 'shared' as const };
    const asker = { uid: app.uid, appKey: app.key, owner, failureCount: 1 };
    const result = await breaker.admit(
      asker,
      () => askProvider(app, scopes),
      circuitKeyOf(app.key)
    );
    const dueAt = refreshDueAt(id, result.requestedAtMs, result.expiresAt);
    tokens.set(id, { result, dueAtMs: dueAt?.getTime() ?? null });
    return result;
  };

  return {
    /**
     * @throws {ConnectedAppsError} `provider_unavailable`, `provider_rejected`, `key_unavailable`
     */
    async tokenFor(app: App, scopes: string[]): Promise<TokenResult> {
      const id = [app.key, app.configVersion, app.updatedAt.getTime(), ...scopes].join('\n');
      const known = tokens.get(id);
      if (known && (known.dueAtMs === null || known.dueAtMs > clock.now())) return known.result;
      return onceAtATime.run(id, () => request(id, app, scopes));
    },
  };
};

export type ClientCredentials = ReturnType<typeof createClientCredentials>;
