import { preset } from './preset';

export const twitch = preset({
  id: 'twitch',
  name: 'Twitch',
  discoveryUrl: 'https://id.twitch.tv/oauth2/.well-known/openid-configuration',
  issuer: 'https://id.twitch.tv/oauth2',
  endpoints: {
    authorizationEndpoint: 'https://id.twitch.tv/oauth2/authorize',
    tokenEndpoint: 'https://id.twitch.tv/oauth2/token',
    revocationEndpoint: 'https://id.twitch.tv/oauth2/revoke',
    userinfoEndpoint: 'https://id.twitch.tv/oauth2/userinfo',
    jwksUri: 'https://id.twitch.tv/oauth2/keys',
  },
  scopes: ['openid'],
  authorizationParams: [{ key: 'claims', value: '{"userinfo":{"preferred_username":null}}' }],
  apiOrigins: ['https://api.twitch.tv'],
  protocol: {
    // https://dev.twitch.tv/docs/authentication/revoke-tokens/: the id of the client and the token.
    revocationAuthMethod: 'none',
    revokedToken: 'access_token',
    // https://dev.twitch.tv/docs/authentication/refresh-tokens/
    endedGrantWords: [{ key: 'message', value: 'Invalid refresh token' }],
  },
  usefulScopes: [
    { scope: 'openid', description: 'Identify a user' },
    { scope: 'user:read:email', description: 'Read the email address' },
    { scope: 'user:read:follows', description: 'Read the channels that a user follows' },
    { scope: 'channel:read:subscriptions', description: 'Read the subscribers of a channel' },
    {
      scope: 'channel:manage:broadcast',
      description: 'Change the title and category of a channel',
    },
    { scope: 'moderator:read:followers', description: 'Read the followers of a channel' },
    { scope: 'user:read:chat', description: 'Read the chat as a user' },
    { scope: 'user:write:chat', description: 'Write in the chat as a user' },
    { scope: 'bits:read', description: 'Read the Bits of a channel' },
  ],
  hints: [
    {
      field: 'clientSecret',
      text: 'Register the application as a confidential client in the Twitch console: only those have a client secret.',
    },
    {
      field: 'protocol',
      text: 'The API requires the header Client-Id. Add it to the API headers, with the client id of your app as its value.',
    },
    {
      field: 'redirectUri',
      text: 'Enter exactly this address under OAuth Redirect URLs in the Twitch console.',
    },
  ],
  consoleUrl: 'https://dev.twitch.tv/console/apps',
  documentationUrl: 'https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/',
  sources: [
    'https://dev.twitch.tv/docs/authentication/',
    'https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/',
    'https://dev.twitch.tv/docs/authentication/getting-tokens-oidc/',
    'https://dev.twitch.tv/docs/authentication/refresh-tokens/',
  ],
  checkedOn: '2026-11-29',
  openQuestions: ['The pages that were read do not say whether PKCE is checked.'],
});
