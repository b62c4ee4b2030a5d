import { defineService } from '../define-service';

const LIFETIME = 2_592_000;

/**
 * The code flow, in production.
 * https://developer.squareup.com/docs/oauth-api/overview (PKCE is a flow without a secret),
 * https://developer.squareup.com/docs/oauth-api/create-urls-for-square-authorization,
 * https://developer.squareup.com/reference/square/o-auth/obtain-token (JSON)
 */
export const service = defineService({
  id: 'square',
  authorization: {
    address: 'https://connect.squareup.com/oauth2/authorize',
    pkce: 'refused',
    // Not a parameter that the page lists; ignored.
    responseType: null,
  },
  proofs: ['body'],
  token: { address: 'https://connect.squareup.com/oauth2/token', styles: ['json'] },
  tokenBody: ({ accessToken, refreshToken }) => ({
    access_token: accessToken,
    token_type: 'bearer',
    expires_at: new Date(Date.now() + LIFETIME * 1_000).toISOString(),
    merchant_id: 'MLEFBHHSJGVHD',
    refresh_token: refreshToken,
    short_lived: false,
  }),
  refresh: {
    // "The response returns the same refresh token provided in the request."
    rotation: 'same',
    // What the endpoint says about a revoked grant is not documented.
    deadGrants: [],
    otherRefusals: [
      {
        status: 401,
        body: { errors: [{ category: 'AUTHENTICATION_ERROR', code: 'UNAUTHORIZED' }] },
      },
    ],
  },
  // RevokeToken has the secret in a scheme of its own: `Authorization: Client …`.
  revocation: null,
  // /v2/merchants/me needs MERCHANT_PROFILE_READ, and the response names the merchant already.
  userInfo: null,
  api: { addresses: ['https://connect.squareup.com/v2/locations'] },
  scopes: ['MERCHANT_PROFILE_READ', 'PAYMENTS_READ', 'ORDERS_READ'],
  tellsScopes: false,
  lifetime: LIFETIME,
  account: { id: 'MLEFBHHSJGVHD', name: null },
  provenElsewhere: {
    'authorizationParams: session':
      'Square accepts requests without it. It makes the seller log in, as Square wants in production.',
  },
});
