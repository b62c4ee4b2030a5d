import { preset } from './preset';

/** Login with Amazon, for the region North America. */
export const amazon = preset({
  id: 'amazon',
  name: 'Amazon',
  endpoints: {
    authorizationEndpoint: 'https://www.amazon.com/ap/oa',
    tokenEndpoint: 'https://api.amazon.com/auth/o2/token',
    userinfoEndpoint: 'https://api.amazon.com/user/profile',
  },
  scopes: ['profile'],
  apiOrigins: ['https://api.amazon.com'],
  protocol: { responsePlaces: { accountId: ['user_id'] } },
  usefulScopes: [
    { scope: 'profile', description: 'Read the name and email address of a user' },
    { scope: 'profile:user_id', description: 'Read the user ID, and nothing else' },
    { scope: 'postal_code', description: 'Read the postal code of a user' },
    {
      scope: 'advertising::campaign_management',
      description: 'Read and change campaigns of Amazon Ads',
    },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create a security profile for Login with Amazon, and enter the client ID of its web settings.',
    },
    {
      field: 'authorizationEndpoint',
      text: 'For Europe, use https://eu.account.amazon.com/ap/oa, and https://api.amazon.co.uk in the other URIs. For Japan, use https://apac.account.amazon.com/ap/oa and https://api.amazon.co.jp.',
    },
    {
      field: 'apiOrigins',
      text: 'For Amazon Ads, add https://advertising-api.amazon.com, or the host of your region. Its scope works only after Amazon has admitted the client.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the allowed return URLs in the web settings. Amazon requires https, except for localhost.',
    },
  ],
  consoleUrl: 'https://developer.amazon.com/loginwithamazon/console/site/lwa/overview.html',
  documentationUrl:
    'https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html',
  sources: [
    'https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html',
    'https://developer.amazon.com/docs/login-with-amazon/obtain-customer-profile.html',
    'https://advertising.amazon.com/API/docs/en-us/guides/account-management/authorization/authorization-grants',
    'https://github.com/SocialiteProviders/Providers/blob/master/src/Amazon/Provider.php',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'The documentation describes PKCE for apps without a client secret. It is not confirmed that it may be used together with one.',
  ],
});
