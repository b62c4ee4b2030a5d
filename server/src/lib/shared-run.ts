import { createSingleFlight } from './single-flight';

/** The only key: there is one run at a time. */
const RUN = 'run';

/** Work that may be requested at any time. A request during a run joins that run. */
export const createSharedRun = <Result>(work: () => Promise<Result>) => {
  const flight = createSingleFlight<Result>();
  let isStopping = false;

  return {
    run: (): Promise<Result> => flight.run(RUN, work),

    /** Whether the work should stop. */
    isStopping: (): boolean => isStopping,

    /** Waits for the run in progress. */
    async stop(): Promise<void> {
      isStopping = true;
      await flight.settled();
    },
  };
};
