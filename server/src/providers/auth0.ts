import { fixedPart, preset, refreshTokenNeeds } from './preset';

export const auth0 = preset({
  id: 'auth0',
  name: 'Auth0',
  discoveryUrl: 'https://{domain}/.well-known/openid-configuration',
  issuer: 'https://{domain}/',
  endpoints: {
    authorizationEndpoint: 'https://{domain}/authorize',
    tokenEndpoint: 'https://{domain}/oauth/token',
    revocationEndpoint: 'https://{domain}/oauth/revoke',
    userinfoEndpoint: 'https://{domain}/userinfo',
    jwksUri: 'https://{domain}/.well-known/jwks.json',
  },
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  variables: [
    fixedPart('domain', 'Domain of the tenant, or your custom domain', 'example.eu.auth0.com'),
  ],
  refreshTokenNeeds: refreshTokenNeeds({
    scopes: ['offline_access'],
    console:
      'Allow the grant type Refresh Token in the advanced settings of the application. If you request an audience, also turn on Allow Offline Access in the settings of that API.',
  }),
  usefulScopes: [
    { scope: 'openid', description: 'Identify a user' },
    { scope: 'profile', description: 'Read the name and picture of a user' },
    { scope: 'email', description: 'Read the email address' },
    { scope: 'offline_access', description: 'Get a refresh token' },
  ],
  hints: [
    {
      field: 'authorizationParams',
      text: 'To call your own API, add the parameter audience with the identifier of the API. Without it, the token works only at the userinfo endpoint.',
    },
    {
      field: 'apiOrigins',
      text: 'Add the origins of the APIs that accept the tokens.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to Allowed Callback URLs of a regular web application.',
    },
  ],
  consoleUrl: 'https://manage.auth0.com/',
  documentationUrl: 'https://auth0.com/docs/get-started/authentication-and-authorization-flow',
  sources: [
    'https://auth0.com/docs/get-started/authentication-and-authorization-flow',
    'https://auth0.com/docs/secure/tokens/refresh-tokens',
    'https://github.com/auth0/docs/blob/master/articles/tokens/concepts/refresh-tokens.md',
  ],
  checkedOn: '2026-11-29',
});
