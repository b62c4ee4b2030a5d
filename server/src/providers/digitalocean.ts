import { preset } from './preset';

/**
 * There is no revocation endpoint, because DigitalOcean's wants the access token in the header of the
 * request.
 */
export const digitalocean = preset({
  id: 'digitalocean',
  name: 'DigitalOcean',
  endpoints: {
    authorizationEndpoint: 'https://cloud.digitalocean.com/v1/oauth/authorize',
    tokenEndpoint: 'https://cloud.digitalocean.com/v1/oauth/token',
    userinfoEndpoint: 'https://api.digitalocean.com/v2/account',
  },
  scopes: ['read'],
  apiOrigins: ['https://api.digitalocean.com'],
  protocol: {
    responsePlaces: { accountId: ['/account/uuid'], accountName: ['/account/email'] },
  },
  usefulScopes: [
    { scope: 'read', description: 'Read everything in a team' },
    { scope: 'write', description: 'Change everything in a team' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Register an OAuth application on the API page of the control panel.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the callback URL of the application.',
    },
    {
      field: 'scopes',
      text: 'To change something, add write, and keep read.',
    },
  ],
  consoleUrl: 'https://cloud.digitalocean.com/account/api/applications',
  documentationUrl: 'https://docs.digitalocean.com/reference/api/oauth/',
  sources: [
    'https://docs.digitalocean.com/reference/api/oauth/',
    'https://docs.digitalocean.com/reference/api/create-oauth/',
    'https://github.com/SocialiteProviders/Providers/blob/master/src/DigitalOcean/Provider.php',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether DigitalOcean supports PKCE or ignores it.',
    'It is not confirmed how the response to a refresh names an ended grant.',
    'Personal tokens have finer scopes, such as droplet:read. It is not confirmed that OAuth applications can request these.',
  ],
});
