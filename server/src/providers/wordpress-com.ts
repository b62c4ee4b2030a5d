import { preset, refreshTokenNeeds } from './preset';

/** WordPress.com, and other sites that are connected to it by Jetpack. */
export const wordpressCom = preset({
  id: 'wordpress-com',
  name: 'WordPress.com',
  endpoints: {
    authorizationEndpoint: 'https://public-api.wordpress.com/oauth2/authorize',
    tokenEndpoint: 'https://public-api.wordpress.com/oauth2/token',
    userinfoEndpoint: 'https://public-api.wordpress.com/rest/v1.1/me',
  },
  scopes: ['auth'],
  apiOrigins: ['https://public-api.wordpress.com'],
  protocol: { responsePlaces: { accountId: ['ID'], accountName: ['username'] } },
  refreshTokenNeeds: refreshTokenNeeds({
    console: 'WordPress.com issues no refresh tokens.',
  }),
  usefulScopes: [
    { scope: 'auth', description: 'Identify a user, and nothing else' },
    { scope: 'global', description: 'Read and write all the sites of a user' },
    { scope: 'posts', description: 'Read and write posts' },
    { scope: 'media', description: 'Read and write media' },
    { scope: 'comments', description: 'Read and write comments' },
    { scope: 'taxonomy', description: 'Read and write categories and tags' },
    { scope: 'stats', description: 'Read the statistics of a site' },
    { scope: 'users', description: 'Read the users of a site' },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'The scope auth gives access to nothing but the profile. For all the sites of a user, request global instead. Any other scope gives access to one site, which the user chooses.',
    },
    {
      field: 'redirectUri',
      text: 'Enter exactly this address as a redirect URL of the application.',
    },
    {
      field: 'clientId',
      text: 'This preset is for WordPress.com and for sites with Jetpack. Other WordPress sites have no OAuth server.',
    },
  ],
  consoleUrl: 'https://developer.wordpress.com/apps/',
  documentationUrl: 'https://developer.wordpress.com/docs/api/oauth2/',
  sources: [
    'https://developer.wordpress.com/docs/api/oauth2/',
    'https://developer.wordpress.com/docs/oauth2/',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The pages that were read do not say how long a token of the code flow lasts.',
    'The pages that were read do not say whether PKCE is checked.',
  ],
});
