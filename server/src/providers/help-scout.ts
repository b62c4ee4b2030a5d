import { preset } from './preset';

/** The Inbox API. There are no scopes. */
export const helpScout = preset({
  id: 'help-scout',
  name: 'Help Scout',
  endpoints: {
    authorizationEndpoint: 'https://secure.helpscout.net/authentication/authorizeClientApplication',
    tokenEndpoint: 'https://api.helpscout.net/v2/oauth2/token',
    userinfoEndpoint: 'https://api.helpscout.net/v2/users/me',
  },
  apiOrigins: ['https://api.helpscout.net'],
  hints: [
    {
      field: 'clientId',
      text: 'Create an app under Your Profile, My Apps, and enter its App ID. The API is part of paid plans only.',
    },
    { field: 'clientSecret', text: 'Enter the App Secret.' },
    {
      field: 'scopes',
      text: 'Leave this empty. A token may do everything that the person may do.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the redirection URL of the app. An app has only one, and Help Scout always uses that one.',
    },
  ],
  consoleUrl: 'https://secure.helpscout.net/users/apps/',
  documentationUrl: 'https://developer.helpscout.com/mailbox-api/overview/authentication/',
  sources: [
    'https://developer.helpscout.com/mailbox-api/overview/authentication/',
    'https://developer.helpscout.com/mailbox-api/endpoints/users/me/',
    'https://github.com/n8n-io/n8n/blob/master/packages/nodes-base/credentials/HelpScoutOAuth2Api.credentials.ts',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether Help Scout supports PKCE or ignores it.',
    'The pages that were read do not say how the response to a refresh names an ended grant.',
  ],
});
