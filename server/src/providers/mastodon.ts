import { fixedPart, preset, refreshTokenNeeds } from './preset';

export const mastodon = preset({
  id: 'mastodon',
  name: 'Mastodon',
  endpoints: {
    authorizationEndpoint: 'https://{host}/oauth/authorize',
    tokenEndpoint: 'https://{host}/oauth/token',
    revocationEndpoint: 'https://{host}/oauth/revoke',
    userinfoEndpoint: 'https://{host}/api/v1/accounts/verify_credentials',
  },
  scopes: ['read:accounts'],
  apiOrigins: ['https://{host}'],
  variables: [fixedPart('host', 'Host of the server', 'mastodon.social')],
  protocol: { responsePlaces: { accountName: ['acct'] } },
  refreshTokenNeeds: refreshTokenNeeds({
    console: 'Mastodon issues no refresh tokens. A token works until it is revoked.',
  }),
  usefulScopes: [
    { scope: 'read', description: 'Read everything in an account' },
    { scope: 'read:accounts', description: 'Read accounts' },
    { scope: 'read:statuses', description: 'Read posts' },
    { scope: 'read:notifications', description: 'Read notifications' },
    { scope: 'write:statuses', description: 'Write and delete posts' },
    { scope: 'write:media', description: 'Upload media' },
    { scope: 'write:follows', description: 'Follow and unfollow accounts' },
    { scope: 'push', description: 'Receive push notifications' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Each server needs an app of its own.',
    },
    {
      field: 'clientId',
      text: 'Create an application under Development in the preferences of an account on that server, and enter its client key here.',
    },
    {
      field: 'scopes',
      text: 'Select the same scopes for the application in Mastodon. A request with any other scope fails.',
    },
    {
      field: 'redirectUri',
      text: 'Add exactly this address to the redirect URIs of the application.',
    },
  ],
  documentationUrl: 'https://docs.joinmastodon.org/spec/oauth/',
  sources: [
    'https://docs.joinmastodon.org/spec/oauth/',
    'https://docs.joinmastodon.org/methods/oauth/',
    'https://docs.joinmastodon.org/methods/accounts/#verify_credentials',
  ],
  checkedOn: '2026-11-29',
});
