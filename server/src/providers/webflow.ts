import { preset, refreshTokenNeeds } from './preset';

/** The token is called `token` only in a revocation, so the other name affects nothing else. */
export const webflow = preset({
  id: 'webflow',
  name: 'Webflow',
  endpoints: {
    authorizationEndpoint: 'https://webflow.com/oauth/authorize',
    tokenEndpoint: 'https://api.webflow.com/oauth/access_token',
    revocationEndpoint: 'https://webflow.com/oauth/revoke_authorization',
    userinfoEndpoint: 'https://api.webflow.com/v2/token/authorized_by',
  },
  scopes: ['authorized_user:read'],
  apiOrigins: ['https://api.webflow.com'],
  protocol: {
    requestFormat: 'json',
    tokenParamNames: [{ key: 'token', value: 'access_token' }],
  },
  refreshTokenNeeds: refreshTokenNeeds({
    console: 'Webflow issues no refresh tokens. A token works until it is revoked.',
  }),
  usefulScopes: [
    { scope: 'authorized_user:read', description: 'Read the name and email address of a user' },
    { scope: 'sites:read', description: 'Read the sites of a workspace' },
    { scope: 'sites:write', description: 'Change and publish sites' },
    { scope: 'cms:read', description: 'Read collections and their items' },
    { scope: 'cms:write', description: 'Create, change and delete collection items' },
    { scope: 'pages:read', description: 'Read pages' },
    { scope: 'forms:read', description: 'Read forms and their submissions' },
    { scope: 'assets:read', description: 'Read assets' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create an app with the building block Data Client in the settings of a Webflow workspace.',
    },
    {
      field: 'clientSecret',
      text: 'Only administrators of the workspace can see the client secret.',
    },
    {
      field: 'scopes',
      text: 'Select each scope for the app in Webflow first. Webflow refuses others with the status 400.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the redirect URI of the Data Client. Webflow requires https.',
    },
  ],
  documentationUrl: 'https://developers.webflow.com/data/reference/oauth-app',
  sources: [
    'https://developers.webflow.com/data/reference/oauth-app',
    'https://developers.webflow.com/data/reference/scopes',
    'https://developers.webflow.com/data/reference/token/authorized-by',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The pages that were read do not say when a token expires.',
    'The pages that were read do not say whether PKCE is checked.',
  ],
});
