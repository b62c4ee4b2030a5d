import { preset } from './preset';

/** sentry.io. The token response names the account. */
export const sentry = preset({
  id: 'sentry',
  name: 'Sentry',
  endpoints: {
    authorizationEndpoint: 'https://sentry.io/oauth/authorize/',
    tokenEndpoint: 'https://sentry.io/oauth/token/',
  },
  scopes: ['org:read'],
  apiOrigins: ['https://sentry.io'],
  protocol: {
    responsePlaces: { accountId: ['/user/id'], accountName: ['/user/email'] },
  },
  usefulScopes: [
    { scope: 'org:read', description: 'Read organizations' },
    { scope: 'project:read', description: 'Read projects' },
    { scope: 'project:write', description: 'Create and edit projects' },
    { scope: 'project:releases', description: 'Read and create releases' },
    { scope: 'team:read', description: 'Read teams' },
    { scope: 'member:read', description: 'Read the members of an organization' },
    { scope: 'event:read', description: 'Read issues and events' },
    { scope: 'event:write', description: 'Edit issues' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create an application under API, Applications in the account settings. An integration of an organization has another flow, and does not work here.',
    },
    {
      field: 'authorizationEndpoint',
      text: 'For a Sentry of your own, replace sentry.io by its host in both URIs and in the API origin. Keep the slash at the end.',
    },
    {
      field: 'apiOrigins',
      text: 'For organizations in the EU, add https://de.sentry.io.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the authorized redirect URIs of the application.',
    },
  ],
  consoleUrl: 'https://sentry.io/settings/account/api/applications/',
  documentationUrl: 'https://docs.sentry.io/api/auth/',
  sources: [
    'https://docs.sentry.io/api/auth/',
    'https://docs.sentry.io/api/permissions/',
    'https://github.com/getsentry/sentry/blob/master/src/sentry/web/frontend/oauth_token.py',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether older versions of Sentry support PKCE or ignore it.',
    'It is not confirmed that further versions of the token response still name the account.',
  ],
});
