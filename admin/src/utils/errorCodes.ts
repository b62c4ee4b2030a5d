import type { CallbackErrorCode } from '../../../server/src/contracts';
import type { ConnectedAppsErrorCode } from '../../../server/src/errors';

/** Everything that can end an attempt to connect, as the panel explains it. */
export type ErrorCode =
  CallbackErrorCode | ConnectedAppsErrorCode | 'session' | 'forbidden' | 'network' | 'unknown';

/** The errors that an administrator can do more about than an editor. */
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
