import { ConnectedAppsError, isConnectedAppsError } from '../errors';
import { causesOf, codesOf, messagesOf, namesOf, withoutSecrets } from './causes';
import { explain, type Phase } from './explanations';
import { ProviderFault } from './provider-fault';
import { safeProviderText } from './provider-text';
import { judge } from './verdicts';

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

const TIMEOUT_NAMES = [
  'TimeoutError',
  'ConnectTimeoutError',
  'HeadersTimeoutError',
  'BodyTimeoutError',
];

/** Names of errors that stand for an answer that was not accepted. */
const WRAPPERS = ['ClientError', 'UnacceptableAnswer'];

const TLS_CODE = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL|^EPROTO$/;

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

/** The answer of a token endpoint is put right before openid-client reads it, but for its id_token. */
const isOfTokenEndpoint = (error: unknown): boolean => namesOf(error).includes('FailedAfterAnswer');

/** openid-client found the answer wrong. */
const fromValidation = (error: unknown, { phase, app }: TranslationContext) => {
  const isIdToken = isOfTokenEndpoint(error) || isAboutIdToken(error);
  const reason = isIdToken ? 'id_token_invalid' : 'invalid_response';
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
  const isWrapped = namesOf(error).some((name) => WRAPPERS.includes(name));
  return isValidation || isWrapped ? fromValidation(error, context) : error;
};

/** Whether the same request may succeed later, without anybody changing anything. */
export const isTransient = (error: unknown): error is ConnectedAppsError =>
  isConnectedAppsError(error) && error.code === 'provider_unavailable';
