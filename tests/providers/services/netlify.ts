import { defineService } from '../define-service';

/**
 * https://docs.netlify.com/api/get-started/#authentication,
 * https://open-api.netlify.com/#tag/user/operation/getCurrentUser
 */
export const service = defineService({
  id: 'netlify',
  authorization: {
    address: 'https://app.netlify.com/authorize',
    // The page does not mention it.
    pkce: 'optional',
  },
  proofs: ['body'],
  // Clients send both.
  token: { address: 'https://api.netlify.com/oauth/token', styles: ['form', 'json'] },
  tokenBody: ({ accessToken }) => ({
    access_token: accessToken,
    token_type: 'Bearer',
    scope: 'public',
    created_at: 1_764_460_800,
  }),
  refresh: null,
  revocation: null,
  userInfo: {
    address: 'https://api.netlify.com/api/v1/user',
    body: () => ({
      id: '5b7ef2c1b13fb1a9a8e0b0b5',
      uid: null,
      full_name: 'Jane Doe',
      avatar_url: 'https://avatars.example.com/jane',
      email: 'jane@example.com',
      site_count: 3,
      login_providers: ['github'],
    }),
  },
  api: { addresses: ['https://api.netlify.com/api/v1/sites'] },
  scopes: null,
  grants: () => ['public'],
  lifetime: null,
  account: { id: '5b7ef2c1b13fb1a9a8e0b0b5', name: 'jane@example.com' },
});
