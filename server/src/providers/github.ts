import { preset, refreshTokenNeeds } from './preset';

/** Plain OAuth 2.0. Tokens of OAuth apps have no lifetime, so there is nothing to refresh. */
export const github = preset({
  id: 'github',
  name: 'GitHub',
  endpoints: {
    authorizationEndpoint: 'https://github.com/login/oauth/authorize',
    tokenEndpoint: 'https://github.com/login/oauth/access_token',
    userinfoEndpoint: 'https://api.github.com/user',
  },
  scopes: ['read:user', 'user:email'],
  apiOrigins: ['https://api.github.com'],
  refreshTokenNeeds: refreshTokenNeeds({
    console:
      'Tokens of an OAuth app do not expire. For a GitHub App, turn on the expiration of user authorization tokens under Optional features in its settings: GitHub then issues refresh tokens.',
  }),
  consoleUrl: 'https://github.com/settings/developers',
  documentationUrl:
    'https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
  usefulScopes: [
    { scope: 'read:user', description: 'Read the profile of an account' },
    { scope: 'user:email', description: 'Read the email addresses of an account' },
    { scope: 'public_repo', description: 'Read and change public repositories' },
    { scope: 'repo', description: 'Read and change public and private repositories' },
    { scope: 'read:org', description: 'Read organizations, teams and their members' },
    { scope: 'workflow', description: 'Add and change the files of GitHub Actions workflows' },
    { scope: 'notifications', description: 'Read notifications and mark them as read' },
    { scope: 'gist', description: 'Create and edit gists' },
    { scope: 'admin:repo_hook', description: 'Read, create and delete webhooks of repositories' },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'Scopes are for OAuth apps. A GitHub App has permissions instead: choose them in its settings, and leave this empty.',
    },
    {
      field: 'redirectUri',
      text: 'An OAuth app has one callback URL. The address must have the same host and port, and its path must begin with that of the callback URL.',
    },
    {
      field: 'clientId',
      text: 'An organization can restrict OAuth apps. Its owner must then approve the app before a token reaches private data of the organization.',
    },
  ],
  sources: [
    'https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
    'https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps',
    'https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens',
  ],
  checkedOn: '2026-11-29',
});
