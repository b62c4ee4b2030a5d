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
});
