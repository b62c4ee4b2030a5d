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
  usefulScopes: [
    { scope: 'user:read:user', description: 'Read the user' },
    { scope: 'meeting:read:list_meetings', description: 'List the meetings of the user' },
    { scope: 'meeting:read:meeting', description: 'Read a meeting' },
    { scope: 'meeting:write:meeting', description: 'Schedule a meeting' },
    { scope: 'meeting:update:meeting', description: 'Change a meeting' },
    {
      scope: 'cloud_recording:read:list_user_recordings',
      description: 'List the cloud recordings of the user',
    },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create a general app, and not a Server-to-Server OAuth app. It has one client ID and secret for development and another for production. Enter a matching pair.',
    },
    {
      field: 'scopes',
      text: 'Leave this field empty, and select the scopes of the app in Zoom. Select at least user:read:user, so that connections show whose they are.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the OAuth redirect URL, and add it to the OAuth allow list.',
    },
  ],
  consoleUrl: 'https://marketplace.zoom.us/user/build',
  documentationUrl: 'https://developers.zoom.us/docs/integrations/oauth/',
  sources: [
    'https://developers.zoom.us/docs/integrations/oauth/',
    'https://devsupport.zoom.us/hc/en-us/articles/360060332931-Extending-the-expiration-for-an-OAuth-access-token',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'A support article of Zoom says that refresh tokens last 15 years. Other descriptions of Zoom say 90 days.',
  ],
});
