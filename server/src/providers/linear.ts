import { preset } from './preset';

/** The API is GraphQL only, so no userinfo endpoint names the account. */
export const linear = preset({
  id: 'linear',
  name: 'Linear',
  endpoints: {
    authorizationEndpoint: 'https://linear.app/oauth/authorize',
    tokenEndpoint: 'https://api.linear.app/oauth/token',
    revocationEndpoint: 'https://api.linear.app/oauth/revoke',
  },
  scopes: ['read'],
  apiOrigins: ['https://api.linear.app'],
  protocol: { scopeSeparator: ',' },
  usefulScopes: [
    { scope: 'read', description: 'Read everything that the account can see' },
    { scope: 'write', description: 'Change everything that the account can change' },
    { scope: 'issues:create', description: 'Create issues and attach files to them' },
    { scope: 'comments:create', description: 'Comment on issues' },
    { scope: 'timeSchedule:write', description: 'Create and edit time schedules' },
    { scope: 'admin', description: 'Administer the workspace' },
  ],
  hints: [
    {
      field: 'authorizationParams',
      text: 'Changes are made in the name of the person who connects. To make them in the name of the app, add "actor" with the value "app".',
    },
    {
      field: 'clientId',
      text: 'Every admin of the workspace that owns the app can see and edit it. Create a workspace for the app alone.',
    },
  ],
  consoleUrl: 'https://linear.app/settings/api/applications/new',
  documentationUrl: 'https://linear.app/developers/oauth-2-0-authentication',
  sources: ['https://linear.app/developers/oauth-2-0-authentication'],
  checkedOn: '2026-11-29',
  openQuestions: ['The documentation does not say how long a refresh token lives without use.'],
});
