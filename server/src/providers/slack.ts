import { preset, refreshTokenNeeds } from './preset';

/** Acts as the app's bot user. The preset `slack-user` acts as the person who connects. */
export const slack = preset({
  id: 'slack',
  name: 'Slack',
  endpoints: {
    authorizationEndpoint: 'https://slack.com/oauth/v2/authorize',
    tokenEndpoint: 'https://slack.com/api/oauth.v2.access',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['users:read'],
  apiOrigins: ['https://slack.com'],
  protocol: {
    // PKCE must be turned on, which makes the app a public client for good and ends its refresh
    // tokens after 30 days: https://docs.slack.dev/authentication/using-pkce
    pkce: 'none',
    scopeSeparator: ',',
    tokenTypes: ['bot'],
    // An installation for a whole organization belongs to no workspace.
    responsePlaces: {
      accountId: ['/team/id', '/enterprise/id'],
      accountName: ['/team/name', '/enterprise/name'],
    },
  },
  refreshTokenNeeds: refreshTokenNeeds({
    console:
      'Tokens of a Slack app do not expire unless you turn on token rotation under OAuth & Permissions in its settings: Slack then issues refresh tokens. Token rotation cannot be turned off again.',
  }),
  usefulScopes: [
    { scope: 'chat:write', description: 'Send messages as the app' },
    { scope: 'channels:read', description: 'Read the list and the details of public channels' },
    { scope: 'channels:history', description: 'Read messages in public channels of the app' },
    { scope: 'groups:history', description: 'Read messages in private channels of the app' },
    { scope: 'users:read', description: 'Read the members of a workspace' },
    { scope: 'users:read.email', description: 'Read the email addresses of members' },
    { scope: 'files:read', description: 'Read files that are shared in conversations of the app' },
    { scope: 'files:write', description: 'Upload, edit and delete files as the app' },
  ],
  hints: [
    {
      field: 'redirectUri',
      text: 'Slack requires an https address. Add it to the Redirect URLs under OAuth & Permissions.',
    },
    {
      field: 'scopes',
      text: 'These are bot scopes. To act as the person who connects, choose the preset for user tokens instead.',
    },
    {
      field: 'clientId',
      text: 'An app can be installed only in the workspace where it was created. To connect others, activate public distribution under Manage Distribution.',
    },
  ],
  consoleUrl: 'https://api.slack.com/apps',
  documentationUrl: 'https://docs.slack.dev/authentication/installing-with-oauth',
  sources: [
    'https://docs.slack.dev/authentication/installing-with-oauth',
    'https://docs.slack.dev/authentication/using-token-rotation',
    'https://docs.slack.dev/authentication/using-pkce',
    'https://docs.slack.dev/reference/methods/oauth.v2.access',
    'https://docs.slack.dev/reference/scopes',
  ],
  checkedOn: '2026-11-29',
});
