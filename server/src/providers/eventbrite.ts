import { preset, refreshTokenNeeds } from './preset';

/** There are no scopes. */
export const eventbrite = preset({
  id: 'eventbrite',
  name: 'Eventbrite',
  endpoints: {
    authorizationEndpoint: 'https://www.eventbrite.com/oauth/authorize',
    tokenEndpoint: 'https://www.eventbrite.com/oauth/token',
    userinfoEndpoint: 'https://www.eventbriteapi.com/v3/users/me/',
  },
  apiOrigins: ['https://www.eventbriteapi.com'],
  refreshTokenNeeds: refreshTokenNeeds({
    console:
      'Eventbrite issues no refresh tokens. A token works until, for example, the user changes the password.',
  }),
  hints: [
    { field: 'clientId', text: 'Enter the API key of the app.' },
    { field: 'clientSecret', text: 'Enter the client secret, not the private token.' },
    { field: 'scopes', text: 'Eventbrite has no scopes. Leave this field empty.' },
    {
      field: 'redirectUri',
      text: "Enter exactly this address as the OAuth redirect URI in the app's settings.",
    },
  ],
  consoleUrl: 'https://www.eventbrite.com/account-settings/apps',
  documentationUrl: 'https://www.eventbrite.com/platform/docs/app-oauth-flow',
  sources: [
    'https://www.eventbrite.com/platform/docs/app-oauth-flow',
    'https://www.eventbrite.com/developer/v3/api_overview/authentication/',
  ],
  checkedOn: '2026-11-29',
  openQuestions: ['The pages that were read do not say whether PKCE is checked.'],
});
