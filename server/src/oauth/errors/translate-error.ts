import { ConnectedAppsError, isConnectedAppsError } from '../../errors/connected-apps-error';
import { causesOf, codesOf, messagesOf, namesOf, withoutSecrets } from './causes';
import { explainClientRefusal } from './client-refusals';
import { explainEndpointStatus } from './endpoint-statuses';
import { explain, type Phase } from './explanations';
import { FailedAfterResponse } from './failed-after-response';
import { explainIdTokenFault } from './id-token-faults';
import { ProviderFault } from './provider-fault';
import { safeProviderText } from './provider-text';
import { repeatsSecret } from './redaction';
import type { TokenRequestAttempt } from '../token-request-attempt';
import { judge } from './verdicts';

export type { Phase } from './explanations';

export interface TranslationContext {
  phase: Phase;
  /** Key of the app, for the error. */
  app?: string;
  /** Values that must not appear in a message, even if the provider repeats them. */
  secrets?: readonly string[];
  /** The caller's signal. If it was aborted, its reason is passed on. */
  signal?: AbortSignal;
  /** The request to the token endpoint, if there was one. */
  attempt?: TokenRequestAttempt | null;
}

const TIMEOUT_NAMES = [
  'TimeoutError',
  'ConnectTimeoutError',
  'HeadersTimeoutError',
  'BodyTimeoutError',
];

/** Names of errors for a response that was not accepted. */
const WRAPPERS = ['ClientError', 'UnacceptableResponse'];

const TLS_CODE = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL|^EPROTO$/;

/** Explains the fault by the request, if that says more than the phase does. */
const explainByAttempt = (
  fault: ProviderFault,
  reason: string,
  { attempt, secrets = [] }: TranslationContext
): string | null => {
  if (!attempt) return null;
  const found = reason.startsWith('http_') ? explainEndpointStatus(fault, attempt, secrets) : null;
  const text = found ?? explainClientRefusal(reason, attempt);
  return text && `${text} (${reason})`;
};

const fromFault = (fault: ProviderFault, context: TranslationContext) => {
  const { phase, app, secrets = [] } = context;
  const { code, reason } = judge(fault, phase, secrets);
  const said = safeProviderText(fault.description, secrets);
  const explained = explainByAttempt(fault, reason, context) ?? explain(code, reason, phase);
  const message = explained + (said ? ` The provider says: "${said}"` : '');
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

const validationMessage = (reason: string, phase: Phase, found: string | null): string =>
  found === null ? explain('provider_rejected', reason, phase) : `${found} (${reason})`;

/**
 * For a response that openid-client rejected. `token-response.ts` has already corrected a token
 * endpoint's response, except its id_token.
 */
const fromValidation = (error: unknown, { phase, app, secrets = [] }: TranslationContext) => {
  const failed = causesOf(error).find((cause) => cause instanceof FailedAfterResponse);
  const isIdToken = failed !== undefined || isAboutIdToken(error);
  const reason = isIdToken ? 'id_token_invalid' : 'invalid_response';
  const found = isIdToken ? explainIdTokenFault(error, failed?.response.id_token) : null;
  // The provider also chooses the name of the algorithm, so that name could repeat a secret.
  const isFit = found !== null && !repeatsSecret(found, secrets);
  const message = validationMessage(reason, phase, isFit ? found : null);
  return new ConnectedAppsError('provider_rejected', message, {
    app,
    reason,
    cause: withoutSecrets(error),
  });
};

const withApp = (error: ConnectedAppsError, app: string | undefined): ConnectedAppsError => {
  if (error.app !== undefined || app === undefined) return error;
  const { code, message, owner, reason, retryAfterSeconds, suggestedUrl, cause } = error;
  return new ConnectedAppsError(code, message, {
    app,
    owner,
    reason,
    retryAfterSeconds,
    suggestedUrl,
    cause,
  });
};

/**
 * Translates every failure of the protocol into the plugin's own words. This is the one place where
 * errors of openid-client, undici and the network become `ConnectedAppsError`. No response, body or
 * token stays attached. An error that is not a failure of the protocol, such as a programming error
 * or the caller's own abort, is returned unchanged.
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
  const isWrapped = namesOf(error).some((name) => WRAPPERS.includes(name));
  return isValidation || isWrapped ? fromValidation(error, context) : error;
};

/** Whether the same request may succeed later although nobody changes anything. */
export const isTransient = (error: unknown): error is ConnectedAppsError =>
  isConnectedAppsError(error) && error.code === 'provider_unavailable';
