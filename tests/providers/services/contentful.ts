import { defineService } from '../define-service';

/**
 * A confidential client.
 * https://www.contentful.com/developers/docs/extensibility/oauth/ (the scopes),
 * https://www.contentful.com/developers/docs/references/user-management-api/#/reference/users/user
 */
export const service = defineService({
  id: 'contentful',
  authorization: {
    address: 'https://be.contentful.com/oauth/authorize',
    // The page does not mention it.
    pkce: 'optional',
    demands: { scope: /./ },
  },
  proofs: ['body'],
  token: { address: 'https://be.contentful.com/oauth/token', styles: ['form', 'json'] },
  tokenBody: ({ accessToken, scopes }) => ({
    access_token: accessToken,
    token_type: 'Bearer',
    scope: scopes.join(' '),
    created_at: 1_764_460_800,
  }),
  refresh: null,
  revocation: null,
  userInfo: {
    address: 'https://api.contentful.com/users/me',
    body: () => ({
      sys: { type: 'User', version: 4, id: '7BslKh9TdKGOK41VmLDjFZ' },
      firstName: 'Jane',
      lastName: 'Doe',
      avatarUrl: 'https://avatars.example.com/jane',
      email: 'jane@example.com',
      activated: true,
      signInCount: 1,
      confirmed: true,
    }),
  },
  api: { addresses: ['https://api.contentful.com/spaces'] },
  scopes: ['content_management_read', 'content_management_manage'],
  lifetime: null,
  account: { id: '7BslKh9TdKGOK41VmLDjFZ', name: 'jane@example.com' },
});
