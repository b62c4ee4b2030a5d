import { preset, refreshTokenNeeds } from './preset';

export const xero = preset({
  id: 'xero',
  name: 'Xero',
  discoveryUrl: 'https://identity.xero.com/.well-known/openid-configuration',
  issuer: 'https://identity.xero.com',
  endpoints: {
    authorizationEndpoint: 'https://login.xero.com/identity/connect/authorize',
    tokenEndpoint: 'https://identity.xero.com/connect/token',
    revocationEndpoint: 'https://identity.xero.com/connect/revocation',
    userinfoEndpoint: 'https://identity.xero.com/connect/userinfo',
    jwksUri: 'https://identity.xero.com/.well-known/openid-configuration/jwks',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  apiOrigins: ['https://api.xero.com'],
  refreshTokenNeeds: refreshTokenNeeds({ scopes: ['offline_access'] }),
  consoleUrl: 'https://developer.xero.com/app/manage',
  documentationUrl: 'https://developer.xero.com/documentation/guides/oauth2/auth-flow',
});
