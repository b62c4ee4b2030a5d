import { ConnectedAppsError, isConnectedAppsError } from '../../errors/connected-apps-error';
import { translateError } from './translate-error';
import type { GuardedNetwork } from '../http';
import { singleLine } from './provider-text';
import { retryAfterSeconds } from '../retry-after';
import { urlNotAllowed } from '../url-policy';
import { isWellKnown } from '../well-known';
import { withoutQuery } from '../without-query';

const MAX_TARGET_LENGTH = 300;

export type ContentFault =
  | 'not_found'
  | 'not_json'
  | 'no_endpoints'
  | 'no_issuer'
  | 'issuer_mismatch'
  | 'invalid_endpoint'
  | 'redirect'
  | 'no_client_auth_method'
  | `http_${number}`;

export const rejected = (
  reason: ContentFault,
  message: string,
  suggestedUrl?: string
): ConnectedAppsError =>
  new ConnectedAppsError('provider_rejected', message, { reason, suggestedUrl });

/** The address as a suggestion if requests may go there; otherwise undefined. */
const suggestable = (
  address: string,
  assertUrlAllowed: GuardedNetwork['assertUrlAllowed']
): string | undefined => {
  try {
    return assertUrlAllowed(address).href;
  } catch {
    return undefined;
  }
};

/**
 * For metadata that names an issuer other than its address does (RFC 8414 §3.3). The error suggests
 * that issuer. If the user accepts it, discovery reads and checks that issuer's own metadata.
 */
export const issuerMismatch = (
  issuer: string,
  url: URL,
  assertUrlAllowed: GuardedNetwork['assertUrlAllowed']
): ConnectedAppsError => {
  const isExact = [issuer, `${issuer}/`].includes(new URL(issuer).href);
  const suggestedUrl = isExact ? suggestable(issuer, assertUrlAllowed) : undefined;
  const next = suggestedUrl
    ? 'If that is the provider you mean, enter this issuer as the address.'
    : "Enter the discovery address from the provider's documentation.";
  return rejected(
    'issuer_mismatch',
    `The configuration at ${url.href} belongs to another issuer, ${singleLine(issuer)}, so it is ` +
      `not used. ${next}`,
    suggestedUrl && issuer
  );
};

export const invalidUrl = (): ConnectedAppsError =>
  urlNotAllowed(
    'invalid_url',
    "This is not a complete address. Enter the provider's, such as https://accounts.example.com."
  );

export const notHttps = (): ConnectedAppsError =>
  urlNotAllowed(
    'not_https',
    'The address must begin with https://. Metadata read without encryption could be forged.'
  );

const NETWORK_MESSAGES: Record<string, string> = {
  timeout: 'did not respond in time. Check the address, or try again later.',
  tls: "has a certificate that cannot be verified. Check the address and the server's certificate.",
  network: 'could not be reached. Check the address for typos.',
};

/** Describes a network fault in terms of the address; returns any other fault unchanged. */
export const unreachable = (error: unknown, { host }: URL): unknown => {
  const translated = translateError(error, { phase: 'discovery' });
  if (!isConnectedAppsError(translated) || translated.code !== 'provider_unavailable') {
    return translated;
  }
  const message = NETWORK_MESSAGES[translated.reason ?? ''];
  if (message === undefined) return translated;
  return new ConnectedAppsError('provider_unavailable', `"${host}" ${message}`, {
    reason: 'unreachable',
    cause: translated.cause,
  });
};

/** Suggests the target only if it can be an address of metadata; a sign-in page cannot. */
const redirected = (
  response: Response,
  url: URL,
  assertUrlAllowed: GuardedNetwork['assertUrlAllowed']
): ConnectedAppsError => {
  const target = withoutQuery(response.headers.get('location') ?? '', url.href);
  const hint = target ? ` The redirect leads to ${target.slice(0, MAX_TARGET_LENGTH)}.` : '';
  const isOffered = target !== null && target !== url.href && isWellKnown(new URL(target));
  return rejected(
    'redirect',
    `${url.href} redirects to another address, and redirects are not followed.${hint} Enter the final address.`,
    isOffered ? suggestable(target, assertUrlAllowed) : undefined
  );
};

/** What a status other than 200 means for discovery. */
export const statusFault = (
  response: Response,
  url: URL,
  assertUrlAllowed: GuardedNetwork['assertUrlAllowed']
): ConnectedAppsError => {
  const { status, headers } = response;
  if (status >= 500 || status === 429 || status === 408) {
    return new ConnectedAppsError(
      'provider_unavailable',
      `"${url.host}" currently has a problem (status ${status}). Try again later.`,
      { reason: `http_${status}`, retryAfterSeconds: retryAfterSeconds(headers) }
    );
  }
  if (status >= 300 && status < 400) return redirected(response, url, assertUrlAllowed);
  if (status === 404 || status === 410) {
    return rejected(
      'not_found',
      `There is no OpenID configuration at ${url.href}. Check the address, or enter the endpoints by hand.`
    );
  }
  return rejected(
    `http_${status}`,
    `${url.href} returned status ${status} instead of an OpenID configuration. Check the address.`
  );
};
