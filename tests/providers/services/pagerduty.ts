import { defineService } from '../define-service';

const DEAD_GRANTS = [{ status: 400, body: { error: 'invalid_grant' } }];

/**
 * An app with Scoped OAuth.
 * https://developer.pagerduty.com/docs/user-oauth-token-via-code-grant (PKCE or a client secret),
 * https://developer.pagerduty.com/api-reference/3168b3a6b0b2f-get-the-current-user
 */
export const service = defineService({
  id: 'pagerduty',
  authorization: {
    address: 'https://identity.pagerduty.com/oauth/authorize',
    pkce: 'optional',
    demands: { scope: /./ },
  },
  proofs: ['body'],
  token: { address: 'https://identity.pagerduty.com/oauth/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    client_info: 'prefix_legacy_auth_code',
    token_type: 'bearer',
    access_token: accessToken,
    refresh_token: refreshToken,
    scope: scopes.join(' '),
    expires_in: expiresIn,
  }),
  refresh: {
    rotation: 'new',
    deadGrants: DEAD_GRANTS,
    otherRefusals: [{ status: 401, body: { error: 'invalid_client' } }],
  },
  revocation: null,
  userInfo: {
    address: 'https://api.pagerduty.com/users/me',
    scopes: ['users.read'],
    body: () => ({
      user: {
        name: 'Jane Doe',
        email: 'jane@example.com',
        time_zone: 'Etc/UTC',
        role: 'admin',
        id: 'PXPGF42',
        type: 'user',
        summary: 'Jane Doe',
      },
    }),
  },
  api: { addresses: ['https://api.pagerduty.com/incidents'] },
  scopes: ['users.read', 'incidents.read', 'services.read'],
  lifetime: 864_000,
  account: { id: 'PXPGF42', name: 'jane@example.com' },
  variants: {
    'refresh tokens that stay the same': { refresh: { rotation: 'same', deadGrants: DEAD_GRANTS } },
  },
});
