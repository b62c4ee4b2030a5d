import { preset, refreshTokenNeeds } from './preset';

export const x = preset({
  id: 'x',
  name: 'X',
  endpoints: {
    authorizationEndpoint: 'https://x.com/i/oauth2/authorize',
    tokenEndpoint: 'https://api.x.com/2/oauth2/token',
    revocationEndpoint: 'https://api.x.com/2/oauth2/revoke',
    userinfoEndpoint: 'https://api.x.com/2/users/me',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['users.read', 'tweet.read', 'offline.access'],
  apiOrigins: ['https://api.x.com'],
  protocol: {
    responsePlaces: { accountId: ['/data/id'], accountName: ['/data/username'] },
    // Not documented. The error is `invalid_request`, which has other meanings, too.
    endedGrantWords: [
      { key: 'error_description', value: 'Value passed for the token was invalid.' },
    ],
  },
  refreshTokenNeeds: refreshTokenNeeds({ scopes: ['offline.access'] }),
  usefulScopes: [
    { scope: 'users.read', description: 'Read the accounts that the user can see' },
    { scope: 'tweet.read', description: 'Read the posts that the user can see' },
    { scope: 'tweet.write', description: 'Post and repost as the user' },
    { scope: 'media.write', description: 'Upload media' },
    { scope: 'users.email', description: "Read the user's email address" },
    { scope: 'like.write', description: 'Like posts, and take likes back' },
    { scope: 'dm.read', description: 'Read direct messages' },
    { scope: 'dm.write', description: 'Send and manage direct messages' },
    { scope: 'offline.access', description: 'Stay connected until the user revokes access' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Enter the OAuth 2.0 Client ID, not the API key. X shows it after you turn on OAuth 2.0 in the user authentication settings of the app.',
    },
    {
      field: 'clientSecret',
      text: 'X issues a client secret only for the app type "Web App, Automated App or Bot". Native apps and single-page apps have none.',
    },
    {
      field: 'redirectUri',
      text: 'Add exactly this address to the callback URLs of the app. X compares every character.',
    },
  ],
  consoleUrl: 'https://developer.x.com/en/portal/dashboard',
  documentationUrl: 'https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code',
  sources: [
    'https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code',
    'https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token',
  ],
  checkedOn: '2026-11-29',
  openQuestions: ['The documentation does not say how long a refresh token lives without use.'],
});
