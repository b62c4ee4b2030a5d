import { preset } from './preset';

/**
 * QuickBooks Online. There is no issuer, because the documentation does not say that id_tokens
 * repeat the nonce; the account comes from the userinfo endpoint.
 */
export const quickbooks = preset({
  id: 'quickbooks',
  name: 'QuickBooks',
  endpoints: {
    authorizationEndpoint: 'https://appcenter.intuit.com/connect/oauth2',
    tokenEndpoint: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
    userinfoEndpoint: 'https://accounts.platform.intuit.com/v1/openid_connect/userinfo',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['com.intuit.quickbooks.accounting', 'openid', 'email'],
  apiOrigins: ['https://quickbooks.api.intuit.com'],
  usefulScopes: [
    {
      scope: 'com.intuit.quickbooks.accounting',
      description: 'Read and edit customers, invoices, bills and other accounting data',
    },
    { scope: 'com.intuit.quickbooks.payment', description: 'Take payments' },
    { scope: 'openid', description: 'Identify the account of a person' },
    { scope: 'email', description: 'Read the email address of a person' },
    { scope: 'profile', description: 'Read the name of a person' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Development keys work only with sandbox companies. For real companies, enter the production keys.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address under Redirect URIs of the same keys. For production keys, Intuit requires https and accepts no localhost.',
    },
    {
      field: 'userinfoEndpoint',
      text: 'With development keys, use sandbox-accounts.platform.intuit.com here and https://sandbox-quickbooks.api.intuit.com as the API origin.',
    },
    {
      field: 'apiOrigins',
      text: 'Each request names the company by its company ID (realm ID). Intuit sends the ID to the callback only, where it is not kept: ask for it when a person connects.',
    },
    {
      field: 'backgroundRefresh',
      text: 'A refresh token ends after 100 days without use, and after 5 years at the latest. Keep the background refresh on.',
    },
  ],
  consoleUrl: 'https://developer.intuit.com/app/developer/dashboard',
  documentationUrl:
    'https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0',
  sources: [
    'https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0',
    'https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/openid-connect',
    'https://github.com/intuit/oauth-pythonclient',
    'https://github.com/intuit/oauth-jsclient',
    'https://github.com/intuit/QuickBooks-V3-Java-SDK/releases/tag/v6.5.4',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The documentation does not mention PKCE.',
    'The documentation sends a revocation as JSON and does not say whether a form is accepted.',
  ],
});
