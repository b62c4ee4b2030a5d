import { defineService } from '../define-service';

const SHOP = 'https://acme.myshopify.com';

/**
 * An app outside of the panel, with an offline token that expires.
 * https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant,
 * https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens,
 * https://shopify.dev/changelog/offline-access-tokens-now-support-expiry-and-refresh,
 * https://shopify.dev/docs/api/admin-rest#authentication (X-Shopify-Access-Token)
 */
export const service = defineService({
  id: 'shopify',
  appValues: { shop: 'acme' },
  authorization: {
    address: `${SHOP}/admin/oauth/authorize`,
    // The pages do not mention it.
    pkce: 'optional',
    // Not documented, so not asked for.
    responseType: null,
    scopeSeparator: ',',
    // The page of the grant also describes these.
    callbackParams: {
      hmac: '700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf',
      host: 'YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvYWNtZQ',
      shop: 'acme.myshopify.com',
      timestamp: '1337178173',
    },
  },
  proofs: ['body'],
  token: { address: `${SHOP}/admin/oauth/access_token`, styles: ['form', 'json'] },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    access_token: accessToken,
    scope: scopes.join(','),
    ...(refreshToken !== null && {
      expires_in: expiresIn,
      refresh_token: refreshToken,
      refresh_token_expires_in: 7_776_000,
    }),
  }),
  refresh: {
    conditions: { tokenParams: { expiring: '1' } },
    rotation: 'new',
    deadGrants: [
      {
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description: 'This refresh token is not valid.',
        },
      },
    ],
    otherRefusals: [
      { status: 401, body: { error: 'invalid_client', error_description: 'Client is unknown' } },
    ],
  },
  revocation: null,
  userInfo: null,
  api: {
    addresses: [`${SHOP}/admin/api/2026-01/shop.json`],
    header: 'x-shopify-access-token',
    scheme: null,
  },
  scopes: ['read_products', 'read_orders', 'write_orders'],
  lifetime: 3_600,
  // One app is for one shop, and the response says no more than that.
  account: { id: null, name: null },
});
