import { preset, refreshTokenNeeds, toldValue } from './preset';

/**
 * Scopes are chosen for the app in SurveyMonkey, not in the request. The token response names the API
 * of the account's data center. Tokens have no lifetime and no refresh token.
 */
export const surveymonkey = preset({
  id: 'surveymonkey',
  name: 'SurveyMonkey',
  endpoints: {
    authorizationEndpoint: 'https://api.surveymonkey.com/oauth/authorize',
    tokenEndpoint: 'https://api.surveymonkey.com/oauth/token',
    userinfoEndpoint: '{access_url}/v3/users/me',
  },
  apiOrigins: ['{access_url}'],
  variables: [
    toldValue(
      'access_url',
      'response',
      'access_url',
      'api.surveymonkey.com|api.eu.surveymonkey.com|api.surveymonkey.ca'
    ),
  ],
  refreshTokenNeeds: refreshTokenNeeds({
    console: 'SurveyMonkey issues no refresh tokens. A token works until it is revoked.',
  }),
  hints: [
    {
      field: 'scopes',
      text: 'Leave this empty, and select the scopes in the settings of the app. Require at least "View Users", so that connections show whose they are.',
    },
    {
      field: 'clientId',
      text: 'A private app works only for people of your own SurveyMonkey team, and needs a plan with API access.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the OAuth redirect URL in the settings of the app.',
    },
    {
      field: 'defaultLifetimeSeconds',
      text: 'Leave this empty. The tokens do not expire, and there is no refresh token.',
    },
  ],
  consoleUrl: 'https://developer.surveymonkey.com/apps/',
  documentationUrl: 'https://api.surveymonkey.com/v3/docs',
  sources: [
    'https://api.surveymonkey.com/v3/docs',
    'https://github.com/SurveyMonkey/public_api_docs',
    'https://github.com/n8n-io/n8n/blob/master/packages/nodes-base/credentials/SurveyMonkeyOAuth2Api.credentials.ts',
  ],
  checkedOn: '2026-11-30',
  openQuestions: ['It is not confirmed whether SurveyMonkey supports PKCE or ignores it.'],
});
