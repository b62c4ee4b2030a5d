import { preset } from './preset';

export const heroku = preset({
  id: 'heroku',
  name: 'Heroku',
  endpoints: {
    authorizationEndpoint: 'https://id.heroku.com/oauth/authorize',
    tokenEndpoint: 'https://id.heroku.com/oauth/token',
    userinfoEndpoint: 'https://api.heroku.com/account',
  },
  scopes: ['identity'],
  apiOrigins: ['https://api.heroku.com'],
  protocol: {
    // https://devcenter.heroku.com/articles/platform-api-reference#clients
    apiHeaders: [{ key: 'accept', value: 'application/vnd.heroku+json; version=3' }],
  },
  usefulScopes: [
    { scope: 'identity', description: 'Read the account' },
    { scope: 'read', description: 'Read apps, without config vars and releases' },
    { scope: 'write', description: 'Change apps, without config vars and releases' },
    { scope: 'read-protected', description: 'Read apps, with config vars and releases' },
    { scope: 'write-protected', description: 'Change apps, with config vars and releases' },
    { scope: 'global', description: 'Do everything that the person can do' },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'Keep identity, so that connections show whose they are. Enter global only on its own: Heroku refuses it together with other scopes.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the OAuth callback URL of the API client. Heroku requires https, except for localhost.',
    },
  ],
  consoleUrl: 'https://dashboard.heroku.com/account/applications',
  documentationUrl: 'https://devcenter.heroku.com/articles/oauth',
  sources: [
    'https://devcenter.heroku.com/articles/oauth',
    'https://devcenter.heroku.com/articles/platform-api-reference',
    'https://github.com/SocialiteProviders/Providers/blob/master/src/Heroku/Provider.php',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether Heroku supports PKCE or ignores it.',
    'It is not confirmed how the response to a refresh names an ended grant.',
  ],
});
