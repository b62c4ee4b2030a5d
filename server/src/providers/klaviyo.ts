import { preset } from './preset';

export const klaviyo = preset({
  id: 'klaviyo',
  name: 'Klaviyo',
  endpoints: {
    authorizationEndpoint: 'https://www.klaviyo.com/oauth/authorize',
    tokenEndpoint: 'https://a.klaviyo.com/oauth/token',
    revocationEndpoint: 'https://a.klaviyo.com/oauth/revoke',
    userinfoEndpoint: 'https://a.klaviyo.com/api/accounts',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['accounts:read'],
  apiOrigins: ['https://a.klaviyo.com'],
  protocol: {
    // Each request names the version of the API:
    // https://developers.klaviyo.com/en/docs/api_versioning_and_deprecation_policy
    apiHeaders: [{ key: 'revision', value: '2026-10-15' }],
    responsePlaces: {
      accountId: ['/data/0/id'],
      accountName: ['/data/0/attributes/contact_information/organization_name'],
    },
  },
  usefulScopes: [
    { scope: 'accounts:read', description: 'Read the name and settings of an account' },
    { scope: 'profiles:read', description: 'Read profiles' },
    { scope: 'profiles:write', description: 'Create and edit profiles' },
    { scope: 'lists:read', description: 'Read lists' },
    { scope: 'lists:write', description: 'Create lists, and add profiles to them' },
    { scope: 'events:read', description: 'Read events' },
    { scope: 'events:write', description: 'Record events' },
    { scope: 'campaigns:read', description: 'Read campaigns' },
    { scope: 'metrics:read', description: 'Read metrics' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create an app in Klaviyo as an owner, admin or manager of the account.',
    },
    {
      field: 'scopes',
      text: 'Enter the same scopes for the app in Klaviyo. Keep accounts:read, so that connections show whose they are.',
    },
    {
      field: 'tokenEndpoint',
      text: 'Keep the host a.klaviyo.com. Klaviyo refuses token requests to www.klaviyo.com.',
    },
    {
      field: 'backgroundRefresh',
      text: 'A refresh token ends after 90 days without use. Keep the background refresh on.',
    },
  ],
  consoleUrl: 'https://www.klaviyo.com/manage-apps',
  documentationUrl: 'https://developers.klaviyo.com/en/docs/set_up_oauth',
  sources: [
    'https://developers.klaviyo.com/en/docs/set_up_oauth',
    'https://developers.klaviyo.com/en/docs/troubleshoot_oauth_errors',
    'https://github.com/klaviyo-labs/oauth-migration-demo',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'The page on errors calls the error of an expired refresh token "invalid_grant_type". It is not confirmed whether a response has that code or invalid_grant. The plugin recognizes the latter.',
  ],
});
