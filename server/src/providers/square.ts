import { preset } from './preset';

/** The code flow. The response names the merchant and, as `expires_at`, the end of the token. */
export const square = preset({
  id: 'square',
  name: 'Square',
  endpoints: {
    authorizationEndpoint: 'https://connect.squareup.com/oauth2/authorize',
    tokenEndpoint: 'https://connect.squareup.com/oauth2/token',
  },
  scopes: ['MERCHANT_PROFILE_READ'],
  authorizationParams: [{ key: 'session', value: 'false' }],
  apiOrigins: ['https://connect.squareup.com'],
  protocol: {
    // At Square, PKCE replaces the secret, and its refresh tokens work only once:
    // https://developer.squareup.com/docs/oauth-api/overview
    pkce: 'none',
    requestFormat: 'json',
    responsePlaces: { accountId: ['merchant_id'] },
  },
  usefulScopes: [
    { scope: 'MERCHANT_PROFILE_READ', description: 'Read the business and its locations' },
    { scope: 'PAYMENTS_READ', description: 'Read payments and refunds' },
    { scope: 'PAYMENTS_WRITE', description: 'Take and refund payments' },
    { scope: 'ORDERS_READ', description: 'Read orders' },
    { scope: 'ORDERS_WRITE', description: 'Create and edit orders' },
    { scope: 'ITEMS_READ', description: 'Read the catalog' },
    { scope: 'ITEMS_WRITE', description: 'Edit the catalog' },
    { scope: 'CUSTOMERS_READ', description: 'Read customers' },
    { scope: 'INVENTORY_READ', description: 'Read stock levels' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Enter the Application ID on the OAuth page of the application in the Developer Console.',
    },
    {
      field: 'clientSecret',
      text: 'Enter the Application secret on the OAuth page, not the access token of the application.',
    },
    {
      field: 'authorizationEndpoint',
      text: 'For the sandbox, use connect.squareupsandbox.com here, in the token URI and in the API origins, and remove the parameter "session". Open the test account in the Developer Console before you connect.',
    },
    {
      field: 'redirectUri',
      text: 'Square requires https. The sandbox also accepts http for localhost.',
    },
  ],
  consoleUrl: 'https://developer.squareup.com/apps',
  documentationUrl: 'https://developer.squareup.com/docs/oauth-api/overview',
  sources: [
    'https://developer.squareup.com/docs/oauth-api/overview',
    'https://developer.squareup.com/docs/oauth-api/best-practices',
    'https://developer.squareup.com/docs/oauth-api/refresh-revoke-limit-scope',
    'https://developer.squareup.com/reference/square/o-auth/obtain-token',
  ],
  checkedOn: '2026-11-29',
});
