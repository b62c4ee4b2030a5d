import { defineService } from '../define-service';

/**
 * A Stripe App, whose permissions are in its manifest.
 * https://docs.stripe.com/stripe-apps/api-authentication/oauth (client_id, redirect_uri and state at
 * the one endpoint, code or refresh_token and grant_type at the other, with the secret key as the
 * user name),
 * https://docs.stripe.com/error-codes#parameter-unknown,
 * https://docs.stripe.com/connect/oauth-reference#post-token-error-codes
 */
export const service = defineService({
  id: 'stripe',
  authorization: {
    address: 'https://marketplace.stripe.com/oauth/v2/authorize',
    // Not documented for either endpoint, and the second one refuses what it does not know.
    pkce: 'refused',
    responseType: null,
  },
  proofs: ['secret as the user name'],
  token: {
    address: 'https://api.stripe.com/v1/oauth/token',
    names: { client_id: null, redirect_uri: null, code_verifier: null },
  },
  tokenBody: ({ accessToken, refreshToken }) => ({
    access_token: accessToken,
    livemode: true,
    refresh_token: refreshToken,
    scope: 'stripe_apps',
    stripe_publishable_key: 'pk_live_abc',
    stripe_user_id: 'acct_1234567890',
    token_type: 'bearer',
  }),
  refresh: {
    // Rolled on every exchange.
    rotation: 'new',
    deadGrants: [
      {
        status: 400,
        body: { error: 'invalid_grant', error_description: 'Refresh token does not exist' },
      },
    ],
    otherRefusals: [
      {
        status: 401,
        body: { error: { type: 'invalid_request_error', message: 'Invalid API Key' } },
      },
      { status: 400, body: { error: 'invalid_request', error_description: 'No grant type' } },
    ],
  },
  // /oauth/deauthorize takes a client and an account, and no token.
  revocation: null,
  // /v1/account needs a permission in the manifest, and the response names the account already.
  userInfo: null,
  api: { addresses: ['https://api.stripe.com/v1/customers'] },
  scopes: null,
  grants: () => ['stripe_apps'],
  // One hour, which the response does not say.
  lifetime: null,
  account: { id: 'acct_1234567890', name: null },
});
