import type { CallbackErrorCode } from '../../../server/src/contracts';
import { PLUGIN_PATH } from '../pluginId';
import type { ErrorCode } from './errorCodes';
import { isPanelPath } from './paths';

export const COMPLETE_PATH = `${PLUGIN_PATH}/complete`;

/**
 * What the callback handed over in the fragment of the completion page's address, or later its
 * result. `flow` is the id by which the page asks the server how the flow ended.
 */
export type Arrival =
  | { kind: 'ticket'; ticket: string; flow: string | null }
  /** `isTold`: the other tabs know the error. */
  | { kind: 'error'; code: ErrorCode; appKey: string | null; flow: string | null; isTold: boolean }
  | { kind: 'connected'; flow: string };

/** All callback errors; the compiler reports a missing one. */
const CALLBACK_ERROR_CODES = {
  access_denied: true,
  login_required: true,
  interaction_required: true,
  account_selection_required: true,
  consent_required: true,
  flow_invalid: true,
  flow_expired: true,
  app_not_found: true,
  app_disabled: true,
  provider_rejected: true,
  provider_unavailable: true,
  key_unavailable: true,
} satisfies Record<CallbackErrorCode, true>;

const isCallbackErrorCode = (code: string): code is CallbackErrorCode =>
  Object.hasOwn(CALLBACK_ERROR_CODES, code);

const parseFragment = (fragment: string): Arrival | null => {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ''));
  const ticket = parameters.get('ticket');
  const error = parameters.get('error');
  const flow = parameters.get('flow');
  if (ticket) return { kind: 'ticket', ticket, flow };
  if (error) {
    const code = isCallbackErrorCode(error) ? error : 'unknown';
    return { kind: 'error', code, appKey: parameters.get('app'), flow, isTold: false };
  }
  return null;
};

/** In this tab's storage, so that it survives a reload, and a sign-in that visits other pages. */
const NAME = 'connected-apps.arrival';

interface Kept {
  arrival: Arrival;
  /** The path of the completion page, including the panel's own path. */
  page: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isKept = (value: unknown): value is Kept =>
  isRecord(value) &&
  typeof value.page === 'string' &&
  isPanelPath(value.page) &&
  isRecord(value.arrival) &&
  ['ticket', 'error', 'connected'].includes(String(value.arrival.kind));

const readKept = (): Kept | null => {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(NAME) ?? 'null');
    return isKept(value) ? value : null;
  } catch {
    return null;
  }
};

const keep = (kept: Kept): void => sessionStorage.setItem(NAME, JSON.stringify(kept));

const isCompletionPage = (pathname: string): boolean =>
  pathname.replace(/\/+$/, '').endsWith(COMPLETE_PATH);

/** Removes the fragment from the address and from the history, and keeps its content. */
export const captureArrival = (): void => {
  const { pathname, search, hash } = window.location;
  if (!hash || !isCompletionPage(pathname)) return;
  window.history.replaceState(window.history.state, '', `${pathname}${search}`);
  const arrival = parseFragment(hash);
  if (arrival) keep({ arrival, page: pathname });
};

/** What this page was opened with, or later its result. May be read repeatedly. */
export const readArrival = (): Arrival | null => {
  captureArrival();
  return readKept()?.arrival ?? null;
};

/** Replaces the kept arrival with its result, so that a ticket is kept no longer than necessary. */
export const replaceArrival = (arrival: Arrival): void => {
  const kept = readKept();
  if (kept) keep({ ...kept, arrival });
};

/** The path of the completion page if a ticket waits while another page is shown; else null. */
export const waitingPage = (): string | null => {
  const kept = readKept();
  const isWaiting = kept?.arrival.kind === 'ticket' && isCompletionPage(kept.page);
  return isWaiting && !isCompletionPage(window.location.pathname) ? kept.page : null;
};

export const forgetArrival = (): void => sessionStorage.removeItem(NAME);
