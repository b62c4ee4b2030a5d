import { preset } from './preset';

/** Scopes are chosen in Zoom's console, not in the request. */
export const zoom = preset({
  id: 'zoom',
  name: 'Zoom',
  endpoints: {
    authorizationEndpoint: 'https://zoom.us/oauth/authorize',
    tokenEndpoint: 'https://zoom.us/oauth/token',
    revocationEndpoint: 'https://zoom.us/oauth/revoke',
    userinfoEndpoint: 'https://api.zoom.us/v2/users/me',
  },
  clientAuthMethod: 'client_secret_basic',
  apiOrigins: ['https://api.zoom.us'],
  // For a refresh token that was replaced:
  // https://devsupport.zoom.us/hc/en-us/articles/360060332931
  protocol: { endedGrantWords: [{ key: 'reason', value: 'Invalid Token!' }] },
  consoleUrl: 'https://marketplace.zoom.us/user/build',
  documentationUrl: 'https://developers.zoom.us/docs/integrations/oauth/',
});
