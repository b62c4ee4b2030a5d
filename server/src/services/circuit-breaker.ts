import type { Core } from '@strapi/strapi';

import type { ConnectionIdentity } from '../store/connections';
import { appUnavailable } from './failures';
import { getService } from './registry';
import { backoffMs } from './token-life';
import { createTurns } from './turns';

/** How many passing faults of one app in a row open its circuit. */
const FAILURES_TO_OPEN = 5;

/** How many requests of one app are under way at a time: what it can cost to find a provider down. */
const MAX_REQUESTS_AT_ONCE = 50;

interface Circuit {
  failuresInRow: number;
  /** Epoch milliseconds until which nobody asks; one probe is let through after that. */
  openUntilMs: number;
  isProbed: boolean;
}

/**
 * Leaves a provider alone that keeps failing: however many connections an app has, an open
 * circuit costs one probe at the end of each wait, and a probe that succeeds closes it.
 */
export const createCircuitBreaker = ({ strapi }: { strapi: Core.Strapi }) => {
  const clock = getService(strapi, 'clock');
  const circuits = new Map<string, Circuit>();
  const inTurn = createTurns(MAX_REQUESTS_AT_ONCE);

  const hasOpened = ({ failuresInRow }: Circuit): boolean => failuresInRow >= FAILURES_TO_OPEN;

  const isOpen = (circuit: Circuit): boolean =>
    hasOpened(circuit) && (circuit.isProbed || clock.now() < circuit.openUntilMs);

  const assertClosed = (identity: ConnectionIdentity): void => {
    const circuit = circuits.get(identity.appKey);
    if (!circuit || !isOpen(circuit)) return;
    const waitMs = Math.max(1_000, circuit.openUntilMs - clock.now());
    throw appUnavailable(identity, null, Math.ceil(waitMs / 1_000));
  };

  const probe = async <Result>(circuit: Circuit, ask: () => Promise<Result>): Promise<Result> => {
    circuit.isProbed = true;
    try {
      return await ask();
    } finally {
      circuit.isProbed = false;
    }
  };

  return {
    /**
     * Asks the provider, when it is this caller's turn and the provider is not left alone.
     * @throws {ConnectedAppsError} `provider_unavailable` while the circuit is open
     */
    async admit<Result>(identity: ConnectionIdentity, ask: () => Promise<Result>): Promise<Result> {
      assertClosed(identity);
      return inTurn(identity.appKey, () => {
        assertClosed(identity);
        const circuit = circuits.get(identity.appKey);
        return circuit && hasOpened(circuit) ? probe(circuit, ask) : ask();
      });
    },

    /** Apps whose connections need not be looked at for now. */
    openApps: (): string[] =>
      [...circuits].filter(([, circuit]) => isOpen(circuit)).map(([appKey]) => appKey),

    /** The provider answered, or somebody has changed the app. */
    close: (appKey: string): void => {
      circuits.delete(appKey);
    },

    recordFailure(appKey: string, retryAfterSeconds: number | undefined): void {
      const circuit = circuits.get(appKey);
      if (circuit && isOpen(circuit) && !circuit.isProbed) {
        // Was under way when the circuit opened, and says nothing new about the provider.
        const askedUntilMs = clock.now() + (retryAfterSeconds ?? 0) * 1_000;
        circuit.openUntilMs = Math.max(circuit.openUntilMs, askedUntilMs);
        return;
      }
      const failuresInRow = (circuit?.failuresInRow ?? 0) + 1;
      const waitMs = backoffMs(
        Math.max(1, failuresInRow - FAILURES_TO_OPEN + 1),
        retryAfterSeconds
      );
      circuits.set(appKey, {
        failuresInRow,
        openUntilMs: clock.now() + waitMs,
        isProbed: false,
      });
    },
  };
};

export type CircuitBreaker = ReturnType<typeof createCircuitBreaker>;
