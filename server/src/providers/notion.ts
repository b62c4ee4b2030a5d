import { preset } from './preset';

/** Capabilities are chosen in Notion's console, so there are no scopes. */
export const notion = preset({
  id: 'notion',
  name: 'Notion',
  endpoints: {
    authorizationEndpoint: 'https://api.notion.com/v1/oauth/authorize',
    tokenEndpoint: 'https://api.notion.com/v1/oauth/token',
    revocationEndpoint: 'https://api.notion.com/v1/oauth/revoke',
  },
  clientAuthMethod: 'client_secret_basic',
  authorizationParams: [{ key: 'owner', value: 'user' }],
  apiOrigins: ['https://api.notion.com'],
  protocol: {
    requestFormat: 'json',
    // `bot_id` stands for the grant of one person in one workspace.
    responsePlaces: { accountId: ['bot_id'], accountName: ['workspace_name'] },
    apiHeaders: [{ key: 'Notion-Version', value: '2025-09-03' }],
  },
  hints: [
    {
      field: 'clientId',
      text: 'Only a public integration has a client ID and a secret. An internal integration has one fixed token instead.',
    },
    {
      field: 'scopes',
      text: 'Leave this empty. Choose the capabilities in the settings of the integration.',
    },
    {
      field: 'apiOrigins',
      text: 'The integration reads only the pages that the person selects when connecting. To add pages later, share them with the integration in Notion.',
    },
  ],
  consoleUrl: 'https://www.notion.so/my-integrations',
  documentationUrl: 'https://developers.notion.com/guides/get-started/authorization',
  sources: [
    'https://developers.notion.com/guides/get-started/authorization',
    'https://developers.notion.com/reference/create-a-token',
    'https://developers.notion.com/reference/refresh-a-token',
    'https://developers.notion.com/reference/authentication',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'It is not confirmed how long access tokens and refresh tokens live.',
    'It is not confirmed whether Notion supports PKCE or ignores it.',
  ],
});
