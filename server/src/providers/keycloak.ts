import { fixedPart, preset } from './preset';

export const keycloak = preset({
  id: 'keycloak',
  name: 'Keycloak',
  discoveryUrl: 'https://{host}/realms/{realm}/.well-known/openid-configuration',
  issuer: 'https://{host}/realms/{realm}',
  endpoints: {
    authorizationEndpoint: 'https://{host}/realms/{realm}/protocol/openid-connect/auth',
    tokenEndpoint: 'https://{host}/realms/{realm}/protocol/openid-connect/token',
    revocationEndpoint: 'https://{host}/realms/{realm}/protocol/openid-connect/revoke',
    userinfoEndpoint: 'https://{host}/realms/{realm}/protocol/openid-connect/userinfo',
    introspectionEndpoint: 'https://{host}/realms/{realm}/protocol/openid-connect/token/introspect',
    jwksUri: 'https://{host}/realms/{realm}/protocol/openid-connect/certs',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  variables: [
    fixedPart('host', 'Host of the server', 'login.example.com'),
    fixedPart('realm', 'Name of the realm', 'main'),
  ],
  usefulScopes: [
    { scope: 'openid', description: 'Identify a user' },
    { scope: 'profile', description: 'Read the name and profile of a user' },
    { scope: 'email', description: 'Read the email address' },
    { scope: 'offline_access', description: 'Get a refresh token that outlasts the session' },
  ],
  hints: [
    {
      field: 'issuer',
      text: 'The path begins with /realms; before version 17 it began with /auth/realms.',
    },
    {
      field: 'clientSecret',
      text: 'Turn on client authentication for the client. Keycloak then shows the secret on the Credentials tab.',
    },
    {
      field: 'scopes',
      text: 'Keep offline_access. Without it, a refresh token ends with the session of the user. The user needs the role offline_access.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the valid redirect URIs of the client.',
    },
    {
      field: 'apiOrigins',
      text: 'Add the origins of the APIs that accept the tokens.',
    },
  ],
  documentationUrl: 'https://www.keycloak.org/securing-apps/oidc-layers',
  sources: [
    'https://www.keycloak.org/securing-apps/oidc-layers',
    'https://www.keycloak.org/docs/latest/server_admin/#_offline-access',
    'https://github.com/keycloak/keycloak/blob/main/docs/guides/securing-apps/partials/oidc/available-endpoints.adoc',
  ],
  checkedOn: '2026-11-29',
});
