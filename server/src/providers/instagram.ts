import { preset } from './preset';

/**
 * Instagram issues a token of one hour for the code, and one of 60 days for that token. It issues no
 * refresh tokens: a token that lasts is prolonged by itself.
 */
export const instagram = preset({
  id: 'instagram',
  name: 'Instagram',
  endpoints: {
    authorizationEndpoint: 'https://www.instagram.com/oauth/authorize',
    tokenEndpoint: 'https://api.instagram.com/oauth/access_token',
    secondTokenEndpoint: 'https://graph.instagram.com/access_token',
    refreshEndpoint: 'https://graph.instagram.com/refresh_access_token',
    userinfoEndpoint: 'https://graph.instagram.com/me?fields=user_id,username',
  },
  scopes: ['instagram_business_basic'],
  apiOrigins: ['https://graph.instagram.com'],
  protocol: {
    scopeSeparator: ',',
    secondTokenRequestFormat: 'get',
    secondTokenParams: [
      { key: 'grant_type', value: 'ig_exchange_token' },
      { key: 'access_token', value: '{access_token}' },
    ],
    refreshRequestFormat: 'get',
    refreshParams: [{ key: 'grant_type', value: 'ig_refresh_token' }],
    tokenParamNames: [{ key: 'refresh_token', value: 'access_token' }],
    responsePlaces: {
      refreshToken: ['access_token'],
      scope: ['permissions'],
      accountId: ['user_id'],
      accountName: ['username'],
    },
    // An access token that has expired or was revoked:
    // https://developers.facebook.com/docs/graph-api/guides/error-handling
    endedGrantWords: [{ key: '/error/code', value: '190' }],
  },
  usefulScopes: [
    { scope: 'instagram_business_basic', description: 'Read the profile and the media' },
    { scope: 'instagram_business_content_publish', description: 'Publish photos and videos' },
    { scope: 'instagram_business_manage_comments', description: 'Read, hide and answer comments' },
    { scope: 'instagram_business_manage_messages', description: 'Read and send messages' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Enter the Instagram App ID, which is not the App ID of the Meta app. It is under Instagram, API setup with Instagram login.',
    },
    { field: 'clientSecret', text: 'Enter the Instagram App Secret.' },
    {
      field: 'redirectUri',
      text: 'Enter this address in the business login settings of Instagram. Instagram accepts https only.',
    },
    {
      field: 'scopes',
      text: 'Only professional accounts can connect. People without a role in the app can grant a permission only after App Review.',
    },
    {
      field: 'backgroundRefresh',
      text: 'Leave this on. A token that has expired cannot be refreshed, so the person must connect again.',
    },
  ],
  consoleUrl: 'https://developers.facebook.com/apps/',
  documentationUrl:
    'https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login',
  sources: [
    'https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login',
    'https://developers.facebook.com/docs/instagram-basic-display-api/guides/long-lived-access-tokens/',
    'https://developers.facebook.com/docs/graph-api/guides/error-handling',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'The documented requests for a long-lived token have no client_id, and those of a refresh no client_secret either. The plugin sends both; it is not confirmed that Instagram ignores them.',
    'The pages that were read do not say whether PKCE is checked.',
    'Instagram refuses to refresh a token that is less than 24 hours old.',
  ],
});
