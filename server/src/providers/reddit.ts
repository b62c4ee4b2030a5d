import { preset, refreshTokenNeeds } from './preset';

/** Without this, the token lasts one hour and there is no refresh token. */
const PERMANENT = [{ key: 'duration', value: 'permanent' }];

export const reddit = preset({
  id: 'reddit',
  name: 'Reddit',
  endpoints: {
    authorizationEndpoint: 'https://www.reddit.com/api/v1/authorize',
    tokenEndpoint: 'https://www.reddit.com/api/v1/access_token',
    revocationEndpoint: 'https://www.reddit.com/api/v1/revoke_token',
    userinfoEndpoint: 'https://oauth.reddit.com/api/v1/me',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['identity'],
  authorizationParams: PERMANENT,
  apiOrigins: ['https://oauth.reddit.com'],
  protocol: { endedGrantWords: [{ key: 'error', value: '400' }] },
  refreshTokenNeeds: refreshTokenNeeds({ authorizationParams: PERMANENT }),
  usefulScopes: [
    { scope: 'identity', description: 'Read the user name and the date of signup' },
    { scope: 'read', description: 'Read posts and comments' },
    { scope: 'submit', description: 'Submit links and comments' },
    { scope: 'edit', description: 'Edit and delete own posts and comments' },
    { scope: 'history', description: 'Read votes and saved or hidden posts' },
    {
      scope: 'mysubreddits',
      description: 'Read the subreddits that the user follows or moderates',
    },
    { scope: 'privatemessages', description: 'Read and send private messages' },
    { scope: 'modposts', description: 'Approve and remove posts in moderated subreddits' },
  ],
  hints: [
    {
      field: 'clientId',
      text: "Choose the type web app. Reddit's Responsible Builder Policy requires that you request access to the API and get approval first.",
    },
    {
      field: 'redirectUri',
      text: 'Enter exactly this address as the redirect uri of the app. Reddit allows only one.',
    },
  ],
  consoleUrl: 'https://www.reddit.com/prefs/apps',
  documentationUrl: 'https://github.com/reddit-archive/reddit/wiki/OAuth2',
  sources: [
    'https://github.com/reddit-archive/reddit/wiki/OAuth2',
    'https://github.com/reddit-archive/reddit/wiki/API',
    'https://github.com/praw-dev/prawcore/blob/main/tests/integration/cassettes/TestAuthorizer.test_refresh__with_invalid_token.json',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The pages that were read do not say whether PKCE is checked.',
    'The response to a refresh with a dead token is known from a recording only.',
  ],
});
