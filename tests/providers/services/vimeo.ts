import { defineService } from '../define-service';

const USER = { uri: '/users/152184', name: 'Jane Doe', link: 'https://vimeo.com/jane' };

/**
 * https://developer.vimeo.com/api/authentication (HTTP Basic; the body as JSON, or as a form, as
 * https://github.com/vimeo/vimeo.js sends it),
 * https://developer.vimeo.com/api/reference/users#get_user
 */
export const service = defineService({
  id: 'vimeo',
  authorization: {
    address: 'https://api.vimeo.com/oauth/authorize',
    // The pages do not mention it.
    pkce: 'optional',
  },
  proofs: ['basic'],
  token: { address: 'https://api.vimeo.com/oauth/access_token', styles: ['form', 'json'] },
  tokenBody: ({ accessToken, scopes }) => ({
    access_token: accessToken,
    token_type: 'bearer',
    scope: scopes.join(' '),
    app: { name: 'Test', uri: '/apps/1234' },
    user: USER,
  }),
  refresh: null,
  // DELETE /tokens takes the token as Bearer, and no client.
  revocation: null,
  userInfo: {
    address: 'https://api.vimeo.com/me',
    body: () => ({ ...USER, account: 'free', bio: null, resource_key: '8af5ec8dd0b5a1f2' }),
  },
  api: { addresses: ['https://api.vimeo.com/me/videos'] },
  scopes: ['public', 'private', 'upload'],
  lifetime: null,
  account: { id: '/users/152184', name: 'Jane Doe' },
});
