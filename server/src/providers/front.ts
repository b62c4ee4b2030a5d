import { preset } from './preset';

/** Scopes are chosen for the app in Front, not in the request. */
export const front = preset({
  id: 'front',
  name: 'Front',
  endpoints: {
    authorizationEndpoint: 'https://app.frontapp.com/oauth/authorize',
    tokenEndpoint: 'https://app.frontapp.com/oauth/token',
    userinfoEndpoint: 'https://api2.frontapp.com/me',
  },
  clientAuthMethod: 'client_secret_basic',
  apiOrigins: ['https://api2.frontapp.com'],
  hints: [
    {
      field: 'clientId',
      text: 'Create an app in the settings of Front under Developers, and add the feature OAuth. Only an admin of Front can connect.',
    },
    {
      field: 'scopes',
      text: 'Leave this empty. Front grants the permissions that the app has in its settings.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the redirect URLs of the feature OAuth.',
    },
    {
      field: 'backgroundRefresh',
      text: 'A refresh token ends after six months. Each refresh returns another one.',
    },
  ],
  consoleUrl: 'https://app.frontapp.com/settings/developers',
  documentationUrl: 'https://dev.frontapp.com/docs/oauth',
  sources: [
    'https://dev.frontapp.com/docs/oauth',
    'https://dev.frontapp.com/docs/create-and-manage-apps',
    'https://dev.frontapp.com/reference/api-token-details',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether Front supports PKCE or ignores it.',
    'The pages that were read do not say how the response to a refresh names an ended grant. Clients expect invalid_grant.',
  ],
});
