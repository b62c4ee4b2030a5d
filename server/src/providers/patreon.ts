import { preset } from './preset';

/** Version 2 of the API. */
export const patreon = preset({
  id: 'patreon',
  name: 'Patreon',
  endpoints: {
    authorizationEndpoint: 'https://www.patreon.com/oauth2/authorize',
    tokenEndpoint: 'https://www.patreon.com/api/oauth2/token',
    userinfoEndpoint:
      'https://www.patreon.com/api/oauth2/v2/identity?fields%5Buser%5D=email,full_name',
  },
  scopes: ['identity', 'identity[email]'],
  apiOrigins: ['https://www.patreon.com'],
  protocol: {
    responsePlaces: {
      accountId: ['/data/id'],
      accountName: ['/data/attributes/email', '/data/attributes/full_name'],
    },
  },
  usefulScopes: [
    { scope: 'identity', description: 'Read the profile of a user' },
    { scope: 'identity[email]', description: 'Read the email address of a user' },
    { scope: 'identity.memberships', description: 'Read all memberships of a user' },
    { scope: 'campaigns', description: 'Read the campaigns of a creator' },
    { scope: 'campaigns.members', description: 'Read the members of a campaign' },
    {
      scope: 'campaigns.members[email]',
      description: 'Read the email addresses of the members of a campaign',
    },
    { scope: 'campaigns.posts', description: 'Read the posts of a campaign' },
    { scope: 'w:campaigns.webhook', description: 'Create, edit and delete webhooks of a campaign' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create a client with API version 2. A client of version 1 has other scopes.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the redirect URIs of the client.',
    },
    {
      field: 'apiOrigins',
      text: 'The API returns only the fields that a request names, as in fields[user]=email.',
    },
  ],
  consoleUrl: 'https://www.patreon.com/portal/registration/register-clients',
  documentationUrl: 'https://docs.patreon.com/',
  sources: [
    'https://docs.patreon.com/#oauth',
    'https://docs.patreon.com/#scopes',
    'https://arcticjs.dev/providers/patreon',
    'https://github.com/SocialiteProviders/Providers/blob/master/src/Patreon/Provider.php',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether Patreon supports PKCE or ignores it.',
    'The pages that were read do not say how the response to a refresh names an ended grant.',
  ],
});
