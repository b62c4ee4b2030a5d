import { preset } from './preset';

/**
 * LINE Login 2.1. There is no `openid`, because LINE signs the id_tokens of web apps with the client
 * secret.
 */
export const line = preset({
  id: 'line',
  name: 'LINE',
  endpoints: {
    authorizationEndpoint: 'https://access.line.me/oauth2/v2.1/authorize',
    tokenEndpoint: 'https://api.line.me/oauth2/v2.1/token',
    revocationEndpoint: 'https://api.line.me/oauth2/v2.1/revoke',
    userinfoEndpoint: 'https://api.line.me/v2/profile',
  },
  scopes: ['profile'],
  apiOrigins: ['https://api.line.me'],
  protocol: {
    // Only a revocation has a `token`.
    tokenParamNames: [{ key: 'token', value: 'access_token' }],
    revokedToken: 'access_token',
    responsePlaces: { accountId: ['userId'], accountName: ['displayName'] },
  },
  usefulScopes: [{ scope: 'profile', description: 'Read the display name and picture of a user' }],
  hints: [
    {
      field: 'clientId',
      text: 'Enter the channel ID of a LINE Login channel. A channel of the Messaging API does not work here.',
    },
    { field: 'clientSecret', text: 'Enter the channel secret.' },
    {
      field: 'scopes',
      text: 'Do not add openid or email: LINE tells the email address only in ID tokens, which it signs with the channel secret. The plugin cannot accept these.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the callback URLs of the channel. Until the channel is published, only its admins and testers can connect.',
    },
    {
      field: 'backgroundRefresh',
      text: 'An access token lives for 30 days. A refresh token ends 90 days after the access token was issued.',
    },
  ],
  consoleUrl: 'https://developers.line.biz/console/',
  documentationUrl: 'https://developers.line.biz/en/docs/line-login/integrate-line-login/',
  sources: [
    'https://developers.line.biz/en/docs/line-login/integrate-line-login/',
    'https://developers.line.biz/en/reference/line-login/',
    'https://github.com/SocialiteProviders/Providers/blob/master/src/Line/Provider.php',
  ],
  checkedOn: '2026-11-30',
});
