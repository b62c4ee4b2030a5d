import { preset } from './preset';

export const yahoo = preset({
  id: 'yahoo',
  name: 'Yahoo',
  discoveryUrl: 'https://api.login.yahoo.com/.well-known/openid-configuration',
  issuer: 'https://api.login.yahoo.com',
  endpoints: {
    authorizationEndpoint: 'https://api.login.yahoo.com/oauth2/request_auth',
    tokenEndpoint: 'https://api.login.yahoo.com/oauth2/get_token',
    userinfoEndpoint: 'https://api.login.yahoo.com/openid/v1/userinfo',
    jwksUri: 'https://api.login.yahoo.com/openid/v1/certs',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['openid', 'email', 'profile'],
  apiOrigins: ['https://fantasysports.yahooapis.com'],
  // Clients with a secret get "invalid client id" for a code challenge, as another client found out.
  protocol: { pkce: 'none' },
  usefulScopes: [
    { scope: 'openid', description: 'Identify a user' },
    { scope: 'email', description: 'Read the email address' },
    { scope: 'profile', description: 'Read the name and picture of a user' },
    { scope: 'fspt-r', description: 'Read the teams and leagues of Fantasy Sports' },
    { scope: 'fspt-w', description: 'Read and change the teams of Fantasy Sports' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create an app with the OAuth client type Confidential Client, and select OpenID Connect Permissions with Email and Profile.',
    },
    {
      field: 'scopes',
      text: 'Select the permissions of the same scopes for the app. Yahoo refuses all others.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the redirect URIs of the app. Yahoo accepts https only.',
    },
  ],
  consoleUrl: 'https://developer.yahoo.com/apps/',
  documentationUrl: 'https://developer.yahoo.com/oauth2/guide/flows_authcode/',
  sources: [
    'https://developer.yahoo.com/oauth2/guide/flows_authcode/',
    'https://developer.yahoo.com/sign-in-with-yahoo/',
    'https://api.login.yahoo.com/.well-known/openid-configuration',
    'https://github.com/SocialiteProviders/Providers/blob/master/src/Yahoo/Provider.php',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'That Yahoo refuses a code challenge from clients with a secret is the experience of one other client. The documentation does not mention PKCE.',
    'The documentation prints redirect_uri in a refresh. Other clients refresh without it, as the plugin does.',
    'The metadata names a revocation endpoint. It is not confirmed what it takes.',
  ],
});
