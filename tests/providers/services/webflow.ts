import { defineService } from '../define-service';

/**
 * A Data Client.
 * https://developers.webflow.com/data/reference/oauth-app,
 * https://developers.webflow.com/data/v1.0.0/docs/oauth (tokens by a form),
 * https://developers.webflow.com/data/reference/token/authorized-by
 */
export const service = defineService({
  id: 'webflow',
  authorization: {
    address: 'https://webflow.com/oauth/authorize',
    // The pages do not mention it.
    pkce: 'optional',
    demands: { scope: /./ },
  },
  proofs: ['body'],
  token: { address: 'https://api.webflow.com/oauth/access_token', styles: ['form', 'json'] },
  tokenBody: ({ accessToken, scopes }) => ({
    token_type: 'bearer',
    access_token: accessToken,
    scope: scopes.join(' '),
  }),
  refresh: null,
  // Documented as JSON only.
  revocation: {
    address: 'https://webflow.com/oauth/revoke_authorization',
    styles: ['json'],
    names: { token: 'access_token' },
    takes: 'access token',
  },
  userInfo: {
    address: 'https://api.webflow.com/v2/token/authorized_by',
    scopes: ['authorized_user:read'],
    body: () => ({
      id: '545bbecb7bdd6769632504a7',
      email: 'jane@example.com',
      firstName: 'Jane',
      lastName: 'Doe',
    }),
  },
  api: { addresses: ['https://api.webflow.com/v2/sites'] },
  scopes: ['authorized_user:read', 'sites:read', 'cms:read'],
  lifetime: null,
  account: { id: '545bbecb7bdd6769632504a7', name: 'jane@example.com' },
  variants: { 'a response without the scopes': { tellsScopes: false } },
});
