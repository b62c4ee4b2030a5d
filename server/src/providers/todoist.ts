import { preset, refreshTokenNeeds } from './preset';

export const todoist = preset({
  id: 'todoist',
  name: 'Todoist',
  endpoints: {
    authorizationEndpoint: 'https://app.todoist.com/oauth/authorize',
    tokenEndpoint: 'https://api.todoist.com/oauth/access_token',
    revocationEndpoint: 'https://api.todoist.com/api/v1/revoke',
    userinfoEndpoint: 'https://api.todoist.com/api/v1/user',
  },
  scopes: ['data:read'],
  apiOrigins: ['https://api.todoist.com'],
  protocol: {
    scopeSeparator: ',',
    revocationRequestFormat: 'json',
    revocationAuthMethod: 'client_secret_basic',
    revokedToken: 'access_token',
  },
  refreshTokenNeeds: refreshTokenNeeds({
    console:
      'Turn on refresh tokens for the app in the App Management Console of Todoist, which is the default of new apps. Tokens of other apps do not expire.',
  }),
  usefulScopes: [
    { scope: 'data:read', description: 'Read tasks, projects, labels and filters' },
    {
      scope: 'data:read_write',
      description: 'Read and change tasks, projects, labels and filters',
    },
    { scope: 'data:delete', description: 'Delete tasks, labels and filters' },
    { scope: 'task:add', description: 'Add tasks, and nothing else' },
    { scope: 'project:delete', description: 'Delete projects' },
    { scope: 'backups:read', description: 'List the backups of an account' },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'With task:add alone, connections do not show whose they are. data:read_write does not include the scopes for deleting.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the OAuth redirect URL of the app.',
    },
  ],
  consoleUrl: 'https://app.todoist.com/app/settings/integrations/app-management',
  documentationUrl: 'https://developer.todoist.com/api/v1/',
  sources: [
    'https://developer.todoist.com/api/v1/#tag/Authorization',
    'https://doist.github.io/todoist-api-typescript/authorization',
    'https://doist.github.io/todoist-sdk-typescript/api/functions/refreshAuthToken',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed that the revocation of an access token also ends the refresh token.',
    'The pages that were read do not say how the response to a refresh names an ended grant.',
  ],
});
