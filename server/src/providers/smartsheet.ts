import { preset } from './preset';

/** The region US. */
export const smartsheet = preset({
  id: 'smartsheet',
  name: 'Smartsheet',
  endpoints: {
    authorizationEndpoint: 'https://app.smartsheet.com/b/authorize',
    tokenEndpoint: 'https://api.smartsheet.com/2.0/token',
    userinfoEndpoint: 'https://api.smartsheet.com/2.0/users/me',
  },
  scopes: ['READ_SHEETS'],
  apiOrigins: ['https://api.smartsheet.com'],
  usefulScopes: [
    { scope: 'READ_SHEETS', description: 'Read sheets, with attachments and discussions' },
    {
      scope: 'WRITE_SHEETS',
      description: 'Change the rows, attachments and discussions of sheets',
    },
    { scope: 'CREATE_SHEETS', description: 'Create sheets' },
    { scope: 'DELETE_SHEETS', description: 'Delete sheets' },
    { scope: 'ADMIN_SHEETS', description: 'Change the columns of sheets' },
    { scope: 'READ_SIGHTS', description: 'Read dashboards' },
    { scope: 'READ_USERS', description: 'Read the users and groups of the organization' },
    { scope: 'ADMIN_WEBHOOKS', description: 'Create, edit and delete webhooks' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Enter the app client ID. Register as a developer first: Developer Tools is then in the account menu.',
    },
    {
      field: 'authorizationEndpoint',
      text: 'For the region EU, replace smartsheet.com by smartsheet.eu in all URIs and in the API origin. An app belongs to one region.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the app redirect URL.',
    },
    {
      field: 'backgroundRefresh',
      text: 'An access token lives for seven days. Each refresh returns another refresh token.',
    },
  ],
  consoleUrl: 'https://app.smartsheet.com/b/home',
  documentationUrl: 'https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/oauth',
  sources: [
    'https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/oauth',
    'https://developers.smartsheet.com/api/smartsheet/openapi/users',
    'https://github.com/smartsheet/smartsheet-javascript-sdk',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'The samples of Smartsheet send a hash of client secret and code. Clients send the client secret itself, which is accepted. It is not confirmed that it will stay so.',
    'It is not confirmed whether Smartsheet supports PKCE or ignores it.',
    'It is not confirmed that a request for the own user needs no scope besides READ_SHEETS.',
    'It is not confirmed how the response to a refresh names an ended grant.',
  ],
});
