import { preset } from './preset';

/** Permissions are chosen in Intercom's console. Tokens have no lifetime and no refresh token. */
export const intercom = preset({
  id: 'intercom',
  name: 'Intercom',
  endpoints: {
    authorizationEndpoint: 'https://app.intercom.com/oauth',
    tokenEndpoint: 'https://api.intercom.io/auth/eagle/token',
    userinfoEndpoint: 'https://api.intercom.io/me',
  },
  apiOrigins: ['https://api.intercom.io'],
  hints: [
    {
      field: 'scopes',
      text: 'Leave this empty. Choose the permissions under Authentication in Developer Hub.',
    },
    {
      field: 'authorizationEndpoint',
      text: 'For workspaces in Europe or Australia, use app.eu.intercom.com or app.au.intercom.com here. Use api.eu.intercom.io or api.au.intercom.io in the other addresses and in the API origins.',
    },
    {
      field: 'redirectUri',
      text: 'Turn on Use OAuth under Authentication in Developer Hub, and add this address. Intercom requires https.',
    },
    {
      field: 'defaultLifetimeSeconds',
      text: "Leave this empty. Intercom's tokens do not expire, and there is no refresh token.",
    },
  ],
  consoleUrl: 'https://app.intercom.com/a/apps/_/developer-hub',
  documentationUrl:
    'https://developers.intercom.com/docs/build-an-integration/learn-more/authentication/setting-up-oauth',
  sources: [
    'https://developers.intercom.com/docs/build-an-integration/learn-more/authentication/setting-up-oauth',
  ],
  checkedOn: '2026-11-29',
  openQuestions: ['It is not confirmed whether Intercom supports PKCE or ignores it.'],
});
