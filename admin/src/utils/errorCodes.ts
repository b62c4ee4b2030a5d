import type { CallbackErrorCode, ErrorResponse } from '../../../server/src/contracts';

export type ConnectedAppsErrorCode = NonNullable<ErrorResponse['error']['details']['code']>;

/** Every error that can end an attempt to connect, as the panel explains it. */
export type ErrorCode =
  | CallbackErrorCode
  | ConnectedAppsErrorCode
  | 'session'
  | 'forbidden'
  | 'rate_limited'
  | 'network'
  | 'unknown';

/** Errors with a separate text for an administrator, who can do more about them. */
export const CODES_WITH_ADVICE = [
  'access_denied',
  'login_required',
  'interaction_required',
  'account_selection_required',
  'consent_required',
  'flow_invalid',
  'app_not_found',
  'app_disabled',
  'provider_rejected',
  'provider_unavailable',
  'key_unavailable',
  'insufficient_scope',
  'url_not_allowed',
  'server_url_invalid',
  'forbidden',
  'unknown',
] as const satisfies readonly ErrorCode[];

export type CodeWithAdvice = (typeof CODES_WITH_ADVICE)[number];

export const hasAdvice = (code: ErrorCode): code is CodeWithAdvice =>
  CODES_WITH_ADVICE.some((known) => known === code);

/** Whether a new attempt can help. For the other errors, an administrator must act first. */
export const canTryAgain = (code: ErrorCode): boolean =>
  !['app_not_found', 'app_disabled', 'key_unavailable', 'server_url_invalid', 'forbidden'].includes(
    code
  );

/** Whether an edit of the app's configuration can solve the error. */
export const isAboutConfiguration = (code: ErrorCode): boolean =>
  ['app_disabled', 'provider_rejected', 'insufficient_scope', 'url_not_allowed'].includes(code);
