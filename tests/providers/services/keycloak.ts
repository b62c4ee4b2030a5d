import { defineService } from '../define-service';

const REALM = 'https://login.example.com/realms/main';
const OPENID = `${REALM}/protocol/openid-connect`;

const claims = (scopes: readonly string[]) => ({
  sub: '7f3a2c1e-5b1d-4c55-9d0a-2f6a3a3f0f11',
  ...(scopes.includes('email') && { email: 'jane@example.com', email_verified: true }),
  ...(scopes.includes('profile') && { name: 'Jane Doe', preferred_username: 'jane' }),
});

const deadGrant = (reason: string) => ({
  status: 400,
  body: { error: 'invalid_grant', error_description: reason },
});

/**
 * A client with client authentication, which accepts the secret in both ways.
 * https://www.keycloak.org/securing-apps/oidc-layers,
 * https://www.keycloak.org/docs/latest/server_admin/#_offline-access
 */
export const service = defineService({
  id: 'keycloak',
  appValues: { host: 'login.example.com', realm: 'main' },
  authorization: { address: `${OPENID}/auth`, pkce: 'optional' },
  proofs: ['basic', 'body'],
  token: { address: `${OPENID}/token` },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes, idToken }) => ({
    access_token: accessToken,
    expires_in: expiresIn,
    refresh_expires_in: 0,
    refresh_token: refreshToken,
    token_type: 'Bearer',
    ...(idToken !== null && { id_token: idToken }),
    'not-before-policy': 0,
    session_state: '4f5a6c2e-0b4b-4f0e-8a3e-5e1b2c3d4e5f',
    scope: scopes.join(' '),
  }),
  refresh: {
    // With "Revoke Refresh Token"; otherwise the old one stays good.
    rotation: 'new',
    deadGrants: [
      deadGrant('Token is not active'),
      deadGrant('Offline user session not found'),
      // https://github.com/keycloak/keycloak/issues/9299
      deadGrant("Session doesn't have required client"),
    ],
    otherRefusals: [
      {
        status: 401,
        body: {
          error: 'unauthorized_client',
          error_description: 'Invalid client or Invalid client credentials',
        },
      },
    ],
  },
  revocation: { address: `${OPENID}/revoke` },
  introspection: `${OPENID}/token/introspect`,
  openId: { issuer: REALM, keys: `${OPENID}/certs`, repeatsNonce: true, claims },
  userInfo: { address: `${OPENID}/userinfo`, scopes: ['openid'], body: claims },
  // Keycloak's tokens are for other APIs.
  api: { addresses: [] },
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  lifetime: 300,
  account: { id: '7f3a2c1e-5b1d-4c55-9d0a-2f6a3a3f0f11', name: 'jane@example.com' },
  provenElsewhere: {
    'endpoints.userinfoEndpoint':
      'The id_token has the name already. The plugin asks userinfo for apps without openid.',
    'endpoints.introspectionEndpoint':
      'The response tells the lifetime. The plugin asks here only if it does not.',
  },
});
