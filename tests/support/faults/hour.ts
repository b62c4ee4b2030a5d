import { SECONDS_UNTIL_DUE, type FaultHouse, type FaultyApp } from './house';
import type { Fault } from './provider';

export const HOUR_SECONDS = 3_600;

/** Prints a figure, which is part of the result. */
export const report = (line: string) => process.stderr.write(`    ${line}\n`);

/** Lets an hour pass, second by second, starting when tokens have expired. */
export const passAnHour = async (
  faultHouse: FaultHouse,
  eachSecond: (second: number) => Promise<unknown>
): Promise<void> => {
  for (let second = 0; second < HOUR_SECONDS; second += 1) {
    faultHouse.travel(SECONDS_UNTIL_DUE + second);
    await eachSecond(second);
  }
};

/** A connected app whose provider fails from now on. */
export const failingApp = async (faultHouse: FaultHouse, fault: Fault): Promise<FaultyApp> => {
  const app = await faultHouse.app();
  await app.connect();
  await app.inject('token', fault);
  return app;
};
