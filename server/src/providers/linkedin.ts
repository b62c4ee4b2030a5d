import { preset, refreshTokenNeeds } from './preset';

/**
 * LinkedIn's id_tokens do not repeat the nonce, so they cannot be verified
 * (https://github.com/linkedin-developers/linkedin-api-js-client/issues/34). The userinfo
 * endpoint names the account.
 */
export const linkedin = preset({
  id: 'linkedin',
  name: 'LinkedIn',
  endpoints: {
    authorizationEndpoint: 'https://www.linkedin.com/oauth/v2/authorization',
    tokenEndpoint: 'https://www.linkedin.com/oauth/v2/accessToken',
    userinfoEndpoint: 'https://api.linkedin.com/v2/userinfo',
  },
  scopes: ['openid', 'profile'],
  apiOrigins: ['https://api.linkedin.com'],
  // With a code_verifier, the token endpoint responds with invalid_client:
  // https://github.com/UsefulSoftwareCo/executor/issues/2087,
  // https://github.com/teamhanko/hanko/pull/2405
  protocol: { pkce: 'none', idTokens: 'ignored' },
  refreshTokenNeeds: refreshTokenNeeds({
    console:
      'LinkedIn issues refresh tokens only to apps that it has approved for programmatic refresh tokens. Apply for access in the LinkedIn Developer Portal. Without approval, people must connect again every 60 days.',
  }),
  usefulScopes: [
    { scope: 'openid', description: 'Identify a member' },
    { scope: 'profile', description: 'Read the name and picture of a member' },
    { scope: 'email', description: 'Read the primary email address' },
    { scope: 'w_member_social', description: 'Post, comment and react as a member' },
    { scope: 'r_organization_social', description: 'Read the posts of an organization' },
    { scope: 'w_organization_social', description: 'Post and comment as an organization' },
  ],
  hints: [
    {
      field: 'redirectUri',
      text: "Add this address to the authorized redirect URLs on the app's Auth tab.",
    },
    {
      field: 'scopes',
      text: 'Each scope needs a product, such as Sign In with LinkedIn using OpenID Connect. Add the products to the app first. LinkedIn rejects a request with any other scope.',
    },
    {
      field: 'backgroundRefresh',
      text: 'A refresh does not extend the year that a refresh token lasts. After 365 days, people must connect again.',
    },
  ],
  consoleUrl: 'https://www.linkedin.com/developers/apps',
  documentationUrl:
    'https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow',
  sources: [
    'https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow',
    'https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens',
    'https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The documentation describes PKCE only for native apps. It does not say that the code flow with a client secret refuses a code verifier.',
  ],
});
