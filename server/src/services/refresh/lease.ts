import { REQUEST_TIMEOUT_MS } from '../../oauth/limits';

export const LEASE_TTL_MS = 60_000;
/** A request that goes out by then ends before the lease does. */
const LATEST_SENDING_MS = LEASE_TTL_MS - REQUEST_TIMEOUT_MS;

/**
 * The holder's view of a lease: its age by this process's own clock, which advances while the
 * process is stopped. `askedAtMs` is when the database was asked for the lease, so the lease is
 * never older than it seems.
 */
export const createLease = (monotonicMs: () => number, askedAtMs = monotonicMs()) => {
  let isGivenUp = false;
  let isSentOn = false;
  const isOld = (): boolean => monotonicMs() - askedAtMs > LATEST_SENDING_MS;
  return {
    /** From now on, no request goes out under this lease. */
    giveUp(): void {
      isGivenUp = true;
    },

    /** Whether the holder gave it up, or another process may have the lease by now. */
    isGivenUp: (): boolean => isGivenUp,

    /** Called immediately before a request goes out. */
    assertMaySend(): void {
      isGivenUp ||= isOld();
      if (isGivenUp) throw new Error('the lease was given up, so nothing is sent');
      isSentOn = true;
    },

    isSentOn: (): boolean => isSentOn,

    /** Whether no request went out, and no other process can have the lease yet. */
    canBeReleased: (): boolean => !isSentOn && !isOld(),
  };
};

export type Lease = ReturnType<typeof createLease>;
