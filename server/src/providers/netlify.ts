import { preset, refreshTokenNeeds } from './preset';

/** Netlify has no scopes, and its tokens have no lifetime and no refresh token. */
export const netlify = preset({
  id: 'netlify',
  name: 'Netlify',
  endpoints: {
    authorizationEndpoint: 'https://app.netlify.com/authorize',
    tokenEndpoint: 'https://api.netlify.com/oauth/token',
    userinfoEndpoint: 'https://api.netlify.com/api/v1/user',
  },
  apiOrigins: ['https://api.netlify.com'],
  refreshTokenNeeds: refreshTokenNeeds({
    console: 'Netlify issues no refresh tokens. A token works until it is revoked.',
  }),
  hints: [
    {
      field: 'clientId',
      text: 'Create an OAuth application in the user settings of Netlify, under Applications.',
    },
    {
      field: 'scopes',
      text: 'Leave this empty. A token may do everything that the person may do.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the redirect URI of the application.',
    },
    {
      field: 'defaultLifetimeSeconds',
      text: 'Leave this empty. Netlify gives no lifetime, and there is no refresh token.',
    },
  ],
  consoleUrl: 'https://app.netlify.com/user/applications',
  documentationUrl: 'https://docs.netlify.com/api/get-started/',
  sources: [
    'https://docs.netlify.com/api/get-started/#authentication',
    'https://open-api.netlify.com/',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether Netlify supports PKCE or ignores it.',
    'It is not confirmed that tokens of OAuth applications never expire.',
  ],
});
