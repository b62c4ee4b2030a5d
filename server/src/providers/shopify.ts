import { fixedPart, preset, refreshTokenNeeds } from './preset';

/** One shop. The response names no account, because the address of the shop does. */
export const shopify = preset({
  id: 'shopify',
  name: 'Shopify',
  endpoints: {
    authorizationEndpoint: 'https://{shop}.myshopify.com/admin/oauth/authorize',
    tokenEndpoint: 'https://{shop}.myshopify.com/admin/oauth/access_token',
  },
  scopes: ['read_products'],
  tokenParams: [{ key: 'expiring', value: '1' }],
  apiOrigins: ['https://{shop}.myshopify.com'],
  variables: [fixedPart('shop', 'Name of the shop in its myshopify.com address', 'acme')],
  protocol: {
    scopeSeparator: ',',
    apiHeader: 'X-Shopify-Access-Token',
    apiScheme: '',
  },
  refreshTokenNeeds: refreshTokenNeeds({
    console:
      'Keep the token parameter "expiring" with the value 1: Shopify then issues refresh tokens. Without it, access tokens do not expire, and public apps may not use them.',
  }),
  usefulScopes: [
    { scope: 'read_products', description: 'Read products and collections' },
    { scope: 'write_products', description: 'Read and edit products and collections' },
    { scope: 'read_orders', description: 'Read orders of the last 60 days' },
    { scope: 'write_orders', description: 'Read and edit orders' },
    { scope: 'read_all_orders', description: 'Read orders of any age, with approval by Shopify' },
    { scope: 'read_customers', description: 'Read customers' },
    { scope: 'write_customers', description: 'Read and edit customers' },
    { scope: 'read_inventory', description: 'Read stock levels' },
    { scope: 'read_content', description: 'Read pages and blog articles' },
  ],
  hints: [
    {
      field: 'scopes',
      text: "A write scope includes the read scope of the same resource. Request only the write scope, because Shopify's response then lists no read scope.",
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the allowed redirection URLs of the app. Shopify compares the whole address.',
    },
  ],
  consoleUrl: 'https://dev.shopify.com/dashboard',
  documentationUrl:
    'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant',
  sources: [
    'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant',
    'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens',
    'https://shopify.dev/changelog/offline-access-tokens-now-support-expiry-and-refresh',
    'https://shopify.dev/docs/api/usage/access-scopes',
  ],
  checkedOn: '2026-11-29',
  openQuestions: ['It is not confirmed whether Shopify supports PKCE or ignores it.'],
});
