import type { Values } from '../../../server/src/contracts';

/** A tab's note for the completion page, which gets only the app's key from the callback. */
export interface LastAttempt {
  appKey: string;
  owner: 'me' | 'shared';
  returnTo: string;
  /** What the person said about the app's variables. */
  values?: Values;
}

const NAME = 'connected-apps.last-attempt';

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((text) => typeof text === 'string');

const isAttempt = (value: unknown): value is LastAttempt =>
  typeof value === 'object' &&
  value !== null &&
  'appKey' in value &&
  'owner' in value &&
  (value.owner === 'me' || value.owner === 'shared') &&
  'returnTo' in value &&
  typeof value.returnTo === 'string' &&
  (!('values' in value) || isValues(value.values));

export const rememberAttempt = (attempt: LastAttempt): void => {
  localStorage.setItem(NAME, JSON.stringify(attempt));
};

/** The last attempt at this app in this browser; null if a later attempt was for another app. */
export const recallAttempt = (appKey: string): LastAttempt | null => {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(NAME) ?? 'null');
    return isAttempt(value) && value.appKey === appKey ? value : null;
  } catch {
    return null;
  }
};
