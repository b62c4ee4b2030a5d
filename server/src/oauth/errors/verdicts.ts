import type { ConnectedAppsErrorCode } from '../../errors/connected-apps-error';
import { UNATTENDED_GRANTS, type UnattendedGrant } from '../../protocol-settings';
import { isEndpointStatus } from './endpoint-statuses';
import type { Phase } from './explanations';
import type { ProviderFault } from './provider-fault';
import { safeErrorCode } from './provider-text';

/** What a refusal means for the plugin, and its machine-readable reason. */
export interface Verdict {
  code: ConnectedAppsErrorCode;
  reason: string;
}

const BUSY_STATUSES = [408, 425, 429];

/** Codes by which providers say "not now", whatever the status. */
const PASSING_ERRORS = [
  'temporarily_unavailable',
  'server_error',
  'slow_down',
  'rate_limit_exceeded',
  'rate_limited',
  'ratelimited',
  'too_many_requests',
  'internal_error',
  'internal_failure',
  'service_unavailable',
  'request_timeout',
  'fatal_error',
];

/** At a refresh: the grant has ended, or the provider wants to see the user again. */
const ENDED_GRANT_ERRORS = [
  'invalid_grant',
  'bad_refresh_token',
  'invalid_refresh_token',
  'token_revoked',
  'token_expired',
  'interaction_required',
  'login_required',
  'consent_required',
];

/** At the exchange: the code is used up, expired, or not ours. */
const REFUSED_CODE_ERRORS = ['invalid_grant', 'bad_verification_code', 'invalid_code'];

/** At a poll: the device code has expired (RFC 8628 §3.5), or is not known any more. */
const REFUSED_DEVICE_CODE_ERRORS = ['expired_token', 'incorrect_device_code'];

/** At the callback or at a poll: the user refused, by the standard code or in a provider's own words. */
export const isUserRefusal = (error: string): boolean =>
  error === 'access_denied' ||
  /^(?:authorization_declined$|user_(?:cancel|denied|declined|rejected))/.test(error);

/** At the callback: what the provider wants the user to do first (OpenID Connect Core §3.1.2.6). */
export const WANTED_OF_USER = [
  'login_required',
  'interaction_required',
  'account_selection_required',
  'consent_required',
] as const;

const isWantedOfUser = (error: string): boolean => WANTED_OF_USER.some((known) => known === error);

const isBusy = (status: number | null): boolean =>
  status !== null && (status >= 500 || BUSY_STATUSES.includes(status));

const verdictByPhase = (error: string, phase: Phase): ConnectedAppsErrorCode => {
  if (phase === 'refresh' && ENDED_GRANT_ERRORS.includes(error.toLowerCase()))
    return 'needs_reconnect';
  if (phase === 'exchange' && REFUSED_CODE_ERRORS.includes(error)) return 'flow_expired';
  if (phase === 'device_code') {
    if (isUserRefusal(error)) return 'flow_invalid';
    const isRefused = [...REFUSED_CODE_ERRORS, ...REFUSED_DEVICE_CODE_ERRORS].includes(error);
    return isRefused ? 'flow_expired' : 'provider_rejected';
  }
  if (phase === 'callback' && (isUserRefusal(error) || isWantedOfUser(error))) {
    return 'flow_invalid';
  }
  return 'provider_rejected';
};

/** Phases that may be the first to use their endpoint. */
const KNOWS_NO_SUCCESS: readonly Phase[] = [
  'pushed_request',
  'exchange',
  'device_authorization',
  'device_code',
  ...(Object.keys(UNATTENDED_GRANTS) as UnattendedGrant[]),
  'token_exchange',
  'introspection',
];

/**
 * Only an admin can correct the address. A refresh shows that it has worked before, so there the
 * evidence decides.
 */
const isWrongEndpoint = (status: number | null, phase: Phase): boolean =>
  isEndpointStatus(status) && KNOWS_NO_SUCCESS.includes(phase);

const judgeStatus = (status: number | null, phase: Phase): Verdict => {
  const isClientError = status !== null && status >= 400 && status < 500;
  const isRefusal =
    status === 401 ||
    (status === 403 && phase === 'userinfo') ||
    isWrongEndpoint(status, phase) ||
    // Evidence decides whether app or grant is refused: `services/refresh/whose-fault.ts`.
    (isClientError && phase === 'refresh');
  if (isRefusal) return { code: 'provider_rejected', reason: `http_${status}` };
  const isUnreadable = status === null || (status >= 200 && status < 300);
  return { code: 'provider_unavailable', reason: isUnreadable ? 'not_json' : `http_${status}` };
};

/**
 * Classifies a provider's refusal: by its status if that says "not now", else by its error code and
 * by the phase (RFC 6749 §4.1.2.1, §5.2).
 */
export const judge = (
  { status, error, saysGrantEnded }: ProviderFault,
  phase: Phase,
  secrets: readonly string[]
): Verdict => {
  if (saysGrantEnded && phase === 'refresh') {
    return { code: 'needs_reconnect', reason: 'invalid_grant' };
  }
  if (isBusy(status)) return { code: 'provider_unavailable', reason: `http_${status}` };
  if (error === null) return judgeStatus(status, phase);
  const named = safeErrorCode(error, secrets);
  // "Not Found" and the like come from a web server, not from OAuth.
  const reason = named === 'unknown_error' && isEndpointStatus(status) ? `http_${status}` : named;
  if (PASSING_ERRORS.includes(error)) return { code: 'provider_unavailable', reason };
  return { code: verdictByPhase(error, phase), reason };
};
