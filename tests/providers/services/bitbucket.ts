import { defineService } from '../define-service';

/** The permissions of the consumer. */
const SCOPES = ['account', 'repository', 'pullrequest'];

/**
 * An OAuth consumer of Bitbucket Cloud.
 * https://developer.atlassian.com/cloud/bitbucket/oauth-2/ (the consumer has the
 * scopes; the client in HTTP Basic; two hours),
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-users/#api-user-get,
 * https://github.com/terrakube-io/terrakube/issues/47 (a token response)
 */
export const service = defineService({
  id: 'bitbucket',
  authorization: {
    address: 'https://bitbucket.org/site/oauth2/authorize',
    // The page does not mention it.
    pkce: 'optional',
  },
  proofs: ['basic'],
  token: { address: 'https://bitbucket.org/site/oauth2/access_token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes, isRefresh }) => ({
    scopes: scopes.join(' '),
    access_token: accessToken,
    expires_in: expiresIn,
    token_type: 'bearer',
    state: isRefresh ? 'refresh_token' : 'authorization_code',
    refresh_token: refreshToken,
  }),
  refresh: {
    // Each response has one. The page does not say whether it is another.
    rotation: 'same',
    deadGrants: [
      // The page prints none, so this is that of RFC 6749.
      { status: 400, body: { error: 'invalid_grant' } },
      // https://github.com/readthedocs/readthedocs.org/issues/2992
      {
        status: 400,
        body: { error: 'invalid_request', error_description: 'Invalid refresh_token' },
      },
    ],
    otherRefusals: [
      // https://github.com/p2/OAuth2/issues/96
      {
        status: 400,
        body: {
          error: 'unauthorized_client',
          error_description: 'Requests must be authenticated using OAuth client credentials',
        },
      },
    ],
  },
  revocation: null,
  userInfo: {
    address: 'https://api.bitbucket.org/2.0/user',
    scopes: ['account'],
    body: () => ({
      type: 'user',
      uuid: '{a67c8f2e-3b0b-4a52-8a0e-1d9dfc5e2a11}',
      account_id: '557058:1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901',
      username: 'jdoe',
      display_name: 'Jane Doe',
      nickname: 'jane',
      links: {},
    }),
  },
  api: { addresses: ['https://api.bitbucket.org/2.0/repositories'] },
  scopes: null,
  grants: () => SCOPES,
  lifetime: 7_200,
  account: { id: '{a67c8f2e-3b0b-4a52-8a0e-1d9dfc5e2a11}', name: 'Jane Doe' },
});
