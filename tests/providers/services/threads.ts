import { defineService } from '../define-service';

/** https://developers.facebook.com/docs/graph-api/guides/error-handling */
const errorOf = (code: number, message: string) => ({
  status: 400,
  body: { error: { message, type: 'OAuthException', code, fbtrace_id: 'IhG2fEd1CbA' } },
});

/**
 * https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions (the
 * response to the code: `access_token`, `user_id`),
 * https://developers.facebook.com/docs/threads/get-started/long-lived-tokens/ (GET requests),
 * https://developers.facebook.com/docs/threads/threads-profiles (`id`, `username`)
 */
export const service = defineService({
  id: 'threads',
  authorization: {
    address: 'https://threads.net/oauth/authorize',
    // The page lists its parameters without it.
    pkce: 'optional',
    scopeSeparator: ',',
  },
  proofs: ['body'],
  // The parameters of the documented request are in its query.
  token: {
    address: 'https://graph.threads.net/oauth/access_token',
    styles: ['form', 'POST with a query'],
  },
  tokenBody: ({ accessToken, expiresIn, isRefresh }) =>
    isRefresh
      ? { access_token: accessToken, token_type: 'bearer', expires_in: expiresIn }
      : { access_token: accessToken, user_id: 24_681_012_141_618 },
  secondToken: {
    address: 'https://graph.threads.net/access_token',
    styles: ['GET'],
    grantType: 'th_exchange_token',
  },
  refresh: {
    address: 'https://graph.threads.net/refresh_access_token',
    styles: ['GET'],
    names: { refresh_token: 'access_token' },
    grantType: 'th_refresh_token',
    takes: 'access token',
    rotation: 'none',
    deadGrants: [errorOf(190, 'Error validating access token: Session has expired.')],
    otherRefusals: [errorOf(4, '(#4) Application request limit reached'), errorOf(2, 'Retry')],
  },
  revocation: null,
  userInfo: {
    address: 'https://graph.threads.net/v1.0/me?fields=id,username',
    scopes: ['threads_basic'],
    body: () => ({ id: '24681012141618', username: 'jane.doe' }),
  },
  api: { addresses: ['https://graph.threads.net/v1.0/me/threads'] },
  scopes: [
    'threads_basic',
    'threads_content_publish',
    'threads_read_replies',
    'threads_manage_replies',
    'threads_manage_insights',
  ],
  tellsScopes: false,
  lifetime: 5_183_944,
  account: { id: '24681012141618', name: 'jane.doe' },
});
