import { defineService } from '../define-service';

const OAUTH = 'https://api.vercel.com/login/oauth';

const claims = (scopes: readonly string[]) => ({
  sub: 'AbCdEfGhIjKlMnOpQrStUvWx',
  ...(scopes.includes('email') && { email: 'jane@example.com', email_verified: true }),
  ...(scopes.includes('profile') && { name: 'Jane Doe', preferred_username: 'jane' }),
});

/**
 * Sign in with Vercel, with a client secret.
 * https://vercel.com/docs/sign-in-with-vercel/authorization-server-api (PKCE),
 * https://vercel.com/docs/sign-in-with-vercel/tokens (an hour; a refresh token works once)
 */
export const service = defineService({
  id: 'vercel',
  authorization: { address: 'https://vercel.com/oauth/authorize', pkce: 'required' },
  proofs: ['body', 'basic'],
  token: { address: `${OAUTH}/token` },
  refresh: {
    conditions: { scopes: ['offline_access'] },
    rotation: 'new',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
  },
  revocation: { address: `${OAUTH}/token/revoke` },
  introspection: `${OAUTH}/token/introspect`,
  openId: {
    issuer: 'https://vercel.com',
    keys: 'https://vercel.com/.well-known/jwks',
    repeatsNonce: true,
    claims,
  },
  userInfo: { address: `${OAUTH}/userinfo`, scopes: ['openid'], body: claims },
  api: { addresses: ['https://api.vercel.com/v2/user'] },
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  lifetime: 3_600,
  account: { id: 'AbCdEfGhIjKlMnOpQrStUvWx', name: 'jane@example.com' },
  provenElsewhere: {
    'endpoints.userinfoEndpoint':
      'The id_token has the name already. The plugin asks userinfo for apps without openid.',
    'endpoints.introspectionEndpoint':
      'The response tells the lifetime. The plugin asks here only if it does not.',
  },
});
