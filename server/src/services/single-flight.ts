/** Work that several callers want at the same moment is done once for each key; all get what it gives. */
export const createSingleFlight = <Result>() => {
  const underWay = new Map<string, Promise<Result>>();

  return (key: string, work: () => Promise<Result>): Promise<Result> => {
    const present = underWay.get(key);
    if (present) return present;
    const started = work().finally(() => underWay.delete(key));
    underWay.set(key, started);
    return started;
  };
};
