import { defineService } from '../define-service';

/**
 * A confidential client.
 * https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code,
 * https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token (HTTP Basic, PKCE),
 * https://docs.x.com/x-api/users/get-my-user
 */
export const service = defineService({
  id: 'x',
  authorization: { address: 'https://x.com/i/oauth2/authorize', pkce: 'required' },
  // "you will need to use a basic authentication scheme"
  proofs: ['basic'],
  token: { address: 'https://api.x.com/2/oauth2/token' },
  refresh: {
    conditions: { scopes: ['offline.access'] },
    rotation: 'new',
    deadGrants: [
      // Not documented, but many clients match these words, e.g.
      // https://github.com/transitive-bullshit/chatgpt-twitter-bot.
      {
        status: 400,
        body: {
          error: 'invalid_request',
          error_description: 'Value passed for the token was invalid.',
        },
      },
      { status: 400, body: { error: 'invalid_grant' } },
    ],
    otherRefusals: [
      {
        status: 401,
        body: {
          error: 'unauthorized_client',
          error_description: 'Missing valid authorization header',
        },
      },
      {
        status: 400,
        body: {
          error: 'invalid_request',
          error_description: 'Value passed for the authorization code was invalid.',
        },
      },
    ],
  },
  revocation: {
    address: 'https://api.x.com/2/oauth2/revoke',
    answer: { status: 200, body: { revoked: true } },
  },
  userInfo: {
    address: 'https://api.x.com/2/users/me',
    scopes: ['users.read', 'tweet.read'],
    body: () => ({ data: { id: '2244994945', name: 'Jane Doe', username: 'jane' } }),
  },
  api: { addresses: ['https://api.x.com/2/tweets'] },
  scopes: ['users.read', 'tweet.read', 'tweet.write', 'offline.access'],
  lifetime: 7_200,
  account: { id: '2244994945', name: 'jane' },
});
