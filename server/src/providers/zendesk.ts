import { fixedPart, preset } from './preset';

export const zendesk = preset({
  id: 'zendesk',
  name: 'Zendesk',
  endpoints: {
    authorizationEndpoint: 'https://{subdomain}.zendesk.com/oauth/authorizations/new',
    tokenEndpoint: 'https://{subdomain}.zendesk.com/oauth/tokens',
    userinfoEndpoint: 'https://{subdomain}.zendesk.com/api/v2/users/me.json',
  },
  scopes: ['users:read'],
  apiOrigins: ['https://{subdomain}.zendesk.com'],
  variables: [fixedPart('subdomain', 'Subdomain of the Zendesk account', 'acme')],
  protocol: {
    requestFormat: 'json',
    responsePlaces: { accountId: ['/user/id'], accountName: ['/user/email', '/user/name'] },
  },
  usefulScopes: [
    { scope: 'read', description: 'Read everything that the account can see' },
    { scope: 'write', description: 'Create, edit and delete what the account can change' },
    { scope: 'users:read', description: 'Read users' },
    { scope: 'users:write', description: 'Create, edit and delete users' },
    { scope: 'tickets:read', description: 'Read tickets' },
    { scope: 'tickets:write', description: 'Create, edit and delete tickets' },
    { scope: 'organizations:read', description: 'Read organizations' },
    { scope: 'hc:read', description: 'Read the help center' },
    { scope: 'webhooks:write', description: 'Create, edit and delete webhooks' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create the client in Admin Center under Apps and integrations, APIs, OAuth clients.',
    },
    {
      field: 'clientId',
      text: 'Enter the identifier of the OAuth client, not its name. A client works for one Zendesk account only, unless Zendesk makes it a global one on request.',
    },
    {
      field: 'clientSecret',
      text: 'Choose the client kind "confidential", and copy the secret at once. Zendesk shows it only once.',
    },
    {
      field: 'redirectUri',
      text: 'Zendesk requires https, except for localhost and 127.0.0.1.',
    },
  ],
  consoleUrl: 'https://www.zendesk.com/login/',
  documentationUrl:
    'https://support.zendesk.com/hc/en-us/articles/4408845965210-Using-OAuth-authentication-with-your-application',
  sources: [
    'https://support.zendesk.com/hc/en-us/articles/4408845965210-Using-OAuth-authentication-with-your-application',
    'https://support.zendesk.com/hc/en-us/articles/9182123625370',
    'https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/',
    'https://developer.zendesk.com/documentation/api-basics/authentication/refresh-token',
  ],
  checkedOn: '2026-11-29',
});
