import { defineService } from '../define-service';

/**
 * https://developers.asana.com/docs/oauth (form parameters; a refresh returns no refresh token;
 * /-/oauth_revoke takes the refresh token only),
 * https://developers.asana.com/docs/oauth-scopes
 */
export const service = defineService({
  id: 'asana',
  authorization: { address: 'https://app.asana.com/-/oauth_authorize', pkce: 'optional' },
  proofs: ['body'],
  token: { address: 'https://app.asana.com/-/oauth_token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    access_token: accessToken,
    expires_in: expiresIn,
    token_type: 'bearer',
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    data: {
      id: 4_673_218_951,
      gid: '4673218951',
      name: 'Greg Sanchez',
      email: 'gsanchez@example.com',
    },
  }),
  refresh: {
    rotation: 'none',
    // The page does not print errors, so they are those of RFC 6749.
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
  },
  revocation: {
    address: 'https://app.asana.com/-/oauth_revoke',
    takes: 'refresh token',
  },
  // The token response names the account.
  userInfo: null,
  api: { addresses: ['https://app.asana.com/api/1.0/users/me'] },
  scopes: ['users:read', 'projects:read', 'tasks:read', 'tasks:write'],
  tellsScopes: false,
  lifetime: 3_600,
  account: { id: '4673218951', name: 'gsanchez@example.com' },
});
