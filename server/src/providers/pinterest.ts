import { preset } from './preset';

export const pinterest = preset({
  id: 'pinterest',
  name: 'Pinterest',
  endpoints: {
    authorizationEndpoint: 'https://www.pinterest.com/oauth/',
    tokenEndpoint: 'https://api.pinterest.com/v5/oauth/token',
    userinfoEndpoint: 'https://api.pinterest.com/v5/user_account',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['user_accounts:read'],
  apiOrigins: ['https://api.pinterest.com'],
  protocol: {
    scopeSeparator: ',',
    // https://github.com/pinterest/pinterest-python-sdk/issues/114
    endedGrantWords: [{ key: 'code', value: '283' }],
    responsePlaces: { accountId: ['id', 'username'], accountName: ['username'] },
  },
  usefulScopes: [
    { scope: 'user_accounts:read', description: 'Read the account and its statistics' },
    { scope: 'boards:read', description: 'Read public boards' },
    { scope: 'boards:write', description: 'Create, change and delete public boards' },
    { scope: 'pins:read', description: 'Read public Pins' },
    { scope: 'pins:write', description: 'Create, change and delete public Pins' },
    { scope: 'boards:read_secret', description: 'Read secret boards' },
    { scope: 'pins:read_secret', description: 'Read secret Pins' },
    { scope: 'ads:read', description: 'Read ads, campaigns and their results' },
  ],
  hints: [
    { field: 'clientId', text: 'Enter the App ID.' },
    {
      field: 'redirectUri',
      text: "Add this address to the redirect URIs in the app's settings.",
    },
    {
      field: 'tokenParams',
      text: 'If the app was created before 25 September 2025, add the parameter continuous_refresh with the value true. Pinterest then renews the refresh token with every refresh.',
    },
  ],
  consoleUrl: 'https://developers.pinterest.com/apps/',
  documentationUrl:
    'https://developers.pinterest.com/docs/getting-started/set-up-authentication-and-authorization/',
  sources: [
    'https://developers.pinterest.com/docs/getting-started/set-up-authentication-and-authorization/',
    'https://github.com/pinterest/pinterest-python-generated-api-client/blob/main/docs/OauthApi.md',
    'https://github.com/pinterest/pinterest-python-sdk/issues/114',
  ],
  checkedOn: '2026-11-29',
  openQuestions: ['The pages that were read do not say whether PKCE is checked.'],
});
