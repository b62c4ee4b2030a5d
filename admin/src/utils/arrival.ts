import type { CallbackErrorCode } from '../../../server/src/contracts';
import { PLUGIN_PATH } from '../pluginId';

export const COMPLETE_PATH = `${PLUGIN_PATH}/complete`;

/** What the callback handed over in the fragment of the completion page's address. */
export type Arrival =
  | { kind: 'ticket'; ticket: string }
  | { kind: 'error'; code: CallbackErrorCode | 'unknown'; appKey: string | null };

const CALLBACK_ERROR_CODES: readonly CallbackErrorCode[] = [
  'access_denied',
  'flow_invalid',
  'flow_expired',
  'app_not_found',
  'app_disabled',
  'provider_rejected',
  'provider_unavailable',
  'key_unavailable',
];

const isCallbackErrorCode = (code: string): code is CallbackErrorCode =>
  CALLBACK_ERROR_CODES.some((known) => known === code);

const parseFragment = (fragment: string): Arrival | null => {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ''));
  const ticket = parameters.get('ticket');
  const error = parameters.get('error');
  if (ticket) return { kind: 'ticket', ticket };
  if (error) {
    const code = isCallbackErrorCode(error) ? error : 'unknown';
    return { kind: 'error', code, appKey: parameters.get('app') };
  }
  return null;
};

let captured: Arrival | null = null;

/**
 * Takes the fragment out of the address and of the history, and keeps it in memory: there it
 * survives a detour over the login page, which would lose it.
 */
export const captureArrival = (): void => {
  const { pathname, search, hash } = window.location;
  if (!hash || !pathname.replace(/\/+$/, '').endsWith(COMPLETE_PATH)) return;
  window.history.replaceState(window.history.state, '', `${pathname}${search}`);
  captured = parseFragment(hash);
};

/** The fragment that this page was opened with, however often it is asked for. */
export const readArrival = (): Arrival | null => {
  captureArrival();
  return captured;
};

export const forgetArrival = (): void => {
  captured = null;
};
