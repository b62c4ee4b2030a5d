import { preset } from './preset';

export const strava = preset({
  id: 'strava',
  name: 'Strava',
  endpoints: {
    authorizationEndpoint: 'https://www.strava.com/oauth/authorize',
    tokenEndpoint: 'https://www.strava.com/oauth/token',
    revocationEndpoint: 'https://www.strava.com/oauth/revoke',
    userinfoEndpoint: 'https://www.strava.com/api/v3/athlete',
  },
  scopes: ['read'],
  apiOrigins: ['https://www.strava.com'],
  protocol: {
    scopeSeparator: ',',
    revocationAuthMethod: 'client_secret_basic',
    responsePlaces: { accountName: ['username', 'firstname'] },
    // Not documented: https://github.com/dreeveapp/dreeve/issues/1449
    endedGrantWords: [{ key: '/errors/0/resource', value: 'RefreshToken' }],
  },
  usefulScopes: [
    { scope: 'read', description: 'Read public segments, routes, profiles and events' },
    { scope: 'read_all', description: 'Read private routes, segments and events' },
    { scope: 'profile:read_all', description: 'Read the whole profile of an athlete' },
    { scope: 'profile:write', description: 'Change the weight of an athlete and star segments' },
    { scope: 'activity:read', description: 'Read activities that followers can see' },
    { scope: 'activity:read_all', description: 'Read all activities, also private ones' },
    { scope: 'activity:write', description: 'Create and change activities' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Only your own account can connect to a new app. For other accounts, upgrade the access on the API settings page of Strava. An app requires a Strava subscription.',
    },
    {
      field: 'redirectUri',
      text: 'Strava asks for the authorization callback domain. Enter only the host of this address, without https:// and path.',
    },
    {
      field: 'scopes',
      text: 'A user can refuse each scope separately.',
    },
  ],
  consoleUrl: 'https://www.strava.com/settings/api',
  documentationUrl: 'https://developers.strava.com/docs/authentication/',
  sources: [
    'https://developers.strava.com/docs/authentication/',
    'https://developers.strava.com/docs/getting-started/',
    'https://developers.strava.com/docs/oauth-updates/',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The pages that were read do not say how long a refresh token lives without use.',
    'The pages that were read do not say whether PKCE is checked.',
  ],
});
