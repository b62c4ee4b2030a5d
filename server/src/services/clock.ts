/** The instance's clock. Tests put their own in its place. */
export const createClock = () => ({
  /** Epoch milliseconds. */
  now: (): number => Date.now(),
});

export type Clock = ReturnType<typeof createClock>;
