import { ConnectedAppsError, isConnectedAppsError } from '../errors';
import { translateError } from './errors';
import { retryAfterSeconds } from './retry-after';
import { urlNotAllowed } from './url-policy';

export type ContentFault =
  | 'not_found'
  | 'not_json'
  | 'no_endpoints'
  | 'no_issuer'
  | 'issuer_mismatch'
  | 'invalid_endpoint'
  | 'redirect'
  | 'par_required'
  | 'no_client_auth_method'
  | `http_${number}`;

export const rejected = (reason: ContentFault, message: string): ConnectedAppsError =>
  new ConnectedAppsError('provider_rejected', message, { reason });

export const invalidUrl = (): ConnectedAppsError =>
  urlNotAllowed(
    'invalid_url',
    'This is not a complete address. Enter the one of the provider, such as https://accounts.example.com.'
  );

export const notHttps = (): ConnectedAppsError =>
  urlNotAllowed(
    'not_https',
    'The address must begin with https://. Metadata read without encryption could be forged.'
  );

const NETWORK_MESSAGES: Record<string, string> = {
  timeout: 'did not answer in time. Check the address, or try again later.',
  tls: "has a certificate that was not accepted. Check the address and the server's certificate.",
  network: 'could not be reached. Check the address for typing errors.',
};

/** A fault of the network, in words about the address; refusals and other faults stay as they are. */
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

const redirected = (response: Response, url: URL): ConnectedAppsError => {
  const location = response.headers.get('location') ?? '';
  const target = URL.canParse(location, url.href) ? new URL(location, url) : null;
  const hint = target ? ` It leads to ${target.origin}${target.pathname.slice(0, 200)}.` : '';
  return rejected(
    'redirect',
    `This address redirects elsewhere, which is not followed.${hint} Enter the final address.`
  );
};

/** What a status other than 200 says to somebody who looks for metadata. */
export const statusFault = (response: Response, url: URL): ConnectedAppsError => {
  const { status, headers } = response;
  if (status >= 500 || status === 429 || status === 408) {
    return new ConnectedAppsError(
      'provider_unavailable',
      `"${url.host}" has a problem at present (status ${status}). Try again later.`,
      { reason: `http_${status}`, retryAfterSeconds: retryAfterSeconds(headers) }
    );
  }
  if (status >= 300 && status < 400) return redirected(response, url);
  if (status === 404 || status === 410) {
    return rejected(
      'not_found',
      `There is no OpenID configuration at ${url.href}. Check the address, or enter the endpoints by hand.`
    );
  }
  return rejected(
    `http_${status}`,
    `${url.href} answered with status ${status} instead of an OpenID configuration. Check the address.`
  );
};
