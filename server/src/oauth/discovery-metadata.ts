import type { DiscoveredConfiguration, Endpoints } from '../contracts';
import { isPlainText } from '../plain-text';
import { CLIENT_AUTH_METHODS, type ClientAuthMethod } from './client-auth-methods';
import { rejected } from './discovery-errors';
import type { JsonObject } from './provider-fault';
import { isLoopbackHost } from './url-policy';

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

/** https, or http among servers of this machine; never `javascript:`, `file:` or `data:`. */
const isEndpoint = (text: string, source: URL): boolean => {
  if (!isPlainText(text) || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username || url.password || url.hash) return false;
  const isLocal = url.protocol === 'http:' && isLoopbackHost(url) && isLoopbackHost(source);
  return url.protocol === 'https:' || isLocal;
};

const endpoint = (metadata: JsonObject, member: string, source: URL): string | null => {
  const value = metadata[member];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string' && isEndpoint(value, source)) return value;
  throw rejected(
    'invalid_endpoint',
    `The configuration at ${source.host} gives no usable https address as "${member}", so none of ` +
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

const readEndpoints = (metadata: JsonObject, source: URL): Endpoints => {
  const entries = Object.entries(ENDPOINT_MEMBERS).map(([name, member]) => [
    name,
    endpoint(metadata, member, source),
  ]);
  const endpoints: Endpoints = Object.fromEntries(entries);
  if (endpoints.tokenEndpoint !== null) return endpoints;
  throw rejected(
    'no_endpoints',
    `What ${source.href} answers names no token endpoint, so it is no OpenID configuration. Check the address.`
  );
};

const authMethods = (metadata: JsonObject): ClientAuthMethod[] => {
  const offered = strings(metadata, 'token_endpoint_auth_methods_supported', DEFAULT_AUTH_METHODS);
  return CLIENT_AUTH_METHODS.filter((method) => offered.includes(method));
};

/**
 * Metadata of an authorization server in our own shape; the issuer is the caller's to check.
 * @throws {ConnectedAppsError} `provider_rejected` (`no_endpoints`, `invalid_endpoint`)
 */
export const readMetadata = (
  metadata: JsonObject,
  source: URL
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
