import { preset } from './preset';

/** Sage Accounting (Sage Business Cloud Accounting), version 3.1 of its API. */
export const sage = preset({
  id: 'sage',
  name: 'Sage Accounting',
  endpoints: {
    authorizationEndpoint: 'https://www.sageone.com/oauth2/auth/central',
    tokenEndpoint: 'https://oauth.accounting.sage.com/token',
    revocationEndpoint: 'https://oauth.accounting.sage.com/revoke',
    userinfoEndpoint: 'https://api.accounting.sage.com/v3.1/user',
  },
  scopes: ['readonly'],
  authorizationParams: [{ key: 'filter', value: 'apiv3.1' }],
  apiOrigins: ['https://api.accounting.sage.com'],
  usefulScopes: [
    { scope: 'readonly', description: 'Read all data that the user can see' },
    { scope: 'full_access', description: 'Read and change all data that the user can change' },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'Enter one of the two scopes: readonly or full_access.',
    },
    {
      field: 'authorizationParams',
      text: 'Keep filter, which shows only the countries that this version of the API serves. To skip the choice of the country, add "country" with its code, such as gb.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the callback URLs of the app. Sage compares the whole address.',
    },
    {
      field: 'apiOrigins',
      text: 'A user may have several businesses. The header X-Business of a request chooses one. The address https://api.accounting.sage.com/v3.1/businesses lists them.',
    },
    {
      field: 'backgroundRefresh',
      text: 'An access token lives for five minutes. A refresh token works once, and ends after 31 days. Refresh idle connections more often than that.',
    },
  ],
  consoleUrl: 'https://developerselfservice.sageone.com/session/new',
  documentationUrl: 'https://developer.sage.com/accounting/guides/authenticating/authentication/',
  sources: [
    'https://developer.sage.com/accounting/guides/authenticating/authentication/',
    'https://developer.sage.com/accounting/docs/v1.0.0/guides/learning/authenticating/authentication',
    'https://developer.sage.com/accounting/docs/v1.0.0/guides/learning/key-concepts/faq',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether Sage supports PKCE or ignores it.',
    'It is not confirmed whether the revocation takes access tokens and refresh tokens alike.',
  ],
});
