import { preset } from './preset';
import { slack } from './slack';

/**
 * Acts as the person who connects. Slack puts this token beside the bot's in the response to a code,
 * but at the top level in the response to a refresh.
 */
export const slackUser = preset({
  ...slack,
  id: 'slack-user',
  name: 'Slack (user tokens)',
  protocol: {
    ...slack.protocol,
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
    ...slack.hints.filter(({ field }) => field !== 'scopes'),
    {
      field: 'scopes',
      text: 'Enter user token scopes only. A bot scope such as app_mentions:read is refused here.',
    },
  ],
});
