/**
 * The endpoints of an authorization server that the plugin uses, with their names in the metadata
 * (RFC 8414 §2, OpenID Connect Discovery §3). The form shows them in this order.
 */
export const ENDPOINT_MEMBERS = {
  authorizationEndpoint: 'authorization_endpoint',
  tokenEndpoint: 'token_endpoint',
  revocationEndpoint: 'revocation_endpoint',
  userinfoEndpoint: 'userinfo_endpoint',
  introspectionEndpoint: 'introspection_endpoint',
  jwksUri: 'jwks_uri',
} as const;

export type Endpoint = keyof typeof ENDPOINT_MEMBERS;

export const ENDPOINTS = Object.keys(ENDPOINT_MEMBERS) as Endpoint[];

export const forEachEndpoint = <Value>(
  valueOf: (endpoint: Endpoint) => Value
): Record<Endpoint, Value> =>
  Object.fromEntries(ENDPOINTS.map((endpoint) => [endpoint, valueOf(endpoint)])) as Record<
    Endpoint,
    Value
  >;
