import type { GrantType } from './protocol-settings';

/**
 * The endpoints of an authorization server that the plugin uses, with their names in the metadata
 * (RFC 8414 §2, OpenID Connect Discovery §3, RFC 8628 §4). No metadata names `refreshEndpoint` and
 * `secondTokenEndpoint`: few providers refresh elsewhere than at the token endpoint, or exchange the
 * token that they issue for the code for another one. The form shows the endpoints in this order.
 */
export const ENDPOINT_MEMBERS = {
  authorizationEndpoint: 'authorization_endpoint',
  deviceAuthorizationEndpoint: 'device_authorization_endpoint',
  tokenEndpoint: 'token_endpoint',
  secondTokenEndpoint: null,
  refreshEndpoint: null,
  pushedAuthorizationRequestEndpoint: 'pushed_authorization_request_endpoint',
  revocationEndpoint: 'revocation_endpoint',
  userinfoEndpoint: 'userinfo_endpoint',
  introspectionEndpoint: 'introspection_endpoint',
  jwksUri: 'jwks_uri',
} as const;

export type Endpoint = keyof typeof ENDPOINT_MEMBERS;

export const ENDPOINTS = Object.keys(ENDPOINT_MEMBERS) as Endpoint[];

export type PublishedEndpoint = Exclude<Endpoint, 'refreshEndpoint' | 'secondTokenEndpoint'>;

/** The endpoints that metadata may name. */
export const PUBLISHED_ENDPOINTS = ENDPOINTS.filter(
  (endpoint): endpoint is PublishedEndpoint => ENDPOINT_MEMBERS[endpoint] !== null
);

export const forEachEndpoint = <Value>(
  valueOf: (endpoint: Endpoint) => Value
): Record<Endpoint, Value> =>
  Object.fromEntries(ENDPOINTS.map((endpoint) => [endpoint, valueOf(endpoint)])) as Record<
    Endpoint,
    Value
  >;

/** The endpoints without which nobody can connect, by how tokens are obtained. */
export const NEEDED_ENDPOINTS = {
  authorization_code: ['authorizationEndpoint', 'tokenEndpoint'],
  device_code: ['deviceAuthorizationEndpoint', 'tokenEndpoint'],
  client_credentials: ['tokenEndpoint'],
  jwt_bearer: ['tokenEndpoint'],
} as const satisfies Record<GrantType, readonly Endpoint[]>;

export type NeededEndpoint = (typeof NEEDED_ENDPOINTS)[GrantType][number];

/** The endpoints that only one way to obtain tokens calls, by that way. */
const OWN_ENDPOINTS: Partial<Record<Endpoint, GrantType>> = {
  authorizationEndpoint: 'authorization_code',
  pushedAuthorizationRequestEndpoint: 'authorization_code',
  secondTokenEndpoint: 'authorization_code',
  deviceAuthorizationEndpoint: 'device_code',
};

/** The endpoints that an app may call. */
export const calledEndpoints = (grantType: GrantType): Endpoint[] =>
  ENDPOINTS.filter((endpoint) => (OWN_ENDPOINTS[endpoint] ?? grantType) === grantType);
