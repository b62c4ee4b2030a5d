import { preset, refreshTokenNeeds } from './preset';

/**
 * Accounts of any organization, and personal accounts. For one organization, replace `common` with
 * its tenant id.
 */
export const microsoft = preset({
  id: 'microsoft',
  name: 'Microsoft',
  discoveryUrl: 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration',
  // Microsoft's own template: each id_token names its tenant.
  issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
  endpoints: {
    authorizationEndpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    tokenEndpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    userinfoEndpoint: 'https://graph.microsoft.com/oidc/userinfo',
    jwksUri: 'https://login.microsoftonline.com/common/discovery/v2.0/keys',
  },
  scopes: ['openid', 'email', 'profile', 'offline_access', 'User.Read'],
  apiOrigins: ['https://graph.microsoft.com'],
  refreshTokenNeeds: refreshTokenNeeds({ scopes: ['offline_access'] }),
  usefulScopes: [
    { scope: 'User.Read', description: 'Read the profile of the user' },
    { scope: 'Mail.Read', description: "Read the user's mail" },
    { scope: 'Mail.Send', description: 'Send mail as the user' },
    { scope: 'Calendars.Read', description: "Read the user's calendars" },
    { scope: 'Calendars.ReadWrite', description: "Read and write the user's calendars" },
    { scope: 'Contacts.Read', description: "Read the user's contacts" },
    { scope: 'Files.ReadWrite', description: "Read and write the user's files" },
    { scope: 'Sites.Read.All', description: 'Read all the sites that the user can read' },
    { scope: 'offline_access', description: 'Get a refresh token' },
  ],
  hints: [
    { field: 'clientId', text: 'Enter the Application (client) ID, not the object ID.' },
    {
      field: 'clientSecret',
      text: 'Enter the value of the client secret, not its ID. Note when it expires, and replace it before.',
    },
    {
      field: 'discoveryUrl',
      text: 'If the app is only for accounts of your organization, replace common by the tenant ID. Then load this address: that fills in the issuer and the endpoints.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address under the platform Web. With the platform Single-page application, a refresh token ends after 24 hours.',
    },
    {
      field: 'backgroundRefresh',
      text: 'A refresh token ends after 90 days. Each refresh returns another one.',
    },
  ],
  consoleUrl:
    'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade',
  documentationUrl: 'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow',
  sources: [
    'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow',
    'https://learn.microsoft.com/entra/identity-platform/refresh-tokens',
    'https://learn.microsoft.com/graph/permissions-reference',
  ],
  checkedOn: '2026-11-29',
});
