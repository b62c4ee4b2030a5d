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
});
