import { fixedPart, preset, refreshTokenNeeds } from './preset';

/** An external tenant, with the customers of an organization. The user flow belongs to the app. */
export const entraExternalId = preset({
  id: 'entra-external-id',
  name: 'Microsoft Entra External ID',
  discoveryUrl: 'https://{tenant}.ciamlogin.com/{tenant_id}/v2.0/.well-known/openid-configuration',
  issuer: 'https://{tenant_id}.ciamlogin.com/{tenant_id}/v2.0',
  endpoints: {
    authorizationEndpoint: 'https://{tenant}.ciamlogin.com/{tenant_id}/oauth2/v2.0/authorize',
    tokenEndpoint: 'https://{tenant}.ciamlogin.com/{tenant_id}/oauth2/v2.0/token',
    jwksUri: 'https://{tenant}.ciamlogin.com/{tenant_id}/discovery/v2.0/keys',
  },
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  variables: [
    fixedPart('tenant', 'Name of the tenant in its ciamlogin.com address', 'contoso'),
    fixedPart('tenant_id', 'Tenant ID', 'aaaabbbb-0000-cccc-1111-dddd2222eeee'),
  ],
  refreshTokenNeeds: refreshTokenNeeds({ scopes: ['offline_access'] }),
  usefulScopes: [
    { scope: 'openid', description: 'Identify a user' },
    { scope: 'profile', description: 'Read the name of a user' },
    { scope: 'email', description: 'Read the email address' },
    { scope: 'offline_access', description: 'Get a refresh token' },
  ],
  hints: [
    { field: 'clientId', text: 'Enter the Application (client) ID, not the object ID.' },
    {
      field: 'clientId',
      text: 'Register the app in the external tenant, grant it admin consent, and add it to a user flow. Without a user flow, nobody can sign in.',
    },
    {
      field: 'clientSecret',
      text: 'Enter the value of the client secret, not its ID. Note when it expires, and replace it before.',
    },
    {
      field: 'scopes',
      text: 'For an API of your own, add its scope, such as api:// with the ID of the API and the name of the scope.',
    },
    {
      field: 'apiOrigins',
      text: 'Add the origins of the APIs that accept the tokens.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address under the platform Web.',
    },
  ],
  consoleUrl:
    'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade',
  documentationUrl:
    'https://learn.microsoft.com/entra/external-id/customers/how-to-register-ciam-app',
  sources: [
    'https://learn.microsoft.com/entra/external-id/customers/concept-supported-features-customers',
    'https://learn.microsoft.com/entra/external-id/customers/how-to-register-ciam-app',
    'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed that the userinfo endpoint of Microsoft Graph accepts the tokens of customers, so the preset has none. The ID token names the account.',
    'A tenant with a custom URL domain has other endpoints. Its issuer is not confirmed.',
  ],
});
