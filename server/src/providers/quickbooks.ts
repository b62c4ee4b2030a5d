import { preset, toldValue } from './preset';

/**
 * QuickBooks Online. There is no `openid` and no issuer, because the documentation does not say that
 * id_tokens repeat the nonce. The userinfo endpoint needs `openid`.
 */
export const quickbooks = preset({
  id: 'quickbooks',
  name: 'QuickBooks',
  endpoints: {
    authorizationEndpoint: 'https://appcenter.intuit.com/connect/oauth2',
    tokenEndpoint: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
    revocationEndpoint: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['com.intuit.quickbooks.accounting'],
  apiOrigins: ['https://quickbooks.api.intuit.com'],
  protocol: { revocationRequestFormat: 'json' },
  variables: [toldValue('realmId', 'callback', 'realmId')],
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
      field: 'apiOrigins',
      text: 'Each request names the company by its company ID (realm ID). The callback tells it, and plugins read it as the value realmId.',
    },
    {
      field: 'clientId',
      text: 'Development keys work only with sandbox companies, whose API origin is https://sandbox-quickbooks.api.intuit.com. For real companies, enter the production keys.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address under Redirect URIs of the same keys. For production keys, Intuit requires https and accepts no localhost.',
    },
    {
      field: 'userinfoEndpoint',
      text: 'To see who connected, add the scopes openid and email, and enter https://accounts.platform.intuit.com/v1/openid_connect/userinfo here. With development keys, the host is sandbox-accounts.platform.intuit.com.',
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
    'It is not confirmed whether Intuit supports PKCE or ignores it.',
    "Intuit's client libraries send a revocation as JSON. It is not confirmed whether a form is accepted.",
  ],
});
