import { preset } from './preset';

/** The Marketing API. */
export const snapchat = preset({
  id: 'snapchat',
  name: 'Snapchat',
  endpoints: {
    authorizationEndpoint: 'https://accounts.snapchat.com/login/oauth2/authorize',
    tokenEndpoint: 'https://accounts.snapchat.com/login/oauth2/access_token',
    userinfoEndpoint: 'https://adsapi.snapchat.com/v1/me',
  },
  scopes: ['snapchat-marketing-api'],
  apiOrigins: ['https://adsapi.snapchat.com', 'https://businessapi.snapchat.com'],
  protocol: { responsePlaces: { accountId: ['/me/id'], accountName: ['/me/email'] } },
  usefulScopes: [
    {
      scope: 'snapchat-marketing-api',
      description: 'Read and change ad accounts, campaigns, ads and their statistics',
    },
    {
      scope: 'snapchat-offline-conversions-api',
      description: 'Send conversions that happened elsewhere',
    },
    { scope: 'snapchat-profile-api', description: 'Manage public profiles' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create an OAuth app in the Business Details of Snapchat Ads Manager. Only an organization admin can do that, and must accept the terms of the API first.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the redirect URI of the app. It must begin with https://.',
    },
    {
      field: 'scopes',
      text: 'Snapchat must admit an app to the scopes other than snapchat-marketing-api.',
    },
  ],
  consoleUrl: 'https://ads.snapchat.com/',
  documentationUrl: 'https://developers.snap.com/api/marketing-api/Ads-API/authentication',
  sources: [
    'https://developers.snap.com/api/marketing-api/Ads-API/authentication',
    'https://developers.snap.com/marketing-api/Ads-API/authentication',
    'https://developers.snap.com/marketing-api/Public-Profile-API/GetStarted',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether the Marketing API supports PKCE or ignores it.',
    'It is not confirmed whether a refresh returns another refresh token or the same one.',
  ],
});
