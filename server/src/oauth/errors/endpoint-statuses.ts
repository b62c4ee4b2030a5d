import type { ProviderFault } from './provider-fault';
import { safeProviderText } from './provider-text';
import type { TokenRequestAttempt } from '../token-request-attempt';
import { withoutQuery } from '../without-query';

const isRedirect = (status: number): boolean => status >= 300 && status < 400;

const MISSING =
  "was not found. Check the token URI: compare it with the provider's documentation, or get " +
  'the OpenID configuration again.';

const missing = () => MISSING;

const otherMethod = ({ requestFormat }: TokenRequestAttempt): string =>
  `accepts no ${requestFormat === 'get' ? 'GET' : 'POST'} requests, so it is not the token endpoint. ` +
  "Check the token URI: compare it with the provider's documentation.";

const otherFormat = ({ requestFormat }: TokenRequestAttempt): string =>
  requestFormat === 'form'
    ? 'does not accept the form that OAuth 2.0 sends (RFC 6749 §4.1.3); most likely it expects JSON. ' +
      "Choose JSON as the format of requests in the app's advanced settings."
    : "does not accept the format of requests in the app's advanced settings. Choose another one.";

/** What each status says about the requested address, whatever the body. */
const MEANINGS: Record<number, (attempt: TokenRequestAttempt) => string> = {
  404: missing,
  410: missing,
  405: otherMethod,
  415: otherFormat,
  422: otherFormat,
};

/** Whether the status says that the token URI is the wrong address for a token request. */
export const isEndpointStatus = (status: number | null): status is number =>
  status !== null && (isRedirect(status) || Object.hasOwn(MEANINGS, status));

const explainRedirect = (
  { location }: ProviderFault,
  { tokenUri }: TokenRequestAttempt,
  secrets: readonly string[]
): string => {
  const target = safeProviderText(location && withoutQuery(location, tokenUri), secrets);
  return target === null
    ? `The token URI ${tokenUri} redirects to another address, and redirects are not followed. Check the token URI.`
    : `The token URI ${tokenUri} has moved to ${target}, and redirects are not followed. If that ` +
        "address is the provider's, enter it as the token URI.";
};

/**
 * What to do if the status says that the token URI is the wrong address; null for any other status.
 * Names only origin and path of a redirect's target.
 */
export const explainEndpointStatus = (
  fault: ProviderFault,
  attempt: TokenRequestAttempt,
  secrets: readonly string[]
): string | null => {
  if (!isEndpointStatus(fault.status)) return null;
  if (isRedirect(fault.status)) return explainRedirect(fault, attempt, secrets);
  return `The token URI ${attempt.tokenUri} ${MEANINGS[fault.status]?.(attempt)}`;
};
