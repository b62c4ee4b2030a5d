import { preset } from './preset';

/** The Connect APIs. */
export const canva = preset({
  id: 'canva',
  name: 'Canva',
  endpoints: {
    authorizationEndpoint: 'https://www.canva.com/api/oauth/authorize',
    tokenEndpoint: 'https://api.canva.com/rest/v1/oauth/token',
    revocationEndpoint: 'https://api.canva.com/rest/v1/oauth/revoke',
    userinfoEndpoint: 'https://api.canva.com/rest/v1/users/me',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['profile:read'],
  apiOrigins: ['https://api.canva.com'],
  protocol: { responsePlaces: { accountId: ['/team_user/user_id'] } },
  usefulScopes: [
    { scope: 'profile:read', description: 'Read the profile of a user' },
    { scope: 'design:meta:read', description: 'Read the list and details of designs' },
    { scope: 'design:content:read', description: 'Read and export the content of designs' },
    { scope: 'design:content:write', description: 'Create designs' },
    { scope: 'asset:read', description: 'Read the details of uploaded assets' },
    { scope: 'asset:write', description: 'Upload, change and delete assets' },
    { scope: 'folder:read', description: 'Read folders' },
    {
      scope: 'brandtemplate:meta:read',
      description: 'Read the list and details of brand templates',
    },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'Select each scope for the integration in the Developer Portal first.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the redirect URLs under Authentication in the Developer Portal.',
    },
    {
      field: 'clientSecret',
      text: 'Generate the secret in the Developer Portal, and copy it then. It begins with cnvca.',
    },
  ],
  consoleUrl: 'https://www.canva.com/developers/integrations',
  documentationUrl: 'https://www.canva.dev/docs/connect/authentication/',
  sources: [
    'https://www.canva.dev/docs/connect/authentication/',
    'https://www.canva.dev/docs/connect/api-reference/authentication/generate-access-token/',
    'https://www.canva.dev/docs/connect/api-reference/authentication/revoke-tokens/',
    'https://github.com/canva-sdks/canva-connect-api-starter-kit',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The pages that were read write the challenge method as s256. They do not say that S256 is accepted, which other clients send.',
    'The pages that were read do not say how long a refresh token lives without use.',
  ],
});
