import { defineService } from '../define-service';

/**
 * https://developers.etsy.com/documentation/essentials/authentication (PKCE, and no client secret; an
 * hour for the access token; a refresh returns another refresh token)
 */
export const service = defineService({
  id: 'etsy',
  authorization: {
    address: 'https://www.etsy.com/oauth/connect',
    pkce: 'required',
    demands: { scope: /./ },
  },
  proofs: ['none'],
  token: {
    address: 'https://api.etsy.com/v3/public/oauth/token',
    styles: ['form', 'json'],
  },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: expiresIn,
    refresh_token: refreshToken,
  }),
  refresh: {
    rotation: 'new',
    deadGrants: [
      {
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description: 'refresh_token has been revoked or is expired',
        },
      },
    ],
    otherRefusals: [{ status: 401, body: { error: 'invalid_client' } }],
  },
  revocation: null,
  // Needs the header x-api-key, with the shared secret, which the caller adds.
  userInfo: null,
  api: {
    addresses: [
      'https://api.etsy.com/v3/application/users/12345678/shops',
      'https://openapi.etsy.com/v3/application/users/12345678/shops',
    ],
  },
  scopes: ['shops_r', 'listings_r', 'transactions_r'],
  tellsScopes: false,
  lifetime: 3_600,
  account: { id: null, name: null },
});
