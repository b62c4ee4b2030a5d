interface Line {
  running: number;
  waiting: (() => void)[];
}

/** Ends a turn. Further calls have no effect. */
export type EndTurn = () => void;

/** Gives at most `limit` turns at a time for each key. Later callers wait in order. */
export const createTurns = (limit: number) => {
  const lines = new Map<string, Line>();

  const enter = async (key: string, line: Line): Promise<void> => {
    lines.set(key, line);
    if (line.running >= limit) {
      // A caller that leaves passes on its place, so `running` does not change.
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

  /** Waits for a turn, which lasts until it is ended. */
  const begin = async (key: string): Promise<EndTurn> => {
    const line = lines.get(key) ?? { running: 0, waiting: [] };
    await enter(key, line);
    let isOver = false;
    return () => {
      if (!isOver) leave(key, line);
      isOver = true;
    };
  };

  return {
    begin,

    /** Runs work in a turn of its own. */
    async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
      const end = await begin(key);
      try {
        return await work();
      } finally {
        end();
      }
    },
  };
};

export type Turns = ReturnType<typeof createTurns>;
