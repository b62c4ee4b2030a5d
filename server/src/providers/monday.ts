import { preset, refreshTokenNeeds } from './preset';

/**
 * The OAuth 2.1 flow, which new apps must use. The older one has another token endpoint. The API is
 * GraphQL only, so no userinfo endpoint names the account.
 */
export const monday = preset({
  id: 'monday',
  name: 'monday.com',
  endpoints: {
    authorizationEndpoint: 'https://auth.monday.com/oauth2/authorize',
    tokenEndpoint: 'https://auth.monday.com/oauth_ms/oauth/token',
    revocationEndpoint: 'https://auth.monday.com/oauth_ms/oauth/revoke',
  },
  scopes: ['me:read'],
  apiOrigins: ['https://api.monday.com'],
  protocol: { requestFormat: 'json' },
  refreshTokenNeeds: refreshTokenNeeds({
    console:
      'An app that was created before OAuth 2.1 became the default gets no refresh tokens at first. Create a draft version of it, turn on "New OAuth Flow" under OAuth & Permissions, and promote the version to live.',
  }),
  usefulScopes: [
    { scope: 'me:read', description: 'Read the profile of the person' },
    { scope: 'account:read', description: 'Read general details of the monday.com account' },
    { scope: 'boards:read', description: 'Read boards and their items' },
    { scope: 'boards:write', description: 'Create and edit boards and their items' },
    { scope: 'updates:read', description: 'Read updates and replies' },
    { scope: 'updates:write', description: 'Write updates and replies' },
    { scope: 'users:read', description: 'Read the users of the account' },
    { scope: 'workspaces:read', description: 'Read workspaces' },
    { scope: 'webhooks:write', description: 'Create and delete webhooks' },
  ],
  hints: [
    {
      field: 'defaultLifetimeSeconds',
      text: "monday.com's responses give no lifetime. Access tokens live for about an hour: enter 3600, so that they are refreshed in time.",
    },
    {
      field: 'scopes',
      text: 'Select the same scopes under OAuth & Permissions in the app, and promote that version to live.',
    },
    {
      field: 'clientId',
      text: "An admin must install the app in a customer's account before people there can connect.",
    },
  ],
  consoleUrl: 'https://monday.com/developers/apps',
  documentationUrl: 'https://developer.monday.com/apps/docs/oauth-2-1',
  sources: [
    'https://developer.monday.com/apps/docs/oauth-2-1',
    'https://developer.monday.com/apps/docs/migrating-to-the-new-oauth-flow',
    'https://developer.monday.com/apps/docs/oauth',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The documentation of the token response does not give the lifetime of an access token; that of the migration of older tokens says one hour.',
  ],
});
