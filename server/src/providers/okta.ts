import { fixedPart, preset, refreshTokenNeeds } from './preset';

/** The custom authorization server `default`. */
export const okta = preset({
  id: 'okta',
  name: 'Okta',
  discoveryUrl: 'https://{domain}/oauth2/default/.well-known/openid-configuration',
  issuer: 'https://{domain}/oauth2/default',
  endpoints: {
    authorizationEndpoint: 'https://{domain}/oauth2/default/v1/authorize',
    tokenEndpoint: 'https://{domain}/oauth2/default/v1/token',
    revocationEndpoint: 'https://{domain}/oauth2/default/v1/revoke',
    userinfoEndpoint: 'https://{domain}/oauth2/default/v1/userinfo',
    introspectionEndpoint: 'https://{domain}/oauth2/default/v1/introspect',
    jwksUri: 'https://{domain}/oauth2/default/v1/keys',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  variables: [fixedPart('domain', 'Domain of the organization', 'example.okta.com')],
  refreshTokenNeeds: refreshTokenNeeds({
    scopes: ['offline_access'],
    console:
      'Select the grant type Refresh Token in the general settings of the app integration in Okta.',
  }),
  usefulScopes: [
    { scope: 'openid', description: 'Identify a user' },
    { scope: 'profile', description: 'Read the name and profile of a user' },
    { scope: 'email', description: 'Read the email address' },
    { scope: 'groups', description: 'Read the groups of a user' },
    { scope: 'offline_access', description: 'Get a refresh token' },
    { scope: 'okta.users.read', description: 'Read the users of the organization' },
  ],
  hints: [
    {
      field: 'issuer',
      text: 'For tokens of the Okta API, use the organization itself as the issuer, without /oauth2/default.',
    },
    {
      field: 'scopes',
      text: 'Scopes that begin with okta. work only with the authorization server of the organization, and after an admin has granted them to the app.',
    },
    {
      field: 'apiOrigins',
      text: 'Add the origins of the APIs that accept the tokens.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the sign-in redirect URIs of a web application.',
    },
    {
      field: 'backgroundRefresh',
      text: 'By default, a refresh token of this authorization server ends after seven days without use. Refresh idle connections more often than that.',
    },
  ],
  documentationUrl: 'https://developer.okta.com/docs/guides/implement-grant-type/authcode/main/',
  sources: [
    'https://developer.okta.com/docs/guides/implement-grant-type/authcode/main/',
    'https://developer.okta.com/docs/guides/refresh-tokens/main/',
    'https://developer.okta.com/docs/concepts/auth-servers/',
  ],
  checkedOn: '2026-11-29',
});
