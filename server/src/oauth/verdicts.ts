import type { ConnectedAppsErrorCode } from '../errors';
import type { Phase } from './explanations';
import type { ProviderFault } from './provider-fault';
import { safeErrorCode } from './provider-text';

/** What a refusal means for us, and its machine-readable reason. */
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

/** At the callback: the user's doing, not the app's (OpenID Connect Core §3.1.2.6). */
const USER_ERRORS = [
  'access_denied',
  'interaction_required',
  'login_required',
  'account_selection_required',
  'consent_required',
];

const isBusy = (status: number | null): boolean =>
  status !== null && (status >= 500 || BUSY_STATUSES.includes(status));

const verdictByPhase = (error: string, phase: Phase): ConnectedAppsErrorCode => {
  if (phase === 'refresh' && ENDED_GRANT_ERRORS.includes(error)) return 'needs_reconnect';
  if (phase === 'exchange' && REFUSED_CODE_ERRORS.includes(error)) return 'flow_expired';
  if (phase === 'callback' && USER_ERRORS.includes(error)) return 'flow_invalid';
  return 'provider_rejected';
};

const judgeStatus = (status: number | null, phase: Phase): Verdict => {
  const isRefusal = status === 401 || (status === 403 && phase === 'userinfo');
  if (isRefusal) return { code: 'provider_rejected', reason: `http_${status}` };
  const isUnreadable = status === null || (status >= 200 && status < 300);
  return { code: 'provider_unavailable', reason: isUnreadable ? 'not_json' : `http_${status}` };
};

/**
 * Sorts a provider's refusal: by its status where that says "not now", else by its error code and
 * by what was being done (RFC 6749 §4.1.2.1, §5.2).
 */
export const judge = (
  { status, error }: ProviderFault,
  phase: Phase,
  secrets: readonly string[]
): Verdict => {
  if (isBusy(status)) return { code: 'provider_unavailable', reason: `http_${status}` };
  if (error === null) return judgeStatus(status, phase);
  const reason = safeErrorCode(error, secrets);
  if (PASSING_ERRORS.includes(error)) return { code: 'provider_unavailable', reason };
  return { code: verdictByPhase(error, phase), reason };
};
