import { preset } from './preset';

/** Without scopes in the request, Kakao asks for the consent items of the app. */
export const kakao = preset({
  id: 'kakao',
  name: 'Kakao',
  endpoints: {
    authorizationEndpoint: 'https://kauth.kakao.com/oauth/authorize',
    tokenEndpoint: 'https://kauth.kakao.com/oauth/token',
    userinfoEndpoint: 'https://kapi.kakao.com/v2/user/me',
  },
  apiOrigins: ['https://kapi.kakao.com'],
  protocol: {
    scopeSeparator: ',',
    responsePlaces: {
      accountName: ['/kakao_account/email', '/kakao_account/profile/nickname'],
    },
  },
  usefulScopes: [
    { scope: 'profile_nickname', description: 'Read the nickname of a user' },
    { scope: 'profile_image', description: 'Read the profile image of a user' },
    { scope: 'account_email', description: 'Read the email address of a user' },
    { scope: 'friends', description: 'Read the friends of a user who use the app' },
    { scope: 'talk_message', description: 'Send messages with KakaoTalk' },
    { scope: 'talk_calendar', description: 'Read and change the calendar of a user' },
  ],
  hints: [
    { field: 'clientId', text: 'Enter the REST API key of the app, not the JavaScript key.' },
    {
      field: 'clientSecret',
      text: 'Enter the client secret of the REST API key. Kakao asks for it only if it is turned on.',
    },
    {
      field: 'scopes',
      text: 'Leave this empty, or enter IDs of consent items that are set up for the app. Kakao refuses all others.',
    },
    {
      field: 'redirectUri',
      text: 'Turn on Kakao Login for the app, and add this address to its redirect URIs.',
    },
    {
      field: 'backgroundRefresh',
      text: 'A refresh token lives for about two months. Kakao returns another one if less than a month is left.',
    },
  ],
  consoleUrl: 'https://developers.kakao.com/console/app',
  documentationUrl: 'https://developers.kakao.com/docs/latest/en/kakaologin/rest-api',
  sources: [
    'https://developers.kakao.com/docs/latest/en/kakaologin/rest-api',
    'https://developers.kakao.com/docs/latest/en/kakaologin/trouble-shooting',
    'https://github.com/SocialiteProviders/Providers/blob/master/src/Kakao/KakaoProvider.php',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether Kakao supports PKCE or ignores it.',
    'It is not confirmed whether the scopes of a request may also be separated by spaces.',
  ],
});
