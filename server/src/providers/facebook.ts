import { preset } from './preset';

/**
 * Facebook issues no refresh tokens. Instead, an access token that is still valid is exchanged for
 * one that lasts about 60 days. So the access token takes the place of the refresh token.
 */
export const facebook = preset({
  id: 'facebook',
  name: 'Facebook',
  endpoints: {
    authorizationEndpoint: 'https://www.facebook.com/v25.0/dialog/oauth',
    tokenEndpoint: 'https://graph.facebook.com/v25.0/oauth/access_token',
    userinfoEndpoint: 'https://graph.facebook.com/v25.0/me',
  },
  scopes: ['public_profile'],
  apiOrigins: ['https://graph.facebook.com'],
  protocol: {
    requestFormat: 'get',
    tokenParamNames: [{ key: 'refresh_token', value: 'fb_exchange_token' }],
    refreshParams: [{ key: 'grant_type', value: 'fb_exchange_token' }],
    responsePlaces: { refreshToken: ['access_token'] },
    // An access token that has expired or was revoked:
    // https://developers.facebook.com/docs/graph-api/guides/error-handling
    endedGrantWords: [{ key: '/error/code', value: '190' }],
  },
  usefulScopes: [
    { scope: 'public_profile', description: 'Read the name and picture of a person' },
    { scope: 'email', description: 'Read the primary email address' },
    { scope: 'pages_show_list', description: 'List the Pages that a person manages' },
    { scope: 'pages_read_engagement', description: 'Read the posts and followers of a Page' },
    { scope: 'pages_manage_posts', description: 'Create, edit and delete the posts of a Page' },
    { scope: 'business_management', description: 'Manage the assets of a business portfolio' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Enter the App ID of your Meta app. While the app is in development mode, only people with a role in it can connect.',
    },
    { field: 'clientSecret', text: 'Enter the App Secret.' },
    {
      field: 'redirectUri',
      text: 'Enter this address under Valid OAuth Redirect URIs in the settings of Facebook Login.',
    },
    {
      field: 'scopes',
      text: 'Most permissions need App Review before people without a role in the app can grant them.',
    },
    {
      field: 'backgroundRefresh',
      text: 'Leave this on. A token that has expired cannot be exchanged, so the person must connect again.',
    },
    {
      field: 'authorizationEndpoint',
      text: 'The address contains the version of the Graph API. To use another version, change it in the authorization, token and userinfo URIs.',
    },
  ],
  consoleUrl: 'https://developers.facebook.com/apps/',
  documentationUrl:
    'https://developers.facebook.com/documentation/facebook-login/guides/advanced/manual-flow',
  sources: [
    'https://developers.facebook.com/documentation/facebook-login/guides/advanced/manual-flow',
    'https://developers.facebook.com/documentation/facebook-login/guides/access-tokens/get-long-lived',
    'https://developers.facebook.com/docs/graph-api/guides/error-handling',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The documentation describes the exchange of a short-lived token. The pages that were read do not say whether the exchange of a long-lived token gives it another 60 days.',
    'The pages that were read do not say whether PKCE is checked when an access token is issued.',
  ],
});
