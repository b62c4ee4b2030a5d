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
  consoleUrl:
    'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade',
  documentationUrl: 'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow',
});
