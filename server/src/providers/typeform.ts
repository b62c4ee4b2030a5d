import { preset, refreshTokenNeeds } from './preset';

/** The account has no id, so its email address identifies it. */
export const typeform = preset({
  id: 'typeform',
  name: 'Typeform',
  endpoints: {
    authorizationEndpoint: 'https://api.typeform.com/oauth/authorize',
    tokenEndpoint: 'https://api.typeform.com/oauth/token',
    userinfoEndpoint: 'https://api.typeform.com/me',
  },
  scopes: ['accounts:read', 'offline'],
  apiOrigins: ['https://api.typeform.com'],
  protocol: { responsePlaces: { accountId: ['email'] } },
  refreshTokenNeeds: refreshTokenNeeds({ scopes: ['offline'] }),
  usefulScopes: [
    { scope: 'accounts:read', description: 'Read the account' },
    { scope: 'forms:read', description: 'Read forms' },
    { scope: 'forms:write', description: 'Create, change and delete forms' },
    { scope: 'responses:read', description: 'Read responses' },
    { scope: 'responses:write', description: 'Delete responses' },
    { scope: 'webhooks:read', description: 'Read webhooks' },
    { scope: 'webhooks:write', description: 'Create, change and delete webhooks' },
    { scope: 'workspaces:read', description: 'Read workspaces' },
    { scope: 'offline', description: 'Get a refresh token' },
  ],
  hints: [
    {
      field: 'clientSecret',
      text: 'Typeform shows the client secret only once, when you save the app.',
    },
    {
      field: 'scopes',
      text: 'Keep offline. It is not called offline_access here, and without it there is no refresh token.',
    },
    {
      field: 'redirectUri',
      text: "Enter this address under Redirect URI(s) in the app's settings.",
    },
  ],
  consoleUrl: 'https://admin.typeform.com/',
  documentationUrl: 'https://www.typeform.com/developers/get-started/applications/',
  sources: [
    'https://www.typeform.com/developers/get-started/applications/',
    'https://www.typeform.com/developers/get-started/scopes/',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The pages that were read do not say how long a refresh token lives without use.',
    'The pages that were read do not say whether PKCE is checked.',
  ],
});
