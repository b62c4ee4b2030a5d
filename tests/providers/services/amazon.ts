import { defineService } from '../define-service';

/**
 * https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html (an hour for the
 * access token; the response to a refresh repeats the refresh token),
 * https://developer.amazon.com/docs/login-with-amazon/access-token-errors.html,
 * https://developer.amazon.com/docs/login-with-amazon/obtain-customer-profile.html
 */
export const service = defineService({
  id: 'amazon',
  authorization: {
    address: 'https://www.amazon.com/ap/oa',
    pkce: 'optional',
    demands: { scope: /./ },
    callbackParams: { scope: 'profile' },
  },
  proofs: ['body', 'basic'],
  token: { address: 'https://api.amazon.com/auth/o2/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: expiresIn,
    refresh_token: refreshToken,
  }),
  refresh: {
    rotation: 'same',
    deadGrants: [
      {
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description: 'The request has an invalid grant parameter : refresh_token',
        },
      },
    ],
    otherRefusals: [
      {
        status: 401,
        body: { error: 'invalid_client', error_description: 'Client authentication failed' },
      },
      { status: 400, body: { error: 'unauthorized_client' } },
      { status: 500, body: { error: 'ServerError' } },
    ],
  },
  revocation: null,
  userInfo: {
    address: 'https://api.amazon.com/user/profile',
    scopes: ['profile'],
    body: () => ({
      user_id: 'amzn1.account.K2LI23KL2LK2',
      email: 'jane@example.com',
      name: 'Jane Doe',
      postal_code: '98052',
    }),
  },
  api: { addresses: ['https://api.amazon.com/user/profile'] },
  scopes: ['profile', 'postal_code', 'profile:user_id'],
  tellsScopes: false,
  lifetime: 3_600,
  account: { id: 'amzn1.account.K2LI23KL2LK2', name: 'jane@example.com' },
});
