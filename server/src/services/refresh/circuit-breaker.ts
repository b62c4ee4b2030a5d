import type { ConnectedAppsErrorCode } from '../../errors/connected-apps-error';
import type { Connection } from '../../store/connections';
import type { Clock } from '../runtime/clock';
import { appUnavailable } from '../../errors/definitions';
import { backoffMs } from '../tokens/token-life';
import { createTurns } from '../../lib/turns';

/** How many requests of one app are in flight at a time. Limits the cost of finding an outage. */
const MAX_REQUESTS_AT_ONCE = 50;

/** How many connections without a failure may probe before the wait is over. */
const EARLY_PROBES = 3;

interface Circuit {
  /** The error code for callers while the provider is left alone. */
  code: ConnectedAppsErrorCode;
  failedProbes: number;
  earlyProbes: number;
  /** Epoch milliseconds until which only early probes are let through. */
  openUntilMs: number;
  waitMs: number;
  /** The provider's `Retry-After`, epoch milliseconds: nobody asks before it, not even by hand. */
  notBeforeMs: number;
  /** The probe in flight; `ended` never rejects. */
  probe: { uid: string; ended: Promise<void>; isEarly: boolean } | null;
}

/** A failure after which the provider must be left alone. */
export interface OpeningFailure {
  /** Of the connection whose request failed. */
  uid: string;
  code: ConnectedAppsErrorCode;
  retryAfterSeconds: number | undefined;
}

/** The facts that a circuit needs about the connection that asks. */
export type Asker = Pick<Connection, 'uid' | 'appKey' | 'owner'> &
  Partial<Pick<Connection, 'failureCount' | 'fault'>>;

/** Whether its failures say nothing about the provider: others work, or the cause is unknown. */
const hasFailedByItself = ({ fault }: Asker): boolean =>
  fault?.blame === 'connection' || fault?.blame === 'unknown';

/**
 * Leaves a provider alone while it fails for everybody or refuses the app. However many
 * connections an app has, an open circuit costs one probe at the end of each wait, and a successful
 * probe closes it. Evidence opens it (`services/refresh/whose-fault.ts`), not a count of failures
 * in a row.
 *
 * A few connections that have not failed may probe before the wait is over: several dead grants in
 * a row look like an outage, and the next live one shows that there is none.
 */
export const createCircuitBreaker = ({ clock }: { clock: Pick<Clock, 'now'> }) => {
  const circuits = new Map<string, Circuit>();
  const turns = createTurns(MAX_REQUESTS_AT_ONCE);

  const isWaiting = ({ openUntilMs }: Circuit): boolean => clock.now() < openUntilMs;

  const mayProbeEarly = (circuit: Circuit, { failureCount = 0 }: Asker): boolean =>
    failureCount === 0 && circuit.earlyProbes < EARLY_PROBES;

  /** A connection that failed by itself proves little, so it waits longer: others probe first. */
  const mayProbe = (circuit: Circuit, asker: Asker): boolean => {
    if (circuit.probe || clock.now() < circuit.notBeforeMs) return false;
    if (mayProbeEarly(circuit, asker)) return true;
    const patienceMs = hasFailedByItself(asker) ? circuit.waitMs : 0;
    return clock.now() >= circuit.openUntilMs + patienceMs;
  };

  const unavailable = ({ appKey, owner }: Asker, { code, openUntilMs, notBeforeMs }: Circuit) => {
    const waitMs = Math.max(1_000, Math.max(openUntilMs, notBeforeMs) - clock.now());
    return appUnavailable({ appKey, owner }, code, Math.ceil(waitMs / 1_000));
  };

  const probe = async <Result>(
    circuit: Circuit,
    uid: string,
    ask: () => Promise<Result>
  ): Promise<Result> => {
    const isEarly = isWaiting(circuit);
    if (isEarly) circuit.earlyProbes += 1;
    const asked = Promise.resolve().then(ask);
    const ended = asked.then(
      () => undefined,
      () => undefined
    );
    circuit.probe = { uid, ended, isEarly };
    try {
      const result = await asked;
      // No request went out, so this probe has cost the provider nothing.
      if (isEarly && result === null) circuit.earlyProbes -= 1;
      return result;
    } finally {
      circuit.probe = null;
    }
  };

  /** Waits for an early probe in flight, which is better than refusing the caller. */
  const untilEarlyProbeEnds = async (appKey: string, asker: Asker): Promise<void> => {
    const circuit = circuits.get(appKey);
    if (circuit?.probe && mayProbeEarly(circuit, asker)) await circuit.probe.ended;
  };

  const assertMayAsk = (appKey: string, asker: Asker): void => {
    const circuit = circuits.get(appKey);
    if (circuit && !mayProbe(circuit, asker)) throw unavailable(asker, circuit);
  };

  return {
    /**
     * Asks the provider when it is this caller's turn, unless the provider is left alone.
     * @throws {ConnectedAppsError} `provider_unavailable` or `provider_rejected` if the circuit is
     *   open
     */
    async admit<Result>(
      asker: Asker,
      ask: () => Promise<Result>,
      circuitKey = asker.appKey
    ): Promise<Result> {
      await untilEarlyProbeEnds(circuitKey, asker);
      assertMayAsk(circuitKey, asker);
      return turns.run(circuitKey, () => {
        assertMayAsk(circuitKey, asker);
        const circuit = circuits.get(circuitKey);
        return circuit ? probe(circuit, asker.uid, ask) : ask();
      });
    },

    /** Whether an admitted request may still go out: the circuit may have opened since. */
    stillAdmits({ appKey, uid }: Asker): boolean {
      const circuit = circuits.get(appKey);
      return circuit === undefined || circuit.probe?.uid === uid;
    },

    /** Whether the provider is left alone, except for probes. */
    isOpen: (circuitKey: string): boolean => circuits.has(circuitKey),

    /** Apps whose connections can be skipped for now. */
    openApps: (): string[] =>
      [...circuits]
        .filter(([, circuit]) => circuit.probe !== null || isWaiting(circuit))
        .map(([circuitKey]) => circuitKey),

    /** Call it after a response of the provider, or after an edit of the app. */
    close: (circuitKey: string): void => {
      circuits.delete(circuitKey);
    },

    /**
     * Leaves the provider alone, for longer after each failed probe. `isNews`: whether this failure
     * opened the circuit or prolonged it after a probe.
     */
    open(
      circuitKey: string,
      { uid, code, retryAfterSeconds = 0 }: OpeningFailure
    ): { untilMs: number; isNews: boolean } {
      const present = circuits.get(circuitKey);
      const retryAtMs = retryAfterSeconds > 0 ? clock.now() + retryAfterSeconds * 1_000 : 0;
      const notBeforeMs = Math.max(present?.notBeforeMs ?? 0, retryAtMs);
      const isFailedProbe = present?.probe?.uid === uid && !present.probe.isEarly;
      if (present && !isFailedProbe) {
        // An early probe, or a request that was in flight when the circuit opened.
        present.notBeforeMs = notBeforeMs;
        return { untilMs: Math.max(present.openUntilMs, notBeforeMs), isNews: false };
      }
      const failedProbes = present ? present.failedProbes + 1 : 0;
      const waitMs = backoffMs(failedProbes + 1, retryAfterSeconds);
      const openUntilMs = clock.now() + waitMs;
      const state = { code, failedProbes, waitMs, openUntilMs, notBeforeMs };
      if (present) Object.assign(present, state);
      else circuits.set(circuitKey, { ...state, earlyProbes: 0, probe: null });
      return { untilMs: openUntilMs, isNews: true };
    },

    /**
     * A person may ask while the circuit is open, but not before the provider's `Retry-After`.
     * @throws {ConnectedAppsError} with the code that opened the circuit
     */
    assertMayAskByHand(asker: Asker): void {
      const circuit = circuits.get(asker.appKey);
      if (circuit && clock.now() < circuit.notBeforeMs) throw unavailable(asker, circuit);
    },
  };
};

export type CircuitBreaker = ReturnType<typeof createCircuitBreaker>;
