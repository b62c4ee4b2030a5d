import { preset } from './preset';

/** Gusto shows an app's permissions to the person. Requests have no scopes. */
export const gusto = preset({
  id: 'gusto',
  name: 'Gusto',
  endpoints: {
    authorizationEndpoint: 'https://api.gusto.com/oauth/authorize',
    tokenEndpoint: 'https://api.gusto.com/oauth/token',
    userinfoEndpoint: 'https://api.gusto.com/v1/token_info',
  },
  apiOrigins: ['https://api.gusto.com'],
  protocol: { responsePlaces: { accountId: ['/resource/uuid'] } },
  hints: [
    {
      field: 'clientId',
      text: 'A new application works only with demo companies, whose host is api.gusto-demo.com. For real companies, Gusto must approve it.',
    },
    {
      field: 'authorizationEndpoint',
      text: 'For demo companies, replace api.gusto.com by api.gusto-demo.com in all URIs and in the API origin.',
    },
    {
      field: 'scopes',
      text: 'Leave this empty. Gusto sets the scopes of an application when it approves it.',
    },
    {
      field: 'apiOrigins',
      text: 'A token is for one company. The header X-Gusto-API-Version of a request chooses the version of the API.',
    },
    {
      field: 'backgroundRefresh',
      text: 'An access token lives for two hours. A refresh token works once.',
    },
  ],
  consoleUrl: 'https://dev.gusto.com/',
  documentationUrl: 'https://docs.gusto.com/app-integrations/docs/authentication',
  sources: [
    'https://docs.gusto.com/app-integrations/docs/authentication',
    'https://docs.gusto.com/app-integrations/reference/get-v1-token-info',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether Gusto supports PKCE or ignores it.',
    'The response of https://api.gusto.com/v1/token_info has the ID of the company, but no name.',
  ],
});
