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
  consoleUrl: 'https://login.salesforce.com/',
  documentationUrl:
    'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_web_server_flow.htm',
});
