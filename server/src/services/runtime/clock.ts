/** The instance's clock. Tests replace it. */
export const createClock = () => ({
  /** Epoch milliseconds. */
  now: (): number => Date.now(),

  /** Milliseconds since a fixed moment. Advances while the process is stopped. Cannot be set. */
  monotonicMs: (): number => performance.now(),
});

export type Clock = ReturnType<typeof createClock>;
