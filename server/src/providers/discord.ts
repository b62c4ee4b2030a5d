import { preset } from './preset';

/** Acts as the person who connects. A bot uses a token of its own, which OAuth does not issue. */
export const discord = preset({
  id: 'discord',
  name: 'Discord',
  endpoints: {
    authorizationEndpoint: 'https://discord.com/oauth2/authorize',
    tokenEndpoint: 'https://discord.com/api/oauth2/token',
    revocationEndpoint: 'https://discord.com/api/oauth2/token/revoke',
    userinfoEndpoint: 'https://discord.com/api/users/@me',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['identify'],
  apiOrigins: ['https://discord.com'],
  protocol: { responsePlaces: { accountName: ['username'] } },
  usefulScopes: [
    { scope: 'identify', description: 'Read the name and picture of an account' },
    { scope: 'email', description: 'Read the email address of an account' },
    { scope: 'guilds', description: 'Read the list of servers that a person is in' },
    { scope: 'guilds.members.read', description: "Read a person's membership in a server" },
    { scope: 'guilds.join', description: 'Add a person to a server that your bot is in' },
    { scope: 'connections', description: 'Read the accounts elsewhere that a person has linked' },
    { scope: 'role_connections.write', description: "Update a person's metadata for linked roles" },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'Some scopes need the approval of Discord, for example dm_channels.read. Request one only after you have the approval.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address under OAuth2 in the application, and save. Discord compares the whole address.',
    },
  ],
  consoleUrl: 'https://discord.com/developers/applications',
  documentationUrl: 'https://discord.com/developers/docs/topics/oauth2',
  sources: [
    'https://discord.com/developers/docs/topics/oauth2',
    'https://discord.com/developers/docs/resources/user',
    'https://discord.com/.well-known/oauth-authorization-server',
  ],
  checkedOn: '2026-11-29',
  openQuestions: ['It is not confirmed how long a refresh token lives without use.'],
});
