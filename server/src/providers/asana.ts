import { preset } from './preset';

export const asana = preset({
  id: 'asana',
  name: 'Asana',
  endpoints: {
    authorizationEndpoint: 'https://app.asana.com/-/oauth_authorize',
    tokenEndpoint: 'https://app.asana.com/-/oauth_token',
    revocationEndpoint: 'https://app.asana.com/-/oauth_revoke',
  },
  scopes: ['users:read'],
  apiOrigins: ['https://app.asana.com'],
  protocol: {
    responsePlaces: { accountId: ['/data/gid'], accountName: ['/data/email'] },
  },
  usefulScopes: [
    { scope: 'users:read', description: 'Read the members of a workspace' },
    { scope: 'workspaces:read', description: 'Read the workspaces of an account' },
    { scope: 'projects:read', description: 'Read projects' },
    { scope: 'projects:write', description: 'Create and edit projects' },
    { scope: 'tasks:read', description: 'Read tasks' },
    { scope: 'tasks:write', description: 'Create and edit tasks' },
    { scope: 'attachments:write', description: 'Attach files to tasks' },
    { scope: 'default', description: 'Everything, for an app with full permissions' },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'Asana refuses scopes that are not selected under OAuth in the app (forbidden_scopes). For an app with full permissions, enter only "default".',
    },
    {
      field: 'clientId',
      text: 'By default an app works only in the workspace that it was created for. Choose further workspaces under Manage distribution.',
    },
  ],
  consoleUrl: 'https://app.asana.com/0/my-apps',
  documentationUrl: 'https://developers.asana.com/docs/oauth',
  sources: [
    'https://developers.asana.com/docs/oauth',
    'https://developers.asana.com/docs/oauth-scopes',
    'https://developers.asana.com/docs/openid-connect',
  ],
  checkedOn: '2026-11-29',
  openQuestions: ['It is not confirmed how long a refresh token lives.'],
});
