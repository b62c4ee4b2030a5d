import { preset } from './preset';

/**
 * Naver Login. There are no scopes, and no revocation endpoint: Naver revokes an access token by
 * another grant type.
 */
export const naver = preset({
  id: 'naver',
  name: 'Naver',
  endpoints: {
    authorizationEndpoint: 'https://nid.naver.com/oauth2.0/authorize',
    tokenEndpoint: 'https://nid.naver.com/oauth2.0/token',
    userinfoEndpoint: 'https://openapi.naver.com/v1/nid/me',
  },
  tokenParams: [{ key: 'state', value: '{state}' }],
  apiOrigins: ['https://openapi.naver.com'],
  protocol: {
    responsePlaces: {
      accountId: ['/response/id'],
      accountName: ['/response/email', '/response/name'],
    },
  },
  hints: [
    {
      field: 'clientId',
      text: 'Register an application with Naver Login, and choose there which parts of the profile people share.',
    },
    {
      field: 'scopes',
      text: 'Leave this empty. Naver asks for the parts of the profile that the application has chosen.',
    },
    {
      field: 'tokenParams',
      text: 'Keep state: Naver wants it with the code.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the callback URLs of the application. Until Naver has reviewed the application, only its testers can connect.',
    },
  ],
  consoleUrl: 'https://developers.naver.com/apps/',
  documentationUrl: 'https://developers.naver.com/docs/login/api/api.md',
  sources: [
    'https://developers.naver.com/docs/login/api/api.md',
    'https://developers.naver.com/docs/login/profile/profile.md',
    'https://github.com/SocialiteProviders/Providers/blob/master/src/Naver/Provider.php',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether Naver supports PKCE or ignores it.',
    'It is not confirmed how the response to a refresh names an ended grant. The plugin then keeps trying, until a person connects again.',
  ],
});
