import type { DiscoveredConfiguration, Endpoints, LeftOutEndpoint } from '../contracts';
import { isConnectedAppsError, type ConnectedAppsError } from '../errors/connected-apps-error';
import { isPlainText } from '../plain-text';
import { CLIENT_AUTH_METHODS, type ClientAuthMethod } from './client-auth-methods';
import {
  ENDPOINT_MEMBERS,
  forEachEndpoint,
  PUBLISHED_ENDPOINTS,
  type Endpoint,
  type PublishedEndpoint,
} from '../endpoints';
import { rejected } from './errors/discovery-errors';
import type { GuardedNetwork } from './http';
import type { JsonObject } from './errors/provider-fault';
import { singleLine } from './errors/provider-text';
import { CLIENT_KEY_ALGORITHMS, type ClientKeyAlgorithm } from '../protocol-settings';
import { isLoopbackHost } from './url-policy';
import { withoutQuery } from './without-query';

/** The address of the metadata, and the check for addresses that the metadata names. */
export interface MetadataSource {
  url: URL;
  assertUrlAllowed: GuardedNetwork['assertUrlAllowed'];
}

const MAX_LIST_LENGTH = 500;
const MAX_ITEM_LENGTH = 500;

/** The defaults for absent members (RFC 8414 §2). */
const DEFAULT_AUTH_METHODS = ['client_secret_basic'];
const DEFAULT_GRANT_TYPES = ['authorization_code', 'implicit'];

/** Nobody can connect without these, so discovery refuses metadata in which one is unusable. */
const NEEDED: readonly Endpoint[] = ['authorizationEndpoint', 'tokenEndpoint'];

const NO_ADDRESS = 'It is not a web address.';

/**
 * Why requests must not go to an address; null if they may. Plain http is allowed only for servers
 * on this machine.
 */
const refusalOf = (value: unknown, { url, assertUrlAllowed }: MetadataSource): string | null => {
  if (typeof value !== 'string' || !isPlainText(value)) return NO_ADDRESS;
  try {
    const { protocol } = assertUrlAllowed(value);
    return protocol === 'https:' || isLoopbackHost(url) ? null : 'It does not start with https://.';
  } catch (error) {
    return isConnectedAppsError(error) ? error.message : NO_ADDRESS;
  }
};

const invalidEndpoint = (member: string, { url: { host } }: MetadataSource): ConnectedAppsError =>
  rejected(
    'invalid_endpoint',
    `The configuration at ${host} contains no usable https address as "${member}", so none of it is ` +
      'used. Check the address, or enter the endpoints by hand.'
  );

const CONSEQUENCES: Partial<Record<Endpoint, string>> = {
  jwksUri: ' Without it, id_tokens cannot be verified, so they are not used.',
  pushedAuthorizationRequestEndpoint: ' Without it, authorization requests go through the browser.',
  revocationEndpoint: ' Without it, disconnecting cannot revoke the access at the provider.',
};

const leftOut = (endpoint: PublishedEndpoint, value: unknown, refusal: string): LeftOutEndpoint => {
  const address = typeof value === 'string' ? singleLine(withoutQuery(value)) : null;
  const named = `"${ENDPOINT_MEMBERS[endpoint]}"${address ? ` (${address})` : ''}`;
  return {
    endpoint,
    message:
      `${named} is left out. ${refusal}${CONSEQUENCES[endpoint] ?? ''} If the provider has a ` +
      'public https address for it, enter that address by hand.',
  };
};

type ReadEndpoints = Endpoints & Pick<DiscoveredConfiguration, 'leftOut'>;

const strings = (metadata: JsonObject, member: string, fallback: string[] = []): string[] => {
  const value = metadata[member];
  if (!Array.isArray(value)) return fallback;
  const isUsable = (item: unknown) =>
    typeof item === 'string' && item.length <= MAX_ITEM_LENGTH && isPlainText(item);
  return value.filter(isUsable).slice(0, MAX_LIST_LENGTH);
};

/** RFC 9126 §5: such a provider refuses every authorization request that was not pushed. */
const isPushDemanded = (metadata: JsonObject): boolean =>
  metadata.require_pushed_authorization_requests === true;

const readEndpoints = (metadata: JsonObject, source: MetadataSource): ReadEndpoints => {
  const read: ReadEndpoints = { ...forEachEndpoint(() => null), leftOut: [] };
  for (const name of PUBLISHED_ENDPOINTS) {
    const value = metadata[ENDPOINT_MEMBERS[name]];
    if (value === undefined || value === null || value === '') continue;
    const refusal = refusalOf(value, source);
    if (refusal === null) read[name] = String(value);
    else if (NEEDED.includes(name)) throw invalidEndpoint(ENDPOINT_MEMBERS[name], source);
    else read.leftOut.push(leftOut(name, value, refusal));
  }
  if (isPushDemanded(metadata) && read.pushedAuthorizationRequestEndpoint === null) {
    throw invalidEndpoint(ENDPOINT_MEMBERS.pushedAuthorizationRequestEndpoint, source);
  }
  if (read.tokenEndpoint !== null) return read;
  throw rejected(
    'no_endpoints',
    `The response from ${source.url.href} names no token endpoint, so it is not an OpenID configuration. Check the address.`
  );
};

/** RFC 8414 §2. Empty if the metadata names none of the plugin's. */
const keyAlgorithms = (metadata: JsonObject): ClientKeyAlgorithm[] => {
  const offered = strings(metadata, 'token_endpoint_auth_signing_alg_values_supported');
  return CLIENT_KEY_ALGORITHMS.filter((algorithm) => offered.includes(algorithm));
};

const authMethods = (metadata: JsonObject): ClientAuthMethod[] => {
  const offered = strings(metadata, 'token_endpoint_auth_methods_supported', DEFAULT_AUTH_METHODS);
  return CLIENT_AUTH_METHODS.filter((method) => offered.includes(method));
};

const assertUsableAuthMethod = (metadata: JsonObject, { host }: URL): void => {
  const offered = strings(metadata, 'token_endpoint_auth_methods_supported');
  if (offered.length === 0 || authMethods(metadata).length > 0) return;
  throw rejected(
    'no_client_auth_method',
    `"${host}" offers no client authentication method that this plugin supports ` +
      `(${CLIENT_AUTH_METHODS.join(', ')}). Ask the provider to allow one of these for this client.`
  );
};

const toConfiguration = (
  metadata: JsonObject,
  source: MetadataSource
): Omit<DiscoveredConfiguration, 'issuer'> => ({
  ...readEndpoints(metadata, source),
  scopesSupported: strings(metadata, 'scopes_supported'),
  clientAuthMethodsSupported: authMethods(metadata),
  clientKeyAlgorithmsSupported: keyAlgorithms(metadata),
  grantTypesSupported: strings(metadata, 'grant_types_supported', DEFAULT_GRANT_TYPES),
  capabilities: {
    authorizationResponseIssParameterSupported:
      metadata.authorization_response_iss_parameter_supported === true,
    codeChallengeMethodsSupported: strings(metadata, 'code_challenge_methods_supported'),
    idTokenSigningAlgValuesSupported: strings(metadata, 'id_token_signing_alg_values_supported'),
    offlineAccessSupported: strings(metadata, 'scopes_supported').includes('offline_access'),
  },
});

/**
 * Metadata of an authorization server in the plugin's own shape. The caller checks the issuer. An
 * endpoint that requests must not go to is left out, unless nobody can connect without it.
 * @throws {ConnectedAppsError} `provider_rejected` (`no_endpoints`, `invalid_endpoint`; and
 *   `no_client_auth_method` if the provider requires what the plugin cannot do)
 */
export const readMetadata = (
  metadata: JsonObject,
  source: MetadataSource
): Omit<DiscoveredConfiguration, 'issuer'> => {
  assertUsableAuthMethod(metadata, source.url);
  return toConfiguration(metadata, source);
};
