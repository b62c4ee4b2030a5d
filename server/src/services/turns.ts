interface Line {
  running: number;
  waiting: (() => void)[];
}

/** Runs work at most `limit` at a time for each key; the rest waits for its turn, in order. */
export const createTurns = (limit: number) => {
  const lines = new Map<string, Line>();

  const enter = async (key: string, line: Line): Promise<void> => {
    lines.set(key, line);
    if (line.running >= limit) {
      // Whoever leaves hands on the place, so `running` stays as it is.
      await new Promise<void>((resolve) => line.waiting.push(resolve));
    } else {
      line.running += 1;
    }
  };

  const leave = (key: string, line: Line): void => {
    const next = line.waiting.shift();
    if (next) return next();
    line.running -= 1;
    if (line.running === 0) lines.delete(key);
  };

  return async <Result>(key: string, work: () => Promise<Result>): Promise<Result> => {
    const line = lines.get(key) ?? { running: 0, waiting: [] };
    await enter(key, line);
    try {
      return await work();
    } finally {
      leave(key, line);
    }
  };
};
