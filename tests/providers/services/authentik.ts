import { defineService } from '../define-service';

const SERVER = 'https://auth.example.com/application/o';

const claims = (scopes: readonly string[]) => ({
  sub: '6f0a1f3e2c9b4d5e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e',
  ...(scopes.includes('email') && { email: 'jane@example.com', email_verified: true }),
  ...(scopes.includes('profile') && {
    name: 'Jane Doe',
    preferred_username: 'jane',
    groups: ['editors'],
  }),
});

/**
 * A confidential provider with a signing key.
 * https://docs.goauthentik.io/add-secure-apps/providers/oauth2/,
 * https://github.com/goauthentik/authentik/tree/main/authentik/providers/oauth2/views
 */
export const service = defineService({
  id: 'authentik',
  appValues: { host: 'auth.example.com', application: 'strapi' },
  authorization: { address: `${SERVER}/authorize/`, pkce: 'optional' },
  proofs: ['basic', 'body'],
  token: { address: `${SERVER}/token/` },
  refresh: {
    conditions: { scopes: ['offline_access'] },
    rotation: 'new',
    deadGrants: [
      {
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description:
            'The provided authorization grant or refresh token is invalid, expired, revoked, ' +
            'does not match the redirection URI used in the authorization request, or was ' +
            'issued to another client',
        },
      },
    ],
    otherRefusals: [
      {
        status: 400,
        body: { error: 'invalid_client', error_description: 'Client authentication failed' },
      },
    ],
  },
  revocation: { address: `${SERVER}/revoke/` },
  introspection: `${SERVER}/introspect/`,
  openId: {
    issuer: `${SERVER}/strapi/`,
    keys: `${SERVER}/strapi/jwks/`,
    repeatsNonce: true,
    claims,
  },
  userInfo: { address: `${SERVER}/userinfo/`, scopes: ['openid'], body: claims },
  // The tokens are for other APIs.
  api: { addresses: [] },
  scopes: ['openid', 'email', 'profile', 'offline_access', 'goauthentik.io/api'],
  lifetime: 300,
  account: {
    id: '6f0a1f3e2c9b4d5e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e',
    name: 'jane@example.com',
  },
  provenElsewhere: {
    'variables: application':
      'The form refuses an issuer whose variable is missing. Here the plugin then asks userinfo instead.',
    'endpoints.userinfoEndpoint':
      'The id_token has the name already. The plugin asks userinfo for apps without openid.',
    'endpoints.introspectionEndpoint':
      'The response tells the lifetime. The plugin asks here only if it does not.',
  },
});
