import { preset } from './preset';

/**
 * Production organizations. The API is at the organization's own address (My Domain), which is to
 * be added to the API origins. Salesforce gives no lifetime: a token is renewed when it is refused.
 * Without `openid` and issuer, because id_tokens name the organization's address as their issuer.
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
  consoleUrl: 'https://login.salesforce.com/',
  documentationUrl:
    'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_web_server_flow.htm',
});
