import { defineService } from '../define-service';

/**
 * https://developer.wordpress.com/docs/api/oauth2/,
 * https://developer.wordpress.com/docs/api/1.1/get/me/
 */
export const service = defineService({
  id: 'wordpress-com',
  authorization: {
    address: 'https://public-api.wordpress.com/oauth2/authorize',
    // The page does not mention it.
    pkce: 'optional',
  },
  proofs: ['body'],
  token: { address: 'https://public-api.wordpress.com/oauth2/token' },
  tokenBody: ({ accessToken, scopes }) => ({
    access_token: accessToken,
    blog_id: '0',
    blog_url: null,
    token_type: 'bearer',
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
  }),
  refresh: null,
  revocation: null,
  userInfo: {
    address: 'https://public-api.wordpress.com/rest/v1.1/me',
    body: () => ({
      ID: 78_972_699,
      display_name: 'Jane Doe',
      username: 'jane',
      email: 'jane@example.com',
      primary_blog: 83_006_104,
      verified: true,
    }),
  },
  api: { addresses: ['https://public-api.wordpress.com/rest/v1.1/me/sites'] },
  scopes: ['auth', 'global', 'posts', 'media'],
  // The example response does not list them.
  tellsScopes: false,
  lifetime: null,
  account: { id: '78972699', name: 'jane' },
  variants: { 'a response with the scopes': { tellsScopes: true } },
});
