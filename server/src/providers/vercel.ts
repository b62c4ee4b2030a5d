import { preset, refreshTokenNeeds } from './preset';

/** Sign in with Vercel. An integration of the marketplace has another flow. */
export const vercel = preset({
  id: 'vercel',
  name: 'Vercel',
  discoveryUrl: 'https://vercel.com/.well-known/openid-configuration',
  issuer: 'https://vercel.com',
  endpoints: {
    authorizationEndpoint: 'https://vercel.com/oauth/authorize',
    tokenEndpoint: 'https://api.vercel.com/login/oauth/token',
    revocationEndpoint: 'https://api.vercel.com/login/oauth/token/revoke',
    userinfoEndpoint: 'https://api.vercel.com/login/oauth/userinfo',
    introspectionEndpoint: 'https://api.vercel.com/login/oauth/token/introspect',
    jwksUri: 'https://vercel.com/.well-known/jwks',
  },
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  apiOrigins: ['https://api.vercel.com'],
  refreshTokenNeeds: refreshTokenNeeds({ scopes: ['offline_access'] }),
  usefulScopes: [
    { scope: 'openid', description: 'Identify a user' },
    { scope: 'email', description: 'Read the email address' },
    { scope: 'profile', description: 'Read the name and avatar of a user' },
    { scope: 'offline_access', description: 'Get a refresh token' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create an app under Apps in the settings of a Vercel team. The client ID of an integration does not work here.',
    },
    {
      field: 'scopes',
      text: 'Turn on the same scopes on the Permissions page of the app. What a token may do beyond them is chosen there, too.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the authorization callback URLs of the app.',
    },
    {
      field: 'backgroundRefresh',
      text: 'An access token lives for an hour. A refresh token works once, and ends after 30 days. Refresh idle connections more often than that.',
    },
  ],
  consoleUrl: 'https://vercel.com/dashboard',
  documentationUrl: 'https://vercel.com/docs/sign-in-with-vercel',
  sources: [
    'https://vercel.com/docs/sign-in-with-vercel',
    'https://vercel.com/docs/sign-in-with-vercel/authorization-server-api',
    'https://vercel.com/docs/sign-in-with-vercel/tokens',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed which requests to the API a token of Sign in with Vercel may make.',
    'The pages that were read do not say how the response to a refresh names an ended grant.',
  ],
});
