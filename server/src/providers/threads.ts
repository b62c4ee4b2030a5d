import { preset } from './preset';

/**
 * Threads issues a token of one hour for the code, and one of 60 days for that token. It issues no
 * refresh tokens: a token that lasts is prolonged by itself.
 */
export const threads = preset({
  id: 'threads',
  name: 'Threads',
  endpoints: {
    authorizationEndpoint: 'https://threads.net/oauth/authorize',
    tokenEndpoint: 'https://graph.threads.net/oauth/access_token',
    secondTokenEndpoint: 'https://graph.threads.net/access_token',
    refreshEndpoint: 'https://graph.threads.net/refresh_access_token',
    userinfoEndpoint: 'https://graph.threads.net/v1.0/me?fields=id,username',
  },
  scopes: ['threads_basic'],
  apiOrigins: ['https://graph.threads.net'],
  protocol: {
    scopeSeparator: ',',
    secondTokenRequestFormat: 'get',
    secondTokenParams: [
      { key: 'grant_type', value: 'th_exchange_token' },
      { key: 'access_token', value: '{access_token}' },
    ],
    refreshRequestFormat: 'get',
    refreshParams: [{ key: 'grant_type', value: 'th_refresh_token' }],
    tokenParamNames: [{ key: 'refresh_token', value: 'access_token' }],
    responsePlaces: { refreshToken: ['access_token'], accountName: ['username'] },
    // An access token that has expired or was revoked:
    // https://developers.facebook.com/docs/graph-api/guides/error-handling
    endedGrantWords: [{ key: '/error/code', value: '190' }],
  },
  usefulScopes: [
    { scope: 'threads_basic', description: 'Read the profile and the posts' },
    { scope: 'threads_content_publish', description: 'Publish posts' },
    { scope: 'threads_read_replies', description: 'Read replies' },
    { scope: 'threads_manage_replies', description: 'Answer and hide replies' },
    { scope: 'threads_manage_insights', description: 'Read statistics' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Enter the Threads App ID, which is not the App ID of the Meta app.',
    },
    { field: 'clientSecret', text: 'Enter the Threads App Secret.' },
    {
      field: 'scopes',
      text: 'threads_basic is always required. People without a role in the app can grant a permission only after App Review.',
    },
    {
      field: 'backgroundRefresh',
      text: 'Leave this on. A token that has expired cannot be refreshed, so the person must connect again.',
    },
  ],
  consoleUrl: 'https://developers.facebook.com/apps/',
  documentationUrl: 'https://developers.facebook.com/docs/threads/get-started/',
  sources: [
    'https://developers.facebook.com/documentation/threads/get-started',
    'https://developers.facebook.com/docs/threads/get-started/long-lived-tokens/',
    'https://developers.facebook.com/docs/graph-api/guides/error-handling',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'The documented requests for a long-lived token have no client_id, and those of a refresh no client_secret either. The plugin sends both; it is not confirmed that Threads ignores them.',
    'The pages that were read do not say whether PKCE is checked.',
    'Threads refuses to refresh a token that is less than 24 hours old.',
  ],
});
