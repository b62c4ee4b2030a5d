import { defineService } from '../define-service';

/**
 * https://devcenter.heroku.com/articles/oauth (eight hours for the access token; the response repeats
 * the refresh token),
 * https://devcenter.heroku.com/articles/platform-api-reference (the header `Accept`)
 */
export const service = defineService({
  id: 'heroku',
  authorization: {
    address: 'https://id.heroku.com/oauth/authorize',
    // The page does not mention it.
    pkce: 'optional',
    demands: { scope: /./ },
  },
  proofs: ['body'],
  token: { address: 'https://id.heroku.com/oauth/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    access_token: accessToken,
    expires_in: expiresIn,
    refresh_token: refreshToken,
    token_type: 'Bearer',
    user_id: '01234567-89ab-cdef-0123-456789abcdef',
    session_nonce: '2bf3ec81701ec291',
  }),
  refresh: {
    rotation: 'same',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [
      { status: 401, body: { id: 'unauthorized', message: 'Invalid credentials provided.' } },
    ],
  },
  // DELETE /oauth/authorizations/{id} takes an access token.
  revocation: null,
  userInfo: {
    address: 'https://api.heroku.com/account',
    scopes: ['identity'],
    body: () => ({
      allow_tracking: true,
      beta: false,
      email: 'jane@example.com',
      id: '01234567-89ab-cdef-0123-456789abcdef',
      name: 'Jane Doe',
      verified: true,
    }),
  },
  api: {
    addresses: ['https://api.heroku.com/apps'],
    headers: { accept: 'application/vnd.heroku+json; version=3' },
  },
  scopes: ['identity', 'read', 'write', 'read-protected', 'write-protected'],
  tellsScopes: false,
  lifetime: 28_799,
  account: { id: '01234567-89ab-cdef-0123-456789abcdef', name: 'jane@example.com' },
});
