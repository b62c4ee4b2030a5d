import { preset } from './preset';

export const hubspot = preset({
  id: 'hubspot',
  name: 'HubSpot',
  endpoints: {
    authorizationEndpoint: 'https://app.hubspot.com/oauth/authorize',
    tokenEndpoint: 'https://api.hubapi.com/oauth/2026-03/token',
    revocationEndpoint: 'https://api.hubapi.com/oauth/2026-03/token/revoke',
  },
  scopes: ['oauth'],
  apiOrigins: ['https://api.hubapi.com'],
  protocol: { responsePlaces: { scope: ['scopes'], accountId: ['hub_id'] } },
  usefulScopes: [
    { scope: 'oauth', description: 'Connect an account; every app needs this scope' },
    { scope: 'crm.objects.contacts.read', description: 'Read contacts' },
    { scope: 'crm.objects.contacts.write', description: 'Create, edit and delete contacts' },
    { scope: 'crm.objects.companies.read', description: 'Read companies' },
    { scope: 'crm.objects.companies.write', description: 'Create, edit and delete companies' },
    { scope: 'crm.objects.deals.read', description: 'Read deals' },
    { scope: 'crm.objects.deals.write', description: 'Create, edit and delete deals' },
    { scope: 'tickets', description: 'Read and edit tickets' },
    { scope: 'forms', description: 'Read and edit forms' },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'Request all the scopes that the app in HubSpot requires, and no others. HubSpot refuses the request if they differ.',
    },
    {
      field: 'authorizationParams',
      text: 'To request scopes that not every HubSpot plan has, add "optional_scope" with those scopes, separated by spaces.',
    },
    {
      field: 'redirectUri',
      text: 'HubSpot requires https, except for localhost.',
    },
  ],
  consoleUrl: 'https://app.hubspot.com/developer',
  documentationUrl:
    'https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens',
  sources: [
    'https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens',
    'https://developers.hubspot.com/docs/api-reference/2026-03/authentication/oauth-tokens/refresh-oauth-token',
    'https://developers.hubspot.com/docs/api-reference/legacy/authentication/oauth-tokens/v1/migration-guide',
    'https://developers.hubspot.com/docs/api-reference/auth-oauth-v3/guide',
  ],
  checkedOn: '2026-11-29',
});
