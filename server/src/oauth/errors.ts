import { ConnectedAppsError, isConnectedAppsError, type ConnectedAppsErrorCode } from '../errors';
import { causesOf, codesOf, messagesOf, namesOf, withoutSecrets } from './causes';
import { explain, type Phase } from './explanations';
import { ProviderFault } from './provider-fault';
import { safeErrorCode, safeProviderText } from './provider-text';

export type { Phase } from './explanations';

export interface TranslationContext {
  phase: Phase;
  /** Key of the app, for the error. */
  app?: string;
  /** Values that must not appear in a message, should the provider repeat them. */
  secrets?: readonly string[];
  /** The caller's signal: its reason is passed on when it was aborted. */
  signal?: AbortSignal;
}

interface Verdict {
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

const TIMEOUT_NAMES = [
  'TimeoutError',
  'ConnectTimeoutError',
  'HeadersTimeoutError',
  'BodyTimeoutError',
];

const TLS_CODE = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL|^EPROTO$/;

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

const judge = (
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

const fromFault = (fault: ProviderFault, { phase, app, secrets = [] }: TranslationContext) => {
  const { code, reason } = judge(fault, phase, secrets);
  const said = safeProviderText(fault.description, secrets);
  const message = explain(code, reason, phase) + (said ? ` The provider says: "${said}"` : '');
  return new ConnectedAppsError(code, message, {
    app,
    reason,
    retryAfterSeconds: fault.retryAfterSeconds,
    cause: withoutSecrets(fault),
  });
};

const networkReason = (error: unknown): string | null => {
  const codes = codesOf(error);
  const isTimeout =
    namesOf(error).some((name) => TIMEOUT_NAMES.includes(name)) || codes.includes('ETIMEDOUT');
  if (isTimeout) return 'timeout';
  if (codes.some((code) => TLS_CODE.test(code))) return 'tls';
  const isNetwork =
    codes.some(
      (code) => /^(?:E[A-Z_]+|UND_ERR_.+|HPE_.+|Z_.+)$/.test(code) && !/^ERR_/.test(code)
    ) ||
    messagesOf(error).some((message) => message === 'fetch failed' || message === 'terminated');
  return isNetwork ? 'network' : null;
};

const fromNetwork = (error: unknown, reason: string, { phase, app }: TranslationContext) =>
  new ConnectedAppsError('provider_unavailable', explain('provider_unavailable', reason, phase), {
    app,
    reason,
    cause: withoutSecrets(error),
  });

const isAboutIdToken = (error: unknown): boolean =>
  codesOf(error).some((code) => /^OAUTH_(?:JWT|KEY_SELECTION|DECRYPTION)/.test(code)) ||
  messagesOf(error).some((message) => /JWT|JWS|JWE|ID Token|"id_token"/.test(message));

/** openid-client found the answer wrong. */
const fromValidation = (error: unknown, { phase, app }: TranslationContext) => {
  const reason = isAboutIdToken(error) ? 'id_token_invalid' : 'invalid_response';
  const message = explain('provider_rejected', reason, phase);
  return new ConnectedAppsError('provider_rejected', message, {
    app,
    reason,
    cause: withoutSecrets(error),
  });
};

const withApp = (error: ConnectedAppsError, app: string | undefined): ConnectedAppsError => {
  if (error.app !== undefined || app === undefined) return error;
  const { code, message, owner, reason, retryAfterSeconds: seconds, cause } = error;
  return new ConnectedAppsError(code, message, {
    app,
    owner,
    reason,
    retryAfterSeconds: seconds,
    cause,
  });
};

/**
 * Every failure of the protocol in the plugin's own words: the one place where errors of
 * openid-client, undici and the network become `ConnectedAppsError`. No response, body or token
 * stays attached. What is not a failure of the protocol, such as a programming error or the
 * caller's own abort, is given back as it is.
 */
export const translateError = (error: unknown, context: TranslationContext): unknown => {
  const chain = causesOf(error);
  const own = chain.find(isConnectedAppsError);
  if (own) return withApp(own, context.app);
  const fault = chain.find((cause) => cause instanceof ProviderFault);
  if (fault) return fromFault(fault, context);
  if (context.signal?.aborted) return context.signal.reason;
  const reason = networkReason(error);
  if (reason !== null) return fromNetwork(error, reason, context);
  const isValidation = codesOf(error).some((code) => code.startsWith('OAUTH_'));
  const isWrapped = namesOf(error).includes('ClientError');
  return isValidation || isWrapped ? fromValidation(error, context) : error;
};

/** Whether the same request may succeed later, without anybody changing anything. */
export const isTransient = (error: unknown): error is ConnectedAppsError =>
  isConnectedAppsError(error) && error.code === 'provider_unavailable';
