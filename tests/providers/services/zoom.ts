import { defineService } from '../define-service';

/** The scopes are those of the app in Zoom's console. */
const SCOPES = ['user:read:user', 'meeting:read:meeting'];

/**
 * A general app, managed by users.
 * https://developers.zoom.us/docs/integrations/oauth/,
 * https://developers.zoom.us/docs/integrations/oauth-error-messages/ (4706: the client may be
 * missing "either in the header or in the request parameter"),
 * https://developers.zoom.us/docs/api/users/#tag/users/get/users/{userId}
 */
export const service = defineService({
  id: 'zoom',
  authorization: { address: 'https://zoom.us/oauth/authorize', pkce: 'optional' },
  proofs: ['basic', 'body'],
  token: { address: 'https://zoom.us/oauth/token', styles: ['form', 'POST with a query'] },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    access_token: accessToken,
    token_type: 'bearer',
    refresh_token: refreshToken,
    expires_in: expiresIn,
    scope: scopes.join(' '),
    api_url: 'https://api.zoom.us',
  }),
  refresh: {
    // "the latest refresh token must always be used for the next refresh request"
    rotation: 'new',
    deadGrants: [
      // https://devsupport.zoom.us/hc/en-us/articles/360060332931, until 2022
      { status: 401, body: { reason: 'Invalid Token!', error: 'invalid_request' } },
      // https://github.com/raycast/extensions/issues/10896
      { status: 400, body: { reason: 'Invalid Token!', error: 'invalid_grant' } },
    ],
    otherRefusals: [
      {
        status: 401,
        body: { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
      },
      { status: 400, body: { reason: 'Bad Request', error: 'invalid_request' } },
    ],
  },
  // The page describes it with an access token. What it does with a refresh token is not confirmed.
  revocation: {
    address: 'https://zoom.us/oauth/revoke',
    answer: { status: 200, body: { status: 'success' } },
  },
  userInfo: {
    address: 'https://api.zoom.us/v2/users/me',
    scopes: ['user:read:user'],
    body: () => ({
      id: 'zJKyaiAyTNC-MWjiWC18KQ',
      first_name: 'Jane',
      last_name: 'Doe',
      display_name: 'Jane Doe',
      email: 'jane@example.com',
      type: 2,
      status: 'active',
    }),
  },
  api: { addresses: ['https://api.zoom.us/v2/users/me/meetings'] },
  scopes: null,
  grants: () => SCOPES,
  lifetime: 3_600,
  account: { id: 'zJKyaiAyTNC-MWjiWC18KQ', name: 'jane@example.com' },
});
