import { preset } from './preset';

export const webex = preset({
  id: 'webex',
  name: 'Webex',
  endpoints: {
    authorizationEndpoint: 'https://webexapis.com/v1/authorize',
    tokenEndpoint: 'https://webexapis.com/v1/access_token',
    userinfoEndpoint: 'https://webexapis.com/v1/people/me',
  },
  scopes: ['spark:people_read'],
  apiOrigins: ['https://webexapis.com'],
  protocol: { responsePlaces: { accountName: ['displayName'] } },
  usefulScopes: [
    { scope: 'spark:people_read', description: 'Read the people in the directory' },
    { scope: 'spark:rooms_read', description: 'Read the titles of spaces' },
    { scope: 'spark:messages_read', description: 'Read messages' },
    { scope: 'spark:messages_write', description: 'Post and delete messages' },
    { scope: 'spark:kms', description: 'Decrypt and encrypt messages' },
    { scope: 'meeting:schedules_read', description: 'Read the schedule of meetings' },
    { scope: 'meeting:schedules_write', description: 'Schedule and change meetings' },
    { scope: 'meeting:recordings_read', description: 'Read the recordings of meetings' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create an integration, not a bot or a service app.',
    },
    {
      field: 'clientSecret',
      text: 'Webex shows the client secret only once. If you lose it, generate another one.',
    },
    { field: 'scopes', text: 'Select the same scopes for the integration in Webex.' },
    {
      field: 'redirectUri',
      text: 'Add exactly this address to the redirect URIs of the integration.',
    },
  ],
  consoleUrl: 'https://developer.webex.com/my-apps',
  documentationUrl: 'https://developer.webex.com/create/docs/integrations',
  sources: [
    'https://developer.webex.com/create/docs/authentication',
    'https://developer.webex.com/create/docs/integrations',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The examples give a refresh token 90 days. The pages that were read do not say how the response to a refresh names an ended grant.',
  ],
});
