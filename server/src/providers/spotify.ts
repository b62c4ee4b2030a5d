import { preset } from './preset';

export const spotify = preset({
  id: 'spotify',
  name: 'Spotify',
  endpoints: {
    authorizationEndpoint: 'https://accounts.spotify.com/authorize',
    tokenEndpoint: 'https://accounts.spotify.com/api/token',
    userinfoEndpoint: 'https://api.spotify.com/v1/me',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['user-read-private'],
  apiOrigins: ['https://api.spotify.com'],
  protocol: { responsePlaces: { accountName: ['display_name'] } },
  usefulScopes: [
    { scope: 'user-read-private', description: 'Read the subscription details of a user' },
    { scope: 'user-read-email', description: 'Read the email address' },
    { scope: 'playlist-read-private', description: 'Read private playlists' },
    { scope: 'playlist-modify-public', description: 'Change public playlists' },
    { scope: 'playlist-modify-private', description: 'Change private playlists' },
    { scope: 'user-library-read', description: 'Read the saved tracks and albums' },
    { scope: 'user-top-read', description: 'Read the top artists and tracks' },
    { scope: 'user-read-currently-playing', description: 'Read what is playing now' },
    { scope: 'user-read-recently-played', description: 'Read what was played recently' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'While the app is in development mode, at most 5 users can connect, and you must add each of them in the dashboard first. The owner of the app needs Spotify Premium.',
    },
    {
      field: 'redirectUri',
      text: 'Spotify requires https and refuses localhost. To develop locally, use http://127.0.0.1 in the address of this Strapi.',
    },
    {
      field: 'backgroundRefresh',
      text: 'A refresh token ends 6 months after the user connected, and a refresh does not extend it. After that, people must connect again.',
    },
  ],
  consoleUrl: 'https://developer.spotify.com/dashboard',
  documentationUrl: 'https://developer.spotify.com/documentation/web-api/tutorials/code-flow',
  sources: [
    'https://developer.spotify.com/documentation/web-api/tutorials/code-flow',
    'https://developer.spotify.com/documentation/web-api/concepts/redirect_uri',
    'https://developer.spotify.com/documentation/web-api/concepts/quota-modes',
    'https://developer.spotify.com/blog/2026-06-18-refresh-token-expiration',
  ],
  checkedOn: '2026-11-29',
});
