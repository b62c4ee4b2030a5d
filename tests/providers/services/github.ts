import { defineService } from '../define-service';

const TOKEN_ADDRESS = 'https://github.com/login/oauth/access_token';

/**
 * A GitHub App whose user tokens expire, which is its default.
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps (form or JSON
 * by `Accept`; a wrong code or token is an error under status 200),
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens,
 * https://github.blog/changelog/2025-07-14-pkce-support-for-oauth-and-github-app-authentication/
 */
export const service = defineService({
  id: 'github',
  authorization: { address: 'https://github.com/login/oauth/authorize', pkce: 'optional' },
  proofs: ['body'],
  token: {
    address: TOKEN_ADDRESS,
    // "query parameters" in one page, and a body in the examples of the other.
    styles: ['form', 'json', 'POST with a query'],
    prefersForms: true,
  },
  tokenBody: ({ accessToken, expiresIn, refreshToken, scopes }) => ({
    access_token: accessToken,
    ...(expiresIn !== null && { expires_in: expiresIn }),
    ...(refreshToken !== null && {
      refresh_token: refreshToken,
      refresh_token_expires_in: 15_811_200,
    }),
    scope: scopes.join(','),
    token_type: 'bearer',
  }),
  refresh: {
    rotation: 'new',
    deadGrants: [
      {
        status: 200,
        body: {
          error: 'bad_refresh_token',
          error_description: 'The refresh token passed is incorrect or expired.',
          error_uri: 'https://docs.github.com',
        },
      },
    ],
    otherRefusals: [
      {
        status: 200,
        body: {
          error: 'incorrect_client_credentials',
          error_description: 'The client_id and/or client_secret passed are incorrect.',
        },
      },
    ],
  },
  // DELETE /applications/{client_id}/token, with the token in a JSON body.
  revocation: null,
  userInfo: {
    address: 'https://api.github.com/user',
    body: () => ({ login: 'octocat', id: 583_231, node_id: 'MDQ6VXNlcjE=', email: null }),
  },
  // https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api: "All API
  // requests must include a valid User-Agent header."
  api: { addresses: ['https://api.github.com/user/repos'], headers: { 'user-agent': /./ } },
  scopes: ['read:user', 'user:email', 'repo', 'gist'],
  tellsScopes: true,
  lifetime: 28_800,
  account: { id: '583231', name: 'octocat' },
  variants: {
    'an OAuth app, whose tokens do not expire': { refresh: null, lifetime: null },
    'a GitHub App, which has permissions instead of scopes': { tellsScopes: false },
  },
});
