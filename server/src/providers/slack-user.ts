import { preset, refreshTokenNeeds } from './preset';

/**
 * Acts as the person who connects. Slack puts this token beside the bot's in the response to a code,
 * but at the top level in the response to a refresh.
 */
export const slackUser = preset({
  id: 'slack-user',
  name: 'Slack (user tokens)',
  endpoints: {
    authorizationEndpoint: 'https://slack.com/oauth/v2/authorize',
    tokenEndpoint: 'https://slack.com/api/oauth.v2.access',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['users:read'],
  apiOrigins: ['https://slack.com'],
  protocol: {
    // As for the preset `slack`: https://docs.slack.dev/authentication/using-pkce
    pkce: 'none',
    scopeSeparator: ',',
    authorizationParamNames: [{ key: 'scope', value: 'user_scope' }],
    tokenTypes: ['user'],
    responsePlaces: {
      accessToken: ['/authed_user/access_token'],
      refreshToken: ['/authed_user/refresh_token'],
      expiresIn: ['/authed_user/expires_in'],
      scope: ['/authed_user/scope'],
      accountId: ['/authed_user/id'],
      accountName: ['/team/name', '/enterprise/name'],
    },
  },
  refreshTokenNeeds: refreshTokenNeeds({
    console:
      'Tokens of a Slack app do not expire unless you turn on token rotation under OAuth & Permissions in its settings: Slack then issues refresh tokens. Token rotation cannot be turned off again.',
  }),
  usefulScopes: [
    { scope: 'chat:write', description: 'Send messages as the person' },
    { scope: 'channels:read', description: 'Read the list and the details of public channels' },
    { scope: 'channels:history', description: "Read messages in the person's public channels" },
    { scope: 'groups:history', description: "Read messages in the person's private channels" },
    { scope: 'im:history', description: "Read the person's direct messages" },
    { scope: 'search:read', description: 'Search messages and files' },
    { scope: 'users:read', description: 'Read the members of a workspace' },
    { scope: 'users.profile:write', description: "Change the person's profile and status" },
  ],
  hints: [
    {
      field: 'redirectUri',
      text: 'Slack requires an https address. Add it to the Redirect URLs under OAuth & Permissions.',
    },
    {
      field: 'scopes',
      text: 'Enter user token scopes only. A bot scope such as app_mentions:read is refused here.',
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
