import { defineService } from '../define-service';

/**
 * A GitHub App whose user tokens expire, which is its default.
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
 * (form or JSON by `Accept`; an empty `scope`),
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens
 * (a refresh ends the former tokens)
 */
export const service = defineService({
  id: 'github-app',
  authorization: { address: 'https://github.com/login/oauth/authorize', pkce: 'optional' },
  proofs: ['body'],
  token: {
    address: 'https://github.com/login/oauth/access_token',
    styles: ['form', 'json', 'POST with a query'],
    prefersForms: true,
  },
  tokenBody: ({ accessToken, expiresIn, refreshToken }) => ({
    access_token: accessToken,
    ...(expiresIn !== null && { expires_in: expiresIn }),
    ...(refreshToken !== null && {
      refresh_token: refreshToken,
      refresh_token_expires_in: 15_897_600,
    }),
    scope: '',
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
  // https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent
  api: {
    addresses: ['https://api.github.com/user/installations'],
    headers: { 'user-agent': /./ },
  },
  scopes: null,
  tellsScopes: false,
  lifetime: 28_800,
  account: { id: '583231', name: 'octocat' },
  variants: {
    'a GitHub App that opted out of the expiration': { refresh: null, lifetime: null },
  },
});
