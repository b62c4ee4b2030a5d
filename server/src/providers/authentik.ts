import { fixedPart, preset, refreshTokenNeeds } from './preset';

/** Each application has an issuer of its own, which is the default of a provider in authentik. */
export const authentik = preset({
  id: 'authentik',
  name: 'authentik',
  discoveryUrl: 'https://{host}/application/o/{application}/.well-known/openid-configuration',
  issuer: 'https://{host}/application/o/{application}/',
  endpoints: {
    authorizationEndpoint: 'https://{host}/application/o/authorize/',
    tokenEndpoint: 'https://{host}/application/o/token/',
    revocationEndpoint: 'https://{host}/application/o/revoke/',
    userinfoEndpoint: 'https://{host}/application/o/userinfo/',
    introspectionEndpoint: 'https://{host}/application/o/introspect/',
    jwksUri: 'https://{host}/application/o/{application}/jwks/',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  variables: [
    fixedPart('host', 'Host of the server', 'auth.example.com'),
    fixedPart('application', 'Slug of the application', 'strapi'),
  ],
  refreshTokenNeeds: refreshTokenNeeds({
    scopes: ['offline_access'],
    console:
      'Add the scope mapping offline_access to the provider in authentik, under Advanced protocol settings.',
  }),
  usefulScopes: [
    { scope: 'openid', description: 'Identify a user' },
    { scope: 'profile', description: 'Read the name and groups of a user' },
    { scope: 'email', description: 'Read the email address' },
    { scope: 'offline_access', description: 'Get a refresh token' },
    { scope: 'goauthentik.io/api', description: 'Use the API of authentik as the user' },
  ],
  hints: [
    {
      field: 'clientSecret',
      text: 'Create an OAuth2/OpenID provider of the client type Confidential, and an application for it.',
    },
    {
      field: 'issuer',
      text: 'Select a signing key for the provider. Without one, authentik signs with the client secret, and the plugin refuses such ID tokens. If the issuer mode is "Same identifier is used for all providers", enter the address of the server with a slash at its end.',
    },
    {
      field: 'scopes',
      text: 'Keep offline_access. Since version 2024.2, authentik issues no refresh token without it.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the redirect URIs of the provider.',
    },
    {
      field: 'apiOrigins',
      text: 'Add the origins of the APIs that accept the tokens.',
    },
  ],
  documentationUrl: 'https://docs.goauthentik.io/add-secure-apps/providers/oauth2/',
  sources: [
    'https://docs.goauthentik.io/add-secure-apps/providers/oauth2/',
    'https://github.com/goauthentik/authentik/blob/main/authentik/providers/oauth2/urls.py',
    'https://github.com/goauthentik/authentik/blob/main/authentik/providers/oauth2/views/provider.py',
    'https://github.com/goauthentik/authentik/blob/main/authentik/providers/oauth2/views/token_revoke.py',
  ],
  checkedOn: '2026-11-30',
});
