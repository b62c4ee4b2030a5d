import { preset, refreshTokenNeeds } from './preset';

/** Jira and Confluence in the cloud, by OAuth 2.0 (3LO). Data Center has servers of its own. */
export const atlassian = preset({
  id: 'atlassian',
  name: 'Atlassian (Jira, Confluence)',
  endpoints: {
    authorizationEndpoint: 'https://auth.atlassian.com/authorize',
    tokenEndpoint: 'https://auth.atlassian.com/oauth/token',
    userinfoEndpoint: 'https://api.atlassian.com/me',
  },
  scopes: ['read:me', 'offline_access'],
  authorizationParams: [
    { key: 'audience', value: 'api.atlassian.com' },
    { key: 'prompt', value: 'consent' },
  ],
  apiOrigins: ['https://api.atlassian.com'],
  protocol: {
    requestFormat: 'json',
    responsePlaces: { accountId: ['account_id'] },
    // Sent as `unauthorized_client`: https://github.com/raycast/extensions/issues/11836
    endedGrantWords: [{ key: 'error_description', value: 'refresh_token is invalid' }],
  },
  refreshTokenNeeds: refreshTokenNeeds({ scopes: ['offline_access'] }),
  usefulScopes: [
    { scope: 'read:me', description: 'Read the name and email address of an account' },
    { scope: 'read:jira-work', description: 'Read projects, issues and their attachments in Jira' },
    { scope: 'write:jira-work', description: 'Create and edit issues, and comment, in Jira' },
    { scope: 'read:jira-user', description: 'Read the users of Jira' },
    { scope: 'manage:jira-webhook', description: 'Register and delete webhooks in Jira' },
    { scope: 'read:confluence-content.all', description: 'Read pages and comments in Confluence' },
    { scope: 'write:confluence-content', description: 'Create and edit pages in Confluence' },
    { scope: 'search:confluence', description: 'Search in Confluence' },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'Add each API and its scopes under Permissions in the console first: User identity API for read:me, Jira API, Confluence API. Keep offline_access, which the console does not list.',
    },
    {
      field: 'apiOrigins',
      text: 'Send requests to https://api.atlassian.com/ex/jira/ or /ex/confluence/ with the cloud ID of the site, not to the site itself. https://api.atlassian.com/oauth/token/accessible-resources lists the cloud IDs.',
    },
    {
      field: 'clientId',
      text: 'Until you turn on sharing under Distribution in the console, only the owner of the app can connect.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address under Authorization in the console. An app has one callback address only.',
    },
  ],
  consoleUrl: 'https://developer.atlassian.com/console/myapps/',
  documentationUrl: 'https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/',
  sources: [
    'https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/',
    'https://developer.atlassian.com/cloud/confluence/oauth-2-3lo-apps/',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'It is not confirmed whether Atlassian supports PKCE or ignores it.',
    'No revocation endpoint is known.',
  ],
});
