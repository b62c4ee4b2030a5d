import { preset, toldValue } from './preset';

/** Scopes are chosen in Pipedrive's console, not in the request. */
export const pipedrive = preset({
  id: 'pipedrive',
  name: 'Pipedrive',
  endpoints: {
    authorizationEndpoint: 'https://oauth.pipedrive.com/oauth/authorize',
    tokenEndpoint: 'https://oauth.pipedrive.com/oauth/token',
    revocationEndpoint: 'https://oauth.pipedrive.com/oauth/revoke',
    userinfoEndpoint: 'https://api.pipedrive.com/v1/users/me',
  },
  clientAuthMethod: 'client_secret_basic',
  apiOrigins: ['https://api.pipedrive.com', '{api_domain}'],
  variables: [toldValue('api_domain', 'response', 'api_domain', '*.pipedrive.com')],
  protocol: {
    responsePlaces: { accountId: ['/data/id'], accountName: ['/data/email'] },
  },
  hints: [
    {
      field: 'scopes',
      text: 'Leave this empty. Choose the scopes under OAuth & access scopes in Developer Hub.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the callback URL in Developer Hub. An app has one callback URL only.',
    },
    {
      field: 'backgroundRefresh',
      text: 'A refresh token ends after 60 days without use. Keep the background refresh on.',
    },
  ],
  consoleUrl: 'https://app.pipedrive.com/developer-hub',
  documentationUrl: 'https://pipedrive.readme.io/docs/marketplace-oauth-authorization',
  sources: [
    'https://pipedrive.readme.io/docs/marketplace-oauth-authorization',
    'https://developers.pipedrive.com/docs/api/v1/Users',
  ],
  checkedOn: '2026-11-29',
  openQuestions: ['It is not confirmed whether Pipedrive supports PKCE or ignores it.'],
});
