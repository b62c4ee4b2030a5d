import { preset } from './preset';

/**
 * A Stripe App with OAuth. Its permissions are in its manifest, so there are no scopes. The app's
 * account authenticates with its secret key as the user name.
 */
export const stripe = preset({
  id: 'stripe',
  name: 'Stripe',
  endpoints: {
    authorizationEndpoint: 'https://marketplace.stripe.com/oauth/v2/authorize',
    tokenEndpoint: 'https://api.stripe.com/v1/oauth/token',
  },
  clientAuthMethod: 'client_secret_as_username',
  apiOrigins: ['https://api.stripe.com'],
  protocol: {
    // Stripe refuses parameters that it does not know, and the documentation names neither of these
    // for the token endpoint: https://docs.stripe.com/error-codes#parameter-unknown
    pkce: 'none',
    tokenParamNames: [{ key: 'redirect_uri', value: '' }],
    responsePlaces: { accountId: ['stripe_user_id'] },
  },
  hints: [
    {
      field: 'clientId',
      text: 'Enter the app\'s OAuth client ID, which begins with ca_. The app needs stripe_api_access_type "oauth" and distribution_type "public" in its manifest.',
    },
    {
      field: 'clientSecret',
      text: 'Enter the secret key of the Stripe account that owns the app. Use the key of the mode that you connect: live, test or sandbox.',
    },
    {
      field: 'authorizationEndpoint',
      text: 'Until the app is published, use the address of the install link under External test in the Stripe Dashboard, without its parameters.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to allowed_redirect_uris in the manifest, and upload the app again.',
    },
    {
      field: 'scopes',
      text: 'Leave this empty. Stripe grants the permissions in the manifest of the app.',
    },
    {
      field: 'defaultLifetimeSeconds',
      text: "Stripe's responses give no lifetime. Access tokens live for an hour: enter 3600.",
    },
  ],
  consoleUrl: 'https://dashboard.stripe.com/apps',
  documentationUrl: 'https://docs.stripe.com/stripe-apps/api-authentication/oauth',
  sources: [
    'https://docs.stripe.com/stripe-apps/api-authentication/oauth',
    'https://docs.stripe.com/error-codes',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'It is not confirmed whether the token endpoint accepts redirect_uri or code_verifier.',
  ],
});
