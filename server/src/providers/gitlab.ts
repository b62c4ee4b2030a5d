import { preset } from './preset';

/** GitLab.com. For a self-managed instance, discovery at its address fills in the endpoints. */
export const gitlab = preset({
  id: 'gitlab',
  name: 'GitLab',
  discoveryUrl: 'https://gitlab.com/.well-known/openid-configuration',
  issuer: 'https://gitlab.com',
  endpoints: {
    authorizationEndpoint: 'https://gitlab.com/oauth/authorize',
    tokenEndpoint: 'https://gitlab.com/oauth/token',
    revocationEndpoint: 'https://gitlab.com/oauth/revoke',
    introspectionEndpoint: 'https://gitlab.com/oauth/introspect',
    userinfoEndpoint: 'https://gitlab.com/oauth/userinfo',
    jwksUri: 'https://gitlab.com/oauth/discovery/keys',
  },
  scopes: ['openid', 'email', 'profile', 'read_user'],
  apiOrigins: ['https://gitlab.com'],
  consoleUrl: 'https://gitlab.com/-/user_settings/applications',
  documentationUrl: 'https://docs.gitlab.com/integration/oauth_provider/',
  usefulScopes: [
    { scope: 'read_user', description: 'Read the profile of an account' },
    { scope: 'read_api', description: 'Read everything that the account can see' },
    { scope: 'api', description: 'Read and change everything that the account can' },
    { scope: 'read_repository', description: 'Read repositories over Git' },
    { scope: 'write_repository', description: 'Read and write repositories over Git' },
    { scope: 'read_registry', description: 'Read container images of private projects' },
    { scope: 'email', description: 'Read the email address of an account' },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'Select the same scopes in the application in GitLab. It refuses a request for others (invalid_scope).',
    },
    {
      field: 'clientSecret',
      text: 'Keep the application "confidential" in GitLab, and copy the secret at once. GitLab shows it only once.',
    },
    {
      field: 'discoveryUrl',
      text: 'For your own GitLab server, replace gitlab.com by its host, and run the discovery. Replace the host in the API origins, too.',
    },
  ],
  sources: [
    'https://docs.gitlab.com/integration/oauth_provider/',
    'https://docs.gitlab.com/api/oauth2/',
  ],
  checkedOn: '2026-11-29',
});
