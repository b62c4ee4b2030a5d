import { preset } from './preset';

/** PKCE is required, also with a client secret. */
export const airtable = preset({
  id: 'airtable',
  name: 'Airtable',
  endpoints: {
    authorizationEndpoint: 'https://airtable.com/oauth2/v1/authorize',
    tokenEndpoint: 'https://airtable.com/oauth2/v1/token',
    userinfoEndpoint: 'https://api.airtable.com/v0/meta/whoami',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['user.email:read'],
  apiOrigins: ['https://api.airtable.com'],
  usefulScopes: [
    { scope: 'user.email:read', description: 'Read the email address of an account' },
    { scope: 'data.records:read', description: 'Read records' },
    { scope: 'data.records:write', description: 'Create, edit and delete records' },
    { scope: 'data.recordComments:read', description: 'Read comments on records' },
    { scope: 'schema.bases:read', description: 'Read the tables and fields of a base' },
    { scope: 'schema.bases:write', description: 'Create and change tables and fields' },
    { scope: 'webhook:manage', description: 'Create and delete webhooks of a base' },
  ],
  hints: [
    {
      field: 'clientSecret',
      text: 'Airtable creates a secret only on request. Select Generate client secret in the integration, and copy it at once.',
    },
    {
      field: 'scopes',
      text: 'Request at least one scope, and only scopes that are selected in the integration.',
    },
    {
      field: 'clientId',
      text: 'Other people can connect only after you enter a support email and the addresses of a privacy policy and terms of service in the integration.',
    },
    {
      field: 'redirectUri',
      text: 'Airtable requires https, except for localhost, and compares the whole address.',
    },
  ],
  consoleUrl: 'https://airtable.com/create/oauth',
  documentationUrl: 'https://airtable.com/developers/web/api/oauth-reference',
  sources: [
    'https://airtable.com/developers/web/api/oauth-reference',
    'https://airtable.com/developers/web/guides/oauth-integrations',
    'https://github.com/Airtable/oauth-example',
  ],
  checkedOn: '2026-11-29',
});
