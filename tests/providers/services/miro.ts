import { defineService } from '../define-service';

/**
 * An app with expiring user authorization tokens.
 * https://developers.miro.com/docs/getting-started-with-oauth,
 * https://developers.miro.com/reference/ne-exchange-authorization-code-with-access-token ("fully
 * compatible with OAuth standards … send the parameters in your request body"),
 * https://developers.miro.com/reference/ne-use-access-token-for-rest-api-requests (/v1/oauth-token)
 */
export const service = defineService({
  id: 'miro',
  authorization: {
    address: 'https://miro.com/oauth/authorize',
    // The pages do not mention it.
    pkce: 'optional',
  },
  proofs: ['body'],
  token: { address: 'https://api.miro.com/v1/oauth/token', styles: ['form', 'POST with a query'] },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    user_id: '9876543210123456789',
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    access_token: accessToken,
    ...(expiresIn !== null && { expires_in: expiresIn }),
    team_id: '1234567890987654321',
    scope: scopes.join(' '),
    token_type: 'bearer',
  }),
  refresh: {
    // "A new refresh token (resetting the validity period for 60 days)"
    rotation: 'new',
    // The pages do not print it; https://github.com/miroapp/miro-ai/issues/59 names the code.
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
  },
  // POST /v2/oauth/revoke takes accessToken, clientId and clientSecret as JSON.
  revocation: null,
  userInfo: {
    address: 'https://api.miro.com/v1/oauth-token',
    body: () => ({
      type: 'oauth_token',
      team: { type: 'team', id: '1234567890987654321', name: 'Acme Design' },
      scopes: ['boards:read'],
      user: { type: 'user', id: '9876543210123456789', name: 'Jane Doe' },
      createdBy: { type: 'user', id: '1111111111111111111', name: 'John Roe' },
    }),
  },
  api: { addresses: ['https://api.miro.com/v2/boards'] },
  scopes: ['boards:read', 'boards:write'],
  lifetime: 3_599,
  account: { id: '9876543210123456789', name: 'Jane Doe' },
  variants: { 'an app whose tokens do not expire': { refresh: null, lifetime: null } },
});
