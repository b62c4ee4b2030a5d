import { defineService } from '../define-service';

const TOKEN_ADDRESS = 'https://graph.facebook.com/v25.0/oauth/access_token';

/** https://developers.facebook.com/docs/graph-api/guides/error-handling */
const errorOf = (code: number, message: string) => ({
  status: 400,
  body: { error: { message, type: 'OAuthException', code, fbtrace_id: 'EJplcsCHuLu' } },
});

/**
 * Each documented request to `oauth/access_token` is a GET request.
 * https://developers.facebook.com/documentation/facebook-login/guides/advanced/manual-flow,
 * https://developers.facebook.com/documentation/facebook-login/guides/access-tokens/get-long-lived
 * ("You can not use an expired token to request a long-lived token"),
 * https://developers.facebook.com/docs/graph-api/overview (/me: `name` and `id`)
 */
export const service = defineService({
  id: 'facebook',
  authorization: { address: 'https://www.facebook.com/v25.0/dialog/oauth', pkce: 'optional' },
  proofs: ['body'],
  token: { address: TOKEN_ADDRESS, styles: ['GET'] },
  tokenBody: ({ accessToken, expiresIn }) => ({
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: expiresIn,
  }),
  refresh: {
    names: { refresh_token: 'fb_exchange_token' },
    grantType: 'fb_exchange_token',
    takes: 'access token',
    rotation: 'none',
    deadGrants: [
      errorOf(190, 'Error validating access token: The user has not authorized application 1.'),
    ],
    otherRefusals: [
      errorOf(1, 'Error validating client secret.'),
      errorOf(4, '(#4) Application request limit reached'),
    ],
  },
  // DELETE /{user-id}/permissions, with the access token.
  revocation: null,
  userInfo: {
    address: 'https://graph.facebook.com/v25.0/me',
    scopes: ['public_profile'],
    body: () => ({ name: 'Jane Doe', id: '10158500000000000' }),
  },
  api: { addresses: ['https://graph.facebook.com/v25.0/me/accounts'] },
  scopes: ['public_profile', 'email', 'pages_show_list'],
  tellsScopes: false,
  lifetime: 5_183_944,
  account: { id: '10158500000000000', name: 'Jane Doe' },
});
