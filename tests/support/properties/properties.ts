import { types } from 'node:util';

import fc from 'fast-check';

import {
  ERROR_CODES,
  isConnectedAppsError,
  type ConnectedAppsError,
} from '../../../server/src/errors/connected-apps-error';
import { PROPERTY_RUNS, type PropertyName } from './property-runs';

/** A guard against a property that hangs; none is measured by the clock. */
const TIMEOUT_MS = 180_000;

/**
 * A test of what holds for every input, with as many inputs as its name has in `PROPERTY_RUNS`.
 * On failure fast-check prints the smallest input that it found, and the seed to repeat it with.
 */
export const holdsFor = <Input>(
  name: PropertyName,
  inputs: fc.Arbitrary<Input>,
  property: (input: Input) => void | Promise<void>
): void => {
  it(
    `${name}: ${PROPERTY_RUNS[name]} inputs`,
    () =>
      fc.assert(
        fc.asyncProperty(inputs, async (input) => {
          await property(input);
          ensureUntouchedPrototypes();
        }),
        { numRuns: PROPERTY_RUNS[name] }
      ),
    TIMEOUT_MS
  );
};

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const namesOf = () => PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).length).join();
const untouched = namesOf();

const ensureUntouchedPrototypes = (): void => {
  if (namesOf() !== untouched) throw new Error('a prototype was polluted');
};

/** As `expect`, which would take longer than what is tested. */
export const ensure = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

const UNSTORABLE = /[\0\p{Cs}]/u;

/** Whether PostgreSQL, MariaDB and SQLite all take it, in text and in JSON: no NUL, no half of a surrogate pair. */
export const isStorable = (value: unknown): boolean => {
  if (typeof value === 'string') return !UNSTORABLE.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (types.isDate(value)) return !Number.isNaN(value.getTime());
  return Object.entries(value).every(([name, item]) => isStorable(name) && isStorable(item));
};

/** The plugin's own error, fit for a log and an answer, or the test fails with what came instead. */
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
