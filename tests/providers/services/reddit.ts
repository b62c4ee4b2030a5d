import { defineService } from '../define-service';

const PERMANENT = { authorizationParams: { duration: 'permanent' } };

/**
 * Recorded by a client: https://github.com/praw-dev/prawcore, the cassette
 * TestAuthorizer.test_refresh__with_invalid_token.
 */
const DEAD_GRANTS = [{ status: 400, body: { error: 400 } }];

/**
 * https://github.com/reddit-archive/reddit/wiki/OAuth2,
 * https://github.com/reddit-archive/reddit/wiki/API (a User-Agent is required),
 * https://github.com/reddit-archive/reddit/blob/master/r2/r2/controllers/oauth2.py
 */
export const service = defineService({
  id: 'reddit',
  authorization: {
    address: 'https://www.reddit.com/api/v1/authorize',
    // The pages do not mention it.
    pkce: 'optional',
    demands: { scope: /./ },
  },
  proofs: ['basic'],
  token: {
    address: 'https://www.reddit.com/api/v1/access_token',
    headers: { 'user-agent': /./ },
  },
  refresh: {
    conditions: PERMANENT,
    rotation: 'none',
    deadGrants: DEAD_GRANTS,
    otherRefusals: [{ status: 401, body: { message: 'Unauthorized', error: 401 } }],
  },
  revocation: {
    address: 'https://www.reddit.com/api/v1/revoke_token',
    answer: { status: 204, body: {} },
  },
  userInfo: {
    address: 'https://oauth.reddit.com/api/v1/me',
    scopes: ['identity'],
    body: () => ({ id: 'abc12', name: 'jane_doe', created_utc: 1_389_649_907, link_karma: 31 }),
  },
  api: {
    addresses: ['https://oauth.reddit.com/api/v1/me/karma'],
    headers: { 'user-agent': /./ },
  },
  scopes: ['identity', 'read', 'submit'],
  lifetime: 3_600,
  account: { id: 'abc12', name: 'jane_doe' },
  variants: {
    // The cassette TestAuthorizer.test_refresh has a refresh token. The wiki says nothing of it.
    'a response that repeats the refresh token': {
      refresh: { conditions: PERMANENT, rotation: 'same', deadGrants: DEAD_GRANTS },
    },
  },
});
