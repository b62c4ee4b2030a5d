import { preset } from './preset';

/** An app that acts for a user. There is no userinfo endpoint, because its scope is not confirmed. */
export const brevo = preset({
  id: 'brevo',
  name: 'Brevo',
  endpoints: {
    authorizationEndpoint: 'https://oauth.brevo.com/realms/partner/oauth/authorize',
    tokenEndpoint: 'https://oauth.brevo.com/realms/partner/oauth/token',
  },
  scopes: ['contacts:read'],
  apiOrigins: ['https://api.brevo.com'],
  usefulScopes: [
    { scope: 'contacts:read', description: 'Read contacts and lists' },
    { scope: 'contacts:write', description: 'Create, edit and delete contacts and lists' },
    { scope: 'crm:read', description: 'Read companies, deals and tasks' },
    { scope: 'crm:write', description: 'Create, edit and delete companies, deals and tasks' },
    { scope: 'transactional.email:write', description: 'Send transactional emails' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create the app with the Brevo CLI (brevo app create). The command brevo app credentials --reveal-secret shows client ID and secret. A private app works only for users of your own Brevo organization.',
    },
    {
      field: 'scopes',
      text: 'Brevo needs at least one scope. The command brevo app available-scopes lists them. Enter only those that the app has.',
    },
    {
      field: 'redirectUri',
      text: 'Register this address for the app. Brevo compares the whole address.',
    },
    {
      field: 'backgroundRefresh',
      text: 'A refresh token ends after 30 days. Keep the background refresh on.',
    },
  ],
  documentationUrl: 'https://developers.brevo.com/docs/oauth-integration-guide',
  sources: [
    'https://developers.brevo.com/docs/oauth',
    'https://developers.brevo.com/docs/oauth-integration-guide',
    'https://developers.brevo.com/docs/cli-reference',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether Brevo supports PKCE or ignores it.',
    'It is not confirmed which scope a request to https://api.brevo.com/v3/account needs, so connections do not show whose they are.',
    'It is not confirmed whether a refresh returns another refresh token.',
    'An older page names the single scope "all" instead of the finer ones.',
  ],
});
