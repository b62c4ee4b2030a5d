import { defineService } from '../define-service';

/**
 * https://developers.dropbox.com/oauth-guide,
 * https://www.dropbox.com/developers/documentation/http/documentation#authorization (/oauth2/token:
 * the client is in HTTP Basic or in the form; a response to a refresh has neither refresh token nor
 * account)
 */
export const service = defineService({
  id: 'dropbox',
  authorization: { address: 'https://www.dropbox.com/oauth2/authorize', pkce: 'optional' },
  proofs: ['basic', 'body'],
  token: { address: 'https://api.dropboxapi.com/oauth2/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes, isRefresh }) => ({
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: expiresIn,
    ...(!isRefresh && {
      ...(refreshToken !== null && { refresh_token: refreshToken }),
      scope: scopes.join(' '),
      uid: '12345',
      account_id: 'dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc',
    }),
  }),
  refresh: {
    conditions: { authorizationParams: { token_access_type: 'offline' } },
    rotation: 'none',
    deadGrants: [
      {
        status: 400,
        body: { error: 'invalid_grant', error_description: 'refresh token is invalid or revoked' },
      },
    ],
    otherRefusals: [
      {
        status: 400,
        body: {
          error: 'invalid_client: Invalid client_id or client_secret',
          error_description: 'Invalid client_id or client_secret',
        },
      },
    ],
  },
  // POST /2/auth/token/revoke takes the token as Bearer, and no client.
  revocation: null,
  // POST /2/users/get_current_account and /2/openid/userinfo answer no GET requests.
  userInfo: null,
  api: {
    addresses: [
      'https://api.dropboxapi.com/2/files/list_folder',
      'https://content.dropboxapi.com/2/files/download',
    ],
  },
  scopes: ['account_info.read', 'files.metadata.read', 'files.content.read'],
  lifetime: 14_400,
  account: { id: 'dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc', name: null },
});
