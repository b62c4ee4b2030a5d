import { preset, refreshTokenNeeds } from './preset';

/**
 * Production organizations. The API is at the organization's own address (My Domain), which the
 * admin must add to the API origins. Salesforce gives no lifetime, so a token is refreshed when it
 * is refused. There is no `openid` and no issuer, because id_tokens name the organization's address
 * as their issuer.
 */
export const salesforce = preset({
  id: 'salesforce',
  name: 'Salesforce',
  endpoints: {
    authorizationEndpoint: 'https://login.salesforce.com/services/oauth2/authorize',
    tokenEndpoint: 'https://login.salesforce.com/services/oauth2/token',
    revocationEndpoint: 'https://login.salesforce.com/services/oauth2/revoke',
    introspectionEndpoint: 'https://login.salesforce.com/services/oauth2/introspect',
    userinfoEndpoint: 'https://login.salesforce.com/services/oauth2/userinfo',
  },
  scopes: ['api', 'refresh_token'],
  refreshTokenNeeds: refreshTokenNeeds({
    scopes: ['refresh_token'],
    console:
      'Allow the OAuth scope "Perform requests at any time (refresh_token, offline_access)" for the connected app in Salesforce.',
  }),
  usefulScopes: [
    { scope: 'api', description: 'Read and write data by the APIs' },
    { scope: 'refresh_token', description: 'Get a refresh token' },
    { scope: 'id', description: 'Read the identity of the user' },
    { scope: 'chatter_api', description: 'Use the Connect REST API' },
    { scope: 'content', description: 'Read and write content by the Bulk and Metadata APIs' },
    { scope: 'web', description: 'Open the user interface with the token' },
    { scope: 'full', description: 'Do all that the user can do' },
  ],
  hints: [
    {
      field: 'clientId',
      text: "Create an external client app, and enter its consumer key. Since the Spring '26 release, Salesforce no longer allows new connected apps.",
    },
    { field: 'clientSecret', text: 'Enter the consumer secret.' },
    {
      field: 'authorizationEndpoint',
      text: 'For a sandbox, replace login.salesforce.com by test.salesforce.com in all URIs.',
    },
    {
      field: 'apiOrigins',
      text: "Add your organization's own address (My Domain), such as https://example.my.salesforce.com.",
    },
    {
      field: 'scopes',
      text: 'Select the same scopes in the OAuth settings of the app in Salesforce.',
    },
  ],
  consoleUrl: 'https://login.salesforce.com/',
  documentationUrl:
    'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_web_server_flow.htm',
  sources: [
    'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_web_server_flow.htm',
    'https://developer.salesforce.com/docs/platform/api-rest/guide/intro-oauth-and-connected-apps.html',
    'https://help.salesforce.com/s/articleView?id=005228017&type=1',
  ],
  checkedOn: '2026-11-29',
});
