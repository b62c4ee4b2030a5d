import { preset } from './preset';

export const figma = preset({
  id: 'figma',
  name: 'Figma',
  endpoints: {
    authorizationEndpoint: 'https://www.figma.com/oauth',
    tokenEndpoint: 'https://api.figma.com/v1/oauth/token',
    refreshEndpoint: 'https://api.figma.com/v1/oauth/refresh',
    userinfoEndpoint: 'https://api.figma.com/v1/me',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['current_user:read'],
  apiOrigins: ['https://api.figma.com'],
  usefulScopes: [
    {
      scope: 'current_user:read',
      description: 'Read the name, email address and picture of a user',
    },
    { scope: 'file_content:read', description: 'Read the content of files' },
    { scope: 'file_metadata:read', description: 'Read the metadata of files' },
    { scope: 'file_versions:read', description: 'Read the version history of files' },
    { scope: 'file_comments:read', description: 'Read comments' },
    { scope: 'file_comments:write', description: 'Post and delete comments' },
    { scope: 'file_variables:read', description: 'Read variables' },
    { scope: 'file_dev_resources:read', description: 'Read dev resources' },
    { scope: 'webhooks:write', description: 'Create and manage webhooks' },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'Select the same scopes on the OAuth Scopes tab of the app in Figma.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the redirect URLs on the OAuth Credentials tab of the app.',
    },
  ],
  consoleUrl: 'https://www.figma.com/developers/apps',
  documentationUrl: 'https://developers.figma.com/docs/rest-api/authentication/',
  sources: ['https://developers.figma.com/docs/rest-api/authentication/'],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The pages that were read do not say how long a refresh token lasts.',
    'The pages that were read do not say how the response to a refresh names an ended grant.',
  ],
});
