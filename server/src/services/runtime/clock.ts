/** The instance's clock. Tests replace it. */
export const createClock = () => ({
  /** Epoch milliseconds. */
  now: (): number => Date.now(),

  /** Milliseconds since some moment. Advances while the process is stopped; nobody can set it. */
  monotonicMs: (): number => performance.now(),
});

export type Clock = ReturnType<typeof createClock>;
