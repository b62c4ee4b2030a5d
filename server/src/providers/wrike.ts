import { preset, toldValue } from './preset';

/** The token response names the host of the account's data center, where the API is. */
export const wrike = preset({
  id: 'wrike',
  name: 'Wrike',
  endpoints: {
    authorizationEndpoint: 'https://login.wrike.com/oauth2/authorize/v4',
    tokenEndpoint: 'https://login.wrike.com/oauth2/token',
    userinfoEndpoint: 'https://{host}/api/v4/contacts?me=true',
  },
  scopes: ['wsReadOnly'],
  apiOrigins: ['https://{host}'],
  variables: [toldValue('host', 'response', 'host', '*.wrike.com')],
  protocol: {
    scopeSeparator: ',',
    responsePlaces: {
      accountId: ['/data/0/id'],
      accountName: ['/data/0/profiles/0/email'],
    },
  },
  usefulScopes: [
    { scope: 'wsReadOnly', description: 'Read tasks, folders, projects and spaces' },
    { scope: 'wsReadWrite', description: 'Read and change tasks, folders, projects and spaces' },
    { scope: 'amReadOnlyUser', description: 'Read the users of the account' },
    { scope: 'amReadOnlyGroup', description: 'Read the groups of the account' },
    { scope: 'amReadOnlyWorkflow', description: 'Read workflows' },
    { scope: 'amReadWriteWorkflow', description: 'Read and change workflows' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create an app in the App Console of Wrike, under Apps & Integrations, API.',
    },
    {
      field: 'apiOrigins',
      text: 'The address of the API is https:// with the host of the account, and then /api/v4. Plugins read the host as the value host.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the redirect URIs of the app. Wrike requires https, for localhost too.',
    },
  ],
  consoleUrl: 'https://www.wrike.com/frontend/apps/index.html#api',
  documentationUrl: 'https://developers.wrike.com/oauth-20-authorization/',
  sources: [
    'https://developers.wrike.com/oauth-20-authorization/',
    'https://developers.wrike.com/api/v4/contacts/',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether Wrike supports PKCE or ignores it.',
    'It is not confirmed that the hosts of all data centers end with wrike.com.',
  ],
});
