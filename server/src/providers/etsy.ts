import { preset } from './preset';

/**
 * Version 3 of the API. There is no userinfo endpoint, because each request to the API needs a header
 * with the shared secret, which is no part of these settings.
 */
export const etsy = preset({
  id: 'etsy',
  name: 'Etsy',
  endpoints: {
    authorizationEndpoint: 'https://www.etsy.com/oauth/connect',
    tokenEndpoint: 'https://api.etsy.com/v3/public/oauth/token',
  },
  clientAuthMethod: 'none',
  scopes: ['shops_r'],
  apiOrigins: ['https://api.etsy.com', 'https://openapi.etsy.com'],
  usefulScopes: [
    { scope: 'shops_r', description: 'Read shops' },
    { scope: 'shops_w', description: 'Change shops' },
    { scope: 'listings_r', description: 'Read listings, with inactive ones' },
    { scope: 'listings_w', description: 'Create and change listings' },
    { scope: 'listings_d', description: 'Delete listings' },
    { scope: 'transactions_r', description: 'Read sales and receipts' },
    { scope: 'transactions_w', description: 'Change receipts' },
    { scope: 'email_r', description: 'Read the email address of a user' },
  ],
  hints: [
    { field: 'clientId', text: 'Enter the keystring of the app.' },
    {
      field: 'clientSecret',
      text: 'Leave this empty. Etsy relies on PKCE, and takes no secret for tokens.',
    },
    {
      field: 'apiOrigins',
      text: 'Each request to the API also needs the header x-api-key, with the keystring, a colon, and the shared secret. Plugins must add it.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the callback URLs of the app. Etsy accepts https only.',
    },
    {
      field: 'backgroundRefresh',
      text: 'An access token lives for an hour. A refresh token ends after 90 days.',
    },
  ],
  consoleUrl: 'https://www.etsy.com/developers/your-apps',
  documentationUrl: 'https://developers.etsy.com/documentation/essentials/authentication',
  sources: [
    'https://developers.etsy.com/documentation/essentials/authentication',
    'https://developers.etsy.com/documentation/essentials/requests',
    'https://github.com/SocialiteProviders/Providers/blob/master/src/Etsy/Provider.php',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'The access token begins with the ID of the user. No response of the token endpoint names it otherwise, so connections do not show whose they are.',
    'It is not confirmed whether the token endpoint also accepts requests with a client secret.',
  ],
});
