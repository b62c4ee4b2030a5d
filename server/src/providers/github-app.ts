import { preset, refreshTokenNeeds } from './preset';

/**
 * User tokens of a GitHub App, which expire after eight hours. A GitHub App has permissions instead of
 * scopes. There is no revocation endpoint, because GitHub's is a DELETE request with JSON.
 */
export const githubApp = preset({
  id: 'github-app',
  name: 'GitHub App',
  endpoints: {
    authorizationEndpoint: 'https://github.com/login/oauth/authorize',
    tokenEndpoint: 'https://github.com/login/oauth/access_token',
    userinfoEndpoint: 'https://api.github.com/user',
  },
  apiOrigins: ['https://api.github.com'],
  refreshTokenNeeds: refreshTokenNeeds({
    console:
      'Keep "User-to-server token expiration" under Optional features in the settings of the GitHub App. Without it, tokens do not expire, and GitHub issues no refresh tokens.',
  }),
  hints: [
    {
      field: 'clientId',
      text: 'Enter the client ID of the GitHub App, not its App ID.',
    },
    {
      field: 'clientSecret',
      text: 'Generate a client secret in the settings of the GitHub App. The private key is for installations, and is not needed here.',
    },
    {
      field: 'scopes',
      text: 'Leave this empty. A token may do what both the GitHub App and the person may do, in the repositories where the GitHub App is installed.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the callback URLs of the GitHub App, which may have ten.',
    },
    {
      field: 'backgroundRefresh',
      text: 'A refresh token works once, and ends after six months.',
    },
  ],
  consoleUrl: 'https://github.com/settings/apps',
  documentationUrl:
    'https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app',
  sources: [
    'https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app',
    'https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens',
    'https://docs.github.com/apps/creating-github-apps/registering-a-github-app/about-the-user-authorization-callback-url',
  ],
  checkedOn: '2026-11-30',
});
