import type { Core } from '@strapi/strapi';

import type { ConnectionIdentity } from '../store/connections';
import { appUnavailable } from './failures';
import { getService } from './registry';
import { backoffMs } from './token-life';

/** How many passing faults of one app in a row open its circuit. */
const FAILURES_TO_OPEN = 5;

/** A probe that has not reported by then is taken for lost. */
const PROBE_TIMEOUT_MS = 60_000;

interface Circuit {
  failuresInRow: number;
  /** Epoch milliseconds until which nobody asks; one probe is let through after that. */
  openUntilMs: number;
  probeUntilMs: number;
}

/**
 * Leaves a provider alone that keeps failing: however many connections an app has, an open
 * circuit costs one probe at the end of each wait, and a probe that succeeds closes it.
 */
export const createCircuitBreaker = ({ strapi }: { strapi: Core.Strapi }) => {
  const clock = getService(strapi, 'clock');
  const circuits = new Map<string, Circuit>();

  const isOpen = ({ failuresInRow, openUntilMs, probeUntilMs }: Circuit): boolean =>
    failuresInRow >= FAILURES_TO_OPEN && (clock.now() < openUntilMs || clock.now() < probeUntilMs);

  /** Open, with no probe out. */
  const isWaiting = (circuit: Circuit): boolean =>
    isOpen(circuit) && clock.now() >= circuit.probeUntilMs;

  return {
    /** @throws {ConnectedAppsError} `provider_unavailable` while the circuit is open */
    assertClosed(identity: ConnectionIdentity): void {
      const circuit = circuits.get(identity.appKey);
      if (!circuit || circuit.failuresInRow < FAILURES_TO_OPEN) return;
      if (isOpen(circuit)) {
        const waitMs = Math.max(1_000, circuit.openUntilMs - clock.now());
        throw appUnavailable(identity, null, Math.ceil(waitMs / 1_000));
      }
      circuit.probeUntilMs = clock.now() + PROBE_TIMEOUT_MS;
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
      if (circuit && isWaiting(circuit)) {
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
        probeUntilMs: 0,
      });
    },
  };
};

export type CircuitBreaker = ReturnType<typeof createCircuitBreaker>;
