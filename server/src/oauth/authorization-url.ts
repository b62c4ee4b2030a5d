import { calculatePKCECodeChallenge } from 'openid-client';

import { ConnectedAppsError } from '../errors/connected-apps-error';
import { RESERVED_AUTHORIZATION_PARAMS } from './reserved-params';
import type { AuthorizationUrlInput, ClientSettings } from './types';
import { isLoopbackHost } from './url-policy';

const RESPONSE_MODES = ['query', 'form_post'];

const rejected = (reason: string, message: string): ConnectedAppsError =>
  new ConnectedAppsError('provider_rejected', message, { reason });

const endpointOf = ({ endpoints: { authorizationEndpoint } }: ClientSettings): URL => {
  if (authorizationEndpoint === null || !URL.canParse(authorizationEndpoint)) {
    throw rejected('incomplete', 'The app has no authorization URI. Enter it in its settings.');
  }
  const url = new URL(authorizationEndpoint);
  const isSecure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url));
  if (isSecure) return url;
  throw rejected(
    'not_https',
    'The authorization URI must begin with https://. Correct it in the settings.'
  );
};

const assertResponseMode = (mode: string): void => {
  if (RESPONSE_MODES.includes(mode)) return;
  throw rejected(
    'unsupported_response_mode',
    'The extra parameter response_mode must be "query" or "form_post". Change it or remove it.'
  );
};

const addExtraParams = (url: URL, { authorizationParams }: ClientSettings): void => {
  for (const { key, value } of authorizationParams) {
    const name = key.toLowerCase();
    if (RESERVED_AUTHORIZATION_PARAMS.includes(name)) continue;
    if (name === 'response_mode') assertResponseMode(value);
    url.searchParams.append(key, value);
  }
};

const removeReserved = (url: URL): void => {
  for (const name of [...url.searchParams.keys()]) {
    if (RESERVED_AUTHORIZATION_PARAMS.includes(name.toLowerCase())) url.searchParams.delete(name);
  }
};

const protocolParams = async (
  { clientId }: ClientSettings,
  { redirectUri, scopes, state, codeVerifier, nonce }: AuthorizationUrlInput
): Promise<Record<string, string>> => ({
  response_type: 'code',
  client_id: clientId,
  redirect_uri: redirectUri,
  ...(scopes.length > 0 && { scope: scopes.join(' ') }),
  state,
  code_challenge: await calculatePKCECodeChallenge(codeVerifier),
  code_challenge_method: 'S256',
  ...(nonce && { nonce }),
});

/**
 * The URL of an authorization request (RFC 6749 §4.1.1). The challenge method is always S256:
 * `plain` would be a downgrade (RFC 7636 §7.2). Extra parameters never replace protocol parameters.
 * @throws {ConnectedAppsError} `provider_rejected` (`incomplete`, `not_https`,
 *   `unsupported_response_mode`)
 */
export const buildAuthorizationUrl = async (
  settings: ClientSettings,
  input: AuthorizationUrlInput
): Promise<URL> => {
  const url = endpointOf(settings);
  url.hash = '';
  removeReserved(url);
  addExtraParams(url, settings);
  for (const [name, value] of Object.entries(await protocolParams(settings, input))) {
    url.searchParams.set(name, value);
  }
  // Every decoder reads %20 as a space; not every decoder reads + as one.
  url.search = url.searchParams.toString().replaceAll('+', '%20');
  return url;
};
