import type { Store } from '../../store';
import type { Clock } from '../runtime/clock';
import type { Held } from './held';

/** Keeps ended flows this long, to tell a second attempt from an unknown flow. */
const KEEP_ENDED_MS = 60 * 60_000;

export interface SweepParts {
  clock: Clock;
  store: Pick<Store, 'authorizationRequests'>;
  held: Pick<Held, 'abandonExpired'>;
}

/**
 * Ends flows that nobody has confirmed in time, and deletes flows that are long over, a batch at a
 * time. Runs with each start, so that the table cannot grow faster than it is swept, and each
 * minute, so that no rows remain when nobody starts a flow.
 */
export const createSweep =
  ({ clock, store: { authorizationRequests }, held }: SweepParts) =>
  /** Returns how many flows it deleted. */
  async (): Promise<number> => {
    await held.abandonExpired();
    return authorizationRequests.deleteExpired(new Date(clock.now() - KEEP_ENDED_MS));
  };

export type Sweep = ReturnType<typeof createSweep>;
