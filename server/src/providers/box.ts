import { preset } from './preset';

export const box = preset({
  id: 'box',
  name: 'Box',
  endpoints: {
    authorizationEndpoint: 'https://account.box.com/api/oauth2/authorize',
    tokenEndpoint: 'https://api.box.com/oauth2/token',
    revocationEndpoint: 'https://api.box.com/oauth2/revoke',
    userinfoEndpoint: 'https://api.box.com/2.0/users/me',
  },
  apiOrigins: ['https://api.box.com', 'https://upload.box.com'],
  usefulScopes: [
    { scope: 'root_readonly', description: 'Read all files and folders' },
    { scope: 'root_readwrite', description: 'Read and write all files and folders' },
    { scope: 'manage_managed_users', description: 'Manage the users of an enterprise' },
    { scope: 'manage_groups', description: 'Manage the groups of an enterprise' },
    { scope: 'manage_webhook', description: 'Manage webhooks' },
    {
      scope: 'manage_enterprise_properties',
      description: 'Read events and settings of an enterprise',
    },
    { scope: 'sign_requests.readwrite', description: 'Read and write sign requests' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create a custom app with user authentication (OAuth 2.0) in the Box Developer Console.',
    },
    {
      field: 'scopes',
      text: 'Leave this field empty to get all the scopes that you selected for the app in Box.',
    },
    {
      field: 'redirectUri',
      text: "Add this address to the OAuth 2.0 redirect URIs in the app's configuration.",
    },
    {
      field: 'authorizationEndpoint',
      text: 'If your enterprise uses Box Verified Enterprise, replace account.box.com by ent.box.com.',
    },
    {
      field: 'backgroundRefresh',
      text: 'A refresh token works once and ends after 60 days without use. Leave the refresh in the background on.',
    },
  ],
  consoleUrl: 'https://app.box.com/developers/console',
  documentationUrl: 'https://developer.box.com/guides/authentication/oauth2/',
  sources: [
    'https://developer.box.com/guides/authentication/oauth2/without-sdk/',
    'https://developer.box.com/guides/authentication/tokens/refresh/',
    'https://developer.box.com/guides/authentication/tokens/revoke/',
    'https://developer.box.com/guides/api-calls/permissions-and-errors/scopes/',
  ],
  checkedOn: '2026-11-29',
  openQuestions: ['The pages that were read do not say whether PKCE is checked.'],
});
