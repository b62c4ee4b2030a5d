import { preset } from './preset';

export const freshbooks = preset({
  id: 'freshbooks',
  name: 'FreshBooks',
  endpoints: {
    authorizationEndpoint: 'https://auth.freshbooks.com/oauth/authorize',
    tokenEndpoint: 'https://api.freshbooks.com/auth/oauth/token',
    revocationEndpoint: 'https://api.freshbooks.com/auth/oauth/revoke',
    userinfoEndpoint: 'https://api.freshbooks.com/auth/api/v1/users/me',
  },
  scopes: ['user:profile:read'],
  apiOrigins: ['https://api.freshbooks.com'],
  protocol: {
    revocationRequestFormat: 'json',
    responsePlaces: { accountId: ['/response/id'], accountName: ['/response/email'] },
  },
  usefulScopes: [
    { scope: 'user:profile:read', description: 'Read a user and the businesses of a user' },
    { scope: 'user:clients:read', description: 'Read clients' },
    { scope: 'user:clients:write', description: 'Create, edit and delete clients' },
    { scope: 'user:invoices:read', description: 'Read invoices' },
    { scope: 'user:invoices:write', description: 'Create, edit and delete invoices' },
    { scope: 'user:expenses:read', description: 'Read expenses' },
    { scope: 'user:payments:read', description: 'Read payments' },
    { scope: 'user:reports:read', description: 'Read reports' },
    { scope: 'user:time_entries:read', description: 'Read time entries' },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'Select the same scopes for the app in FreshBooks. Keep user:profile:read, so that connections show whose they are.',
    },
    {
      field: 'redirectUri',
      text: 'FreshBooks accepts https only. For localhost, use a tunnel.',
    },
    {
      field: 'apiOrigins',
      text: 'A token does not name a business. The response of https://api.freshbooks.com/auth/api/v1/users/me lists the businesses and the ids that the other addresses need.',
    },
    {
      field: 'backgroundRefresh',
      text: 'Each refresh returns another refresh token, and ends the former one.',
    },
  ],
  consoleUrl: 'https://my.freshbooks.com/#/developer',
  documentationUrl: 'https://www.freshbooks.com/api/authentication',
  sources: [
    'https://www.freshbooks.com/api/authentication',
    'https://www.freshbooks.com/api/scopes',
    'https://github.com/freshbooks/freshbooks-nodejs-sdk',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether FreshBooks supports PKCE or ignores it.',
    'The documentation prints token requests as JSON, too. Clients send forms, which are accepted. It is not confirmed that it will stay so.',
  ],
});
