import type {
  AppSummary,
  ConnectionFault,
  ConnectionState,
  ConnectionSummary,
} from '../../../server/src/contracts';
import { aConnection, connectionFault, connectionState } from './fixtures';
import { renderPage, rowOf, type ActionName } from './render';
import { listsApps } from './server';

export const MINUTE_MS = 60_000;

/** Today as the tests see it, so that texts show only the time. */
export const at = (minutes: number) => new Date(Date.now() + minutes * MINUTE_MS).toISOString();
export const time = (iso: string) =>
  new Intl.DateTimeFormat('en', { timeStyle: 'short' }).format(new Date(iso));
export const isSameDay = (iso: string) =>
  new Date(iso).toDateString() === new Date().toDateString();
/** The time, preceded by the date if a test runs around midnight. */
export const moment = (iso: string) => (isSameDay(iso) ? time(iso) : `.*${time(iso)}`);

export const SINCE = at(-12);
/** Still in the future when a slow machine reaches the last test. */
export const NEXT = at(30);
export const EXPIRY = at(40);

export const withState = (
  state: Partial<ConnectionState>,
  changes: Partial<ConnectionSummary> = {}
): ConnectionSummary =>
  aConnection({
    expiresAt: EXPIRY,
    state: connectionState({ since: SINCE, ...state }),
    ...changes,
  });

export const failing = (
  fault: Partial<ConnectionFault>,
  state: Partial<ConnectionState> = {}
): ConnectionSummary =>
  withState({
    name: 'failing',
    fault: connectionFault(fault),
    nextAttemptAt: NEXT,
    providerHost: 'mail.example.com',
    ...state,
  });

/** The text of the line that begins with the title. */
export const expectLine = (container: HTMLElement, line: RegExp) => {
  const texts = [...container.querySelectorAll('*')].map(({ textContent }) =>
    (textContent ?? '').replace(/\s+/g, ' ')
  );
  expect(texts).toContainEqual(expect.stringMatching(line));
};

export const showList = async (app: AppSummary, can: ActionName[]) => {
  listsApps([app]);
  renderPage('', { can });
  return rowOf('Demo Mail');
};
