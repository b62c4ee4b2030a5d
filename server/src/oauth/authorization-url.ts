import { calculatePKCECodeChallenge } from 'openid-client';

import { ConnectedAppsError } from '../errors/connected-apps-error';
import { pushAuthorizationRequest } from './pushed-request';
import { RESERVED_AUTHORIZATION_PARAMS } from './reserved-params';
import { isRouteFragment } from './route-fragment';
import { assertReadableResponse } from './response-mode';
import type { Session } from './session';
import type { AuthorizationUrlInput, ClientSettings } from './types';
import { isLoopbackHost } from './url-policy';
import { withProviderNames } from './wire/parameter-names';
import { parseUrl } from '../parse-url';

const rejected = (reason: string, message: string): ConnectedAppsError =>
  new ConnectedAppsError('provider_rejected', message, { reason });

const endpointOf = ({ endpoints: { authorizationEndpoint } }: ClientSettings): URL => {
  const url = parseUrl(authorizationEndpoint ?? '');
  if (url === null) {
    throw rejected('incomplete', 'The app has no authorization URI. Enter it in its settings.');
  }
  const isSecure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url));
  if (isSecure) return url;
  throw rejected(
    'not_https',
    'The authorization URI must begin with https://. Correct it in the settings.'
  );
};

const addExtraParams = (params: URLSearchParams, { authorizationParams }: ClientSettings): void => {
  for (const { key, value } of authorizationParams) {
    if (RESERVED_AUTHORIZATION_PARAMS.includes(key.toLowerCase())) continue;
    params.append(key, value);
  }
};

const routeOf = ({ hash }: URL): string => hash.replace(/\?.*$/, '');

/** The parameters that the consent page already has, where it reads its parameters. */
const ownParams = (url: URL): URLSearchParams =>
  isRouteFragment(url.hash)
    ? new URLSearchParams(url.hash.slice(routeOf(url).length))
    : url.searchParams;

const withoutReserved = (params: URLSearchParams): [string, string][] =>
  [...params].filter(([name]) => !RESERVED_AUTHORIZATION_PARAMS.includes(name.toLowerCase()));

const challengeParams = async (codeVerifier: string): Promise<Record<string, string>> => ({
  code_challenge: await calculatePKCECodeChallenge(codeVerifier),
  code_challenge_method: 'S256',
});

const protocolParams = async (
  { clientId, protocol: { pkce, responseType, scopeSeparator } }: ClientSettings,
  { redirectUri, scopes, state, codeVerifier, nonce }: AuthorizationUrlInput
): Promise<Record<string, string>> => ({
  ...(responseType !== '' && { response_type: responseType }),
  client_id: clientId,
  redirect_uri: redirectUri,
  ...(scopes.length > 0 && { scope: scopes.join(scopeSeparator) }),
  state,
  ...(pkce === 'S256' && (await challengeParams(codeVerifier))),
  ...(nonce && { nonce }),
});

/** Every decoder reads %20 as a space; not every decoder reads + as one. */
const encoded = (params: URLSearchParams): string => params.toString().replaceAll('+', '%20');

const withParams = (url: URL, params: URLSearchParams): URL => {
  const complete = new URL(url);
  if (isRouteFragment(url.hash)) {
    complete.hash = `${routeOf(url)}?${encoded(params)}`;
  } else {
    complete.hash = '';
    complete.search = encoded(params);
  }
  return complete;
};

/** What a request sends, whether in the address or pushed. `own` are those of the endpoint. */
const requestParams = async (
  settings: ClientSettings,
  input: AuthorizationUrlInput,
  own: readonly [string, string][]
): Promise<URLSearchParams> => {
  const protocol = Object.entries(await protocolParams(settings, input));
  const params = new URLSearchParams([...own]);
  addExtraParams(params, settings);
  const { authorizationParamNames } = settings.protocol;
  for (const [name, value] of withProviderNames(protocol, authorizationParamNames)) {
    params.set(name, value);
  }
  return params;
};

/**
 * The URL of an authorization request (RFC 6749 §4.1.1). The challenge method is S256 unless PKCE
 * is off: `plain` would be a downgrade (RFC 7636 §7.2). Extra parameters never replace protocol
 * parameters.
 *
 * If the app has an endpoint for pushed requests, the parameters go there, and the URL refers to
 * them (RFC 9126 §4). If the endpoint fails, so does the request. Without the endpoint, the
 * parameters would go through the browser, where whoever makes the endpoint fail could read and
 * change them.
 * @throws {ConnectedAppsError} `provider_rejected` (`incomplete`, `not_https`,
 *   `unsupported_response_mode`, `invalid_response`)
 * @throws {ProviderFault} for a refusal of the pushed request
 */
export const buildAuthorizationUrl = async (
  session: Session,
  input: AuthorizationUrlInput
): Promise<URL> => {
  const { settings } = session;
  const url = endpointOf(settings);
  assertReadableResponse(settings);
  const own = withoutReserved(ownParams(url));
  const params = await requestParams(settings, input, own);
  if (settings.endpoints.pushedAuthorizationRequestEndpoint === null) {
    return withParams(url, params);
  }
  const reference: [string, string][] = [
    ['client_id', settings.clientId],
    ['request_uri', await pushAuthorizationRequest(session, params)],
  ];
  const named = withProviderNames(reference, settings.protocol.authorizationParamNames);
  return withParams(url, new URLSearchParams([...own, ...named]));
};
