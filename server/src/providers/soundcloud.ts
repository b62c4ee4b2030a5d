import { preset } from './preset';

/** There are no scopes, and no revocation endpoint that takes a client and a form. */
export const soundcloud = preset({
  id: 'soundcloud',
  name: 'SoundCloud',
  endpoints: {
    authorizationEndpoint: 'https://secure.soundcloud.com/authorize',
    tokenEndpoint: 'https://secure.soundcloud.com/oauth/token',
    userinfoEndpoint: 'https://api.soundcloud.com/me',
  },
  apiOrigins: ['https://api.soundcloud.com'],
  protocol: {
    responsePlaces: { accountId: ['urn'], accountName: ['username'] },
    // https://developers.soundcloud.com/docs/api/guide#authentication
    apiScheme: 'OAuth',
  },
  hints: [
    {
      field: 'clientId',
      text: 'SoundCloud reviews each request for a new app. Apps are part of some plans only.',
    },
    {
      field: 'scopes',
      text: 'Leave this empty. A token may do everything that the API offers.',
    },
    {
      field: 'tokenEndpoint',
      text: 'Keep the host secure.soundcloud.com. SoundCloud has given up the older addresses at api.soundcloud.com.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the redirect URI of the app.',
    },
    {
      field: 'backgroundRefresh',
      text: 'An access token lives for about an hour. A refresh token works once.',
    },
  ],
  consoleUrl: 'https://soundcloud.com/you/apps',
  documentationUrl: 'https://developers.soundcloud.com/docs/api/guide',
  sources: [
    'https://developers.soundcloud.com/docs/api/guide',
    'https://developers.soundcloud.com/docs/api/explorer/open-api',
    'https://developers.soundcloud.com/blog/api-sign-up-changes',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'The pages that were read do not say how the response to a refresh names an ended grant.',
  ],
});
