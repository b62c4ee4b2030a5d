import fc from 'fast-check';

import {
  ERROR_CODES,
  isConnectedAppsError,
  type ConnectedAppsError,
} from '../../../server/src/errors/connected-apps-error';
import { PROPERTY_RUNS, type PropertyName } from './property-runs';

/** A guard against a property that hangs, not a measure of speed. */
const TIMEOUT_MS = 180_000;

const assertFor = <Input>(
  name: PropertyName,
  inputs: fc.Arbitrary<Input>,
  property: (input: Input) => void | Promise<void>
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      await property(input);
      ensureUntouchedPrototypes();
    }),
    { numRuns: PROPERTY_RUNS[name] }
  );

/**
 * A test that a property holds for every input. `PROPERTY_RUNS` has the number of inputs by name.
 * On failure, fast-check prints the smallest input that it found, and the seed to reproduce it.
 */
export const holdsFor = <Input>(
  name: PropertyName,
  inputs: fc.Arbitrary<Input>,
  property: (input: Input) => void | Promise<void>
): void => {
  it(`${name}: ${PROPERTY_RUNS[name]} inputs`, () => assertFor(name, inputs, property), TIMEOUT_MS);
};

/**
 * The same for a property of accepted inputs only: it returns whether the input was one, and fails
 * if fewer than `atLeast` were.
 */
export const holdsForAccepted = <Input>(
  name: PropertyName,
  inputs: fc.Arbitrary<Input>,
  atLeast: number,
  property: (input: Input) => boolean | Promise<boolean>
): void => {
  it(
    `${name}: ${PROPERTY_RUNS[name]} inputs, ${atLeast} accepted`,
    async () => {
      let accepted = 0;
      await assertFor(name, inputs, async (input) => {
        if (await property(input)) accepted += 1;
      });
      ensure(accepted >= atLeast, `only ${accepted} inputs were accepted`);
    },
    TIMEOUT_MS
  );
};

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const namesOf = () => PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).length).join();
const untouched = namesOf();

const ensureUntouchedPrototypes = (): void => {
  if (namesOf() !== untouched) throw new Error('a prototype was polluted');
};

/** Like `expect`, which would take longer than the tested code. */
export const ensure = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

const UNSTORABLE = /[\0\p{Cs}]/u;

/** Whether PostgreSQL, MariaDB and SQLite accept it in text and JSON: no NUL, no lone surrogate. */
export const isStorable = (value: unknown): boolean => {
  if (typeof value === 'string') return !UNSTORABLE.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return Object.entries(value).every(([name, item]) => isStorable(name) && isStorable(item));
};

/** The plugin's own error, safe for a log and a response; throws any other error. */
export const asOwnError = (error: unknown, secrets: readonly string[] = []): ConnectedAppsError => {
  if (!isConnectedAppsError(error)) throw error;
  ensure(ERROR_CODES.includes(error.code), `unknown code ${error.code}`);
  ensure(isStorable([error.message, error.reason ?? '']), 'a message with unsafe characters');
  const { retryAfterSeconds } = error;
  const isWait = retryAfterSeconds === undefined || Number.isInteger(retryAfterSeconds);
  ensure(isWait, `an odd time to wait: ${retryAfterSeconds}`);
  const leaked = secrets.find((secret) => error.message.includes(secret));
  ensure(leaked === undefined, `the message holds a secret: ${error.message}`);
  return error;
};
