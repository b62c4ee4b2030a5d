import type { CallbackErrorCode, ErrorResponse } from '../../../server/src/contracts';

export type ConnectedAppsErrorCode = NonNullable<ErrorResponse['error']['details']['code']>;

/** Everything that can end an attempt to connect, as the panel explains it. */
export type ErrorCode =
  | CallbackErrorCode
  | ConnectedAppsErrorCode
  | 'session'
  | 'forbidden'
  | 'rate_limited'
  | 'network'
  | 'unknown';

/** The errors that read differently for an administrator, who can do more about them. */
export const CODES_WITH_ADVICE = [
  'access_denied',
  'flow_invalid',
  'app_not_found',
  'app_disabled',
  'provider_rejected',
  'provider_unavailable',
  'key_unavailable',
  'insufficient_scope',
  'url_not_allowed',
  'forbidden',
  'unknown',
] as const satisfies readonly ErrorCode[];

export type CodeWithAdvice = (typeof CODES_WITH_ADVICE)[number];

export const hasAdvice = (code: ErrorCode): code is CodeWithAdvice =>
  CODES_WITH_ADVICE.some((known) => known === code);

/** A new connection attempt can help. For the others, an administrator has to act first. */
export const canTryAgain = (code: ErrorCode): boolean =>
  !['app_not_found', 'app_disabled', 'key_unavailable', 'forbidden'].includes(code);

/** The app's configuration is where it can be repaired. */
export const isAboutConfiguration = (code: ErrorCode): boolean =>
  ['app_disabled', 'provider_rejected', 'insufficient_scope', 'url_not_allowed'].includes(code);
