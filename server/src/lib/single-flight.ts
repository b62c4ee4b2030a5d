/** Concurrent callers share work: it runs once for each key, and all get its result. */
export const createSingleFlight = <Result, Key = string>() => {
  const underWay = new Map<Key, Promise<Result>>();

  return {
    /** Joins the work in progress, or starts it. */
    run(key: Key, work: () => Promise<Result>): Promise<Result> {
      const present = underWay.get(key);
      if (present) return present;
      const started = work().finally(() => underWay.delete(key));
      underWay.set(key, started);
      return started;
    },

    /** The work in progress, if any. */
    get: (key: Key): Promise<Result> | undefined => underWay.get(key),

    /** Waits until all work in progress has ended, successfully or not. */
    async settled(): Promise<void> {
      await Promise.allSettled(underWay.values());
    },
  };
};
