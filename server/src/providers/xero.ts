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
  usefulScopes: [
    { scope: 'accounting.invoices.read', description: 'Read invoices and bills' },
    { scope: 'accounting.invoices', description: 'Read and write invoices and bills' },
    { scope: 'accounting.payments.read', description: 'Read payments' },
    { scope: 'accounting.banktransactions.read', description: 'Read bank transactions' },
    { scope: 'accounting.contacts.read', description: 'Read contacts' },
    {
      scope: 'accounting.settings.read',
      description: 'Read accounts, tax rates and other settings',
    },
    {
      scope: 'accounting.reports.profitandloss.read',
      description: 'Read the profit and loss report',
    },
    { scope: 'accounting.reports.balancesheet.read', description: 'Read the balance sheet' },
    { scope: 'offline_access', description: 'Get a refresh token' },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'Apps that were created since 2 March 2026 cannot request the broad scopes accounting.transactions and accounting.reports.read. For older apps, these end in September 2027.',
    },
    {
      field: 'clientId',
      text: 'Create a web app. Xero limits how many organizations can connect to it.',
    },
    {
      field: 'apiOrigins',
      text: 'A token can be for several organizations. Each request to the API needs the header Xero-tenant-id. The address https://api.xero.com/connections lists the ids.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the redirect URIs on the Configuration page of the app.',
    },
  ],
  consoleUrl: 'https://developer.xero.com/app/manage',
  documentationUrl: 'https://developer.xero.com/documentation/guides/oauth2/auth-flow',
  sources: [
    'https://developer.xero.com/documentation/guides/oauth2/auth-flow',
    'https://developer.xero.com/documentation/guides/oauth2/scopes',
    'https://developer.xero.com/faq/granular-scopes',
  ],
  checkedOn: '2026-11-29',
});
