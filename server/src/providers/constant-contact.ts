import { preset, refreshTokenNeeds } from './preset';

export const constantContact = preset({
  id: 'constant-contact',
  name: 'Constant Contact',
  endpoints: {
    authorizationEndpoint: 'https://authz.constantcontact.com/oauth2/default/v1/authorize',
    tokenEndpoint: 'https://authz.constantcontact.com/oauth2/default/v1/token',
    userinfoEndpoint: 'https://api.cc.email/v3/account/summary',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['account_read', 'offline_access'],
  apiOrigins: ['https://api.cc.email'],
  protocol: {
    responsePlaces: { accountId: ['encoded_account_id'], accountName: ['contact_email'] },
  },
  refreshTokenNeeds: refreshTokenNeeds({ scopes: ['offline_access'] }),
  usefulScopes: [
    { scope: 'account_read', description: 'Read the account' },
    { scope: 'account_update', description: 'Edit the account' },
    { scope: 'contact_data', description: 'Read and edit contacts, lists and their reports' },
    { scope: 'campaign_data', description: 'Read and edit campaigns and their reports' },
    { scope: 'offline_access', description: 'Get a refresh token' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Enter the API key of a V3 application with the Authorization Code Flow. The flow of an application cannot be changed later.',
    },
    {
      field: 'clientSecret',
      text: 'Generate the secret on the page of the application, and copy it at once.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the redirect URIs of the application.',
    },
    {
      field: 'scopes',
      text: 'Keep account_read, so that connections show whose they are.',
    },
  ],
  consoleUrl: 'https://app.constantcontact.com/pages/dma/portal/',
  documentationUrl: 'https://developer.constantcontact.com/api_guide/server_flow.html',
  sources: [
    'https://developer.constantcontact.com/api_guide/server_flow.html',
    'https://developer.constantcontact.com/api_guide/auth_overview.html',
    'https://developer.constantcontact.com/api_guide/scopes.html',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether an application with a secret may send a code challenge. The server ignores or checks it, as far as is known.',
    'The pages that were read do not describe a revocation endpoint.',
  ],
});
