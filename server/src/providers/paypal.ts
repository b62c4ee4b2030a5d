import { preset } from './preset';

/** Log in with PayPal. There is no `openid`, because the userinfo endpoint names the account. */
export const paypal = preset({
  id: 'paypal',
  name: 'PayPal',
  endpoints: {
    authorizationEndpoint: 'https://www.paypal.com/connect',
    tokenEndpoint: 'https://api-m.paypal.com/v1/oauth2/token',
    userinfoEndpoint: 'https://api-m.paypal.com/v1/identity/oauth2/userinfo?schema=paypalv1.1',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['profile', 'email'],
  authorizationParams: [{ key: 'flowEntry', value: 'static' }],
  apiOrigins: ['https://api-m.paypal.com'],
  protocol: {
    responsePlaces: { accountId: ['user_id'], accountName: ['/emails/0/value'] },
  },
  usefulScopes: [
    { scope: 'openid', description: 'Identify an account' },
    { scope: 'profile', description: 'Read the name of a person' },
    { scope: 'email', description: 'Read the email address of a person' },
    { scope: 'address', description: 'Read the postal address of a person' },
    {
      scope: 'https://uri.paypal.com/services/paypalattributes',
      description: 'Read the payer ID and whether the account is verified',
    },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Select Log in with PayPal under Other features in the app, and open its Advanced Settings. Enter the addresses of your privacy policy and user agreement there.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the Return URL in the Advanced Settings of Log in with PayPal.',
    },
    {
      field: 'scopes',
      text: 'Select the same user information in the Advanced Settings of Log in with PayPal.',
    },
    {
      field: 'authorizationEndpoint',
      text: 'For the sandbox, use www.sandbox.paypal.com here and api-m.sandbox.paypal.com in the other addresses and in the API origins.',
    },
  ],
  consoleUrl: 'https://developer.paypal.com/dashboard/applications/live',
  documentationUrl: 'https://developer.paypal.com/docs/log-in-with-paypal/integrate/',
  sources: [
    'https://developer.paypal.com/docs/log-in-with-paypal/integrate/',
    'https://developer.paypal.com/log-in/build',
    'https://developer.paypal.com/log-in/references',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The documentation shows only requests with the scope openid. Other clients request without it.',
    'It is not confirmed how long a refresh token lives.',
    'It is not confirmed whether PayPal supports PKCE or ignores it.',
  ],
});
