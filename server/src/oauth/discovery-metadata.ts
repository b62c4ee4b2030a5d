import type { DiscoveredConfiguration, Endpoints } from '../contracts';
import { isPlainText } from '../plain-text';
import { CLIENT_AUTH_METHODS, type ClientAuthMethod } from './client-auth-methods';
import { rejected } from './discovery-errors';
import type { GuardedNetwork } from './http';
import type { JsonObject } from './provider-fault';
import { isLoopbackHost } from './url-policy';

/** The address that metadata came from, and which addresses it may name. */
export interface MetadataSource {
  url: URL;
  assertUrlAllowed: GuardedNetwork['assertUrlAllowed'];
}

const MAX_LIST_LENGTH = 500;
const MAX_ITEM_LENGTH = 500;

/** Members of RFC 8414 §2 and OpenID Connect Discovery §3 by our names. */
const ENDPOINT_MEMBERS: Record<keyof Endpoints, string> = {
  authorizationEndpoint: 'authorization_endpoint',
  tokenEndpoint: 'token_endpoint',
  revocationEndpoint: 'revocation_endpoint',
  introspectionEndpoint: 'introspection_endpoint',
  userinfoEndpoint: 'userinfo_endpoint',
  jwksUri: 'jwks_uri',
  deviceAuthorizationEndpoint: 'device_authorization_endpoint',
  pushedAuthorizationRequestEndpoint: 'pushed_authorization_request_endpoint',
};

/** RFC 8414 §2: what an absent member stands for. */
const DEFAULT_AUTH_METHODS = ['client_secret_basic'];
const DEFAULT_GRANT_TYPES = ['authorization_code', 'implicit'];

const isAllowed = (text: string, { assertUrlAllowed }: MetadataSource): boolean => {
  try {
    assertUrlAllowed(text);
    return true;
  } catch {
    return false;
  }
};

/** Where requests may go, and http only among servers of this machine. */
const isEndpoint = (text: string, source: MetadataSource): boolean =>
  isPlainText(text) &&
  isAllowed(text, source) &&
  (new URL(text).protocol === 'https:' || isLoopbackHost(source.url));

const endpoint = (metadata: JsonObject, member: string, source: MetadataSource): string | null => {
  const value = metadata[member];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string' && isEndpoint(value, source)) return value;
  throw rejected(
    'invalid_endpoint',
    `The configuration at ${source.url.host} gives no usable https address as "${member}", so none of ` +
      'it is used.'
  );
};

const strings = (metadata: JsonObject, member: string, fallback: string[] = []): string[] => {
  const value = metadata[member];
  if (!Array.isArray(value)) return fallback;
  const isUsable = (item: unknown) =>
    typeof item === 'string' && item.length <= MAX_ITEM_LENGTH && isPlainText(item);
  return value.filter(isUsable).slice(0, MAX_LIST_LENGTH);
};

const readEndpoints = (metadata: JsonObject, source: MetadataSource): Endpoints => {
  const entries = Object.entries(ENDPOINT_MEMBERS).map(([name, member]) => [
    name,
    endpoint(metadata, member, source),
  ]);
  const endpoints: Endpoints = Object.fromEntries(entries);
  if (endpoints.tokenEndpoint !== null) return endpoints;
  throw rejected(
    'no_endpoints',
    `What ${source.url.href} answers names no token endpoint, so it is no OpenID configuration. Check the address.`
  );
};

const authMethods = (metadata: JsonObject): ClientAuthMethod[] => {
  const offered = strings(metadata, 'token_endpoint_auth_methods_supported', DEFAULT_AUTH_METHODS);
  return CLIENT_AUTH_METHODS.filter((method) => offered.includes(method));
};

/** RFC 9126 §5: such a provider takes no authorization request from a browser as it is. */
const assertNoPushDemanded = (metadata: JsonObject, { host }: URL): void => {
  if (metadata.require_pushed_authorization_requests !== true) return;
  throw rejected(
    'par_required',
    `"${host}" takes pushed authorization requests only (RFC 9126), which this plugin does not ` +
      'send. Ask the provider whether it can allow plain ones for this client.'
  );
};

const assertUsableAuthMethod = (metadata: JsonObject, { host }: URL): void => {
  const offered = strings(metadata, 'token_endpoint_auth_methods_supported');
  if (offered.length === 0 || authMethods(metadata).length > 0) return;
  throw rejected(
    'no_client_auth_method',
    `"${host}" offers no client authentication method that this plugin has ` +
      `(${CLIENT_AUTH_METHODS.join(', ')}). Ask the provider whether it can allow one for this client.`
  );
};

const toConfiguration = (
  metadata: JsonObject,
  source: MetadataSource
): Omit<DiscoveredConfiguration, 'issuer'> => ({
  ...readEndpoints(metadata, source),
  scopesSupported: strings(metadata, 'scopes_supported'),
  clientAuthMethodsSupported: authMethods(metadata),
  grantTypesSupported: strings(metadata, 'grant_types_supported', DEFAULT_GRANT_TYPES),
  capabilities: {
    authorizationResponseIssParameterSupported:
      metadata.authorization_response_iss_parameter_supported === true,
    codeChallengeMethodsSupported: strings(metadata, 'code_challenge_methods_supported'),
    idTokenSigningAlgValuesSupported: strings(metadata, 'id_token_signing_alg_values_supported'),
  },
});

/**
 * Metadata of an authorization server in our own shape; the issuer is the caller's to check.
 * @throws {ConnectedAppsError} `provider_rejected` (`no_endpoints`, `invalid_endpoint`; and
 *   `par_required`, `no_client_auth_method` for what the provider demands and we cannot do)
 */
export const readMetadata = (
  metadata: JsonObject,
  source: MetadataSource
): Omit<DiscoveredConfiguration, 'issuer'> => {
  assertNoPushDemanded(metadata, source.url);
  assertUsableAuthMethod(metadata, source.url);
  return toConfiguration(metadata, source);
};
