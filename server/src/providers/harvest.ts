import { preset } from './preset';

/** Harvest and Forecast. */
export const harvest = preset({
  id: 'harvest',
  name: 'Harvest',
  endpoints: {
    authorizationEndpoint: 'https://id.getharvest.com/oauth2/authorize',
    tokenEndpoint: 'https://id.getharvest.com/api/v2/oauth2/token',
    userinfoEndpoint: 'https://id.getharvest.com/api/v2/accounts',
  },
  scopes: ['harvest:all'],
  apiOrigins: ['https://api.harvestapp.com'],
  protocol: {
    responsePlaces: { accountId: ['/user/id'], accountName: ['/user/email'] },
  },
  usefulScopes: [
    { scope: 'harvest:all', description: 'Use all Harvest accounts of a person' },
    { scope: 'forecast:all', description: 'Use all Forecast accounts of a person' },
    { scope: 'all', description: 'Use all Harvest and Forecast accounts of a person' },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'To let people choose only one account, enter "harvest:" with the ID of the account.',
    },
    {
      field: 'apiOrigins',
      text: 'Each request to the API needs the header Harvest-Account-Id. The address https://id.getharvest.com/api/v2/accounts lists the accounts. For Forecast, add https://api.forecastapp.com.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the redirect URLs of the OAuth2 application.',
    },
  ],
  consoleUrl: 'https://id.getharvest.com/developers',
  documentationUrl:
    'https://help.getharvest.com/api-v2/authentication-api/authentication/authentication/',
  sources: [
    'https://help.getharvest.com/api-v2/authentication-api/authentication/authentication/',
    'https://github.com/n8n-io/n8n/blob/master/packages/nodes-base/credentials/HarvestOAuth2Api.credentials.ts',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether Harvest supports PKCE or ignores it.',
    'The page does not say how the response to a refresh names an ended grant.',
  ],
});
