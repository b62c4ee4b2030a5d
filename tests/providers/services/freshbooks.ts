import { defineService } from '../define-service';

/**
 * https://www.freshbooks.com/api/authentication (printed as JSON; clients send forms, too; a refresh
 * token works once),
 * https://www.freshbooks.com/api/me_endpoint
 */
export const service = defineService({
  id: 'freshbooks',
  authorization: {
    address: 'https://auth.freshbooks.com/oauth/authorize',
    // The pages do not mention it.
    pkce: 'optional',
  },
  proofs: ['body'],
  token: {
    address: 'https://api.freshbooks.com/auth/oauth/token',
    styles: ['form', 'json'],
  },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: expiresIn,
    refresh_token: refreshToken,
    scope: scopes.join(' '),
    created_at: 1_764_460_800,
    direct_buy_tokens: {},
  }),
  refresh: {
    rotation: 'new',
    deadGrants: [
      {
        status: 401,
        body: {
          error: 'invalid_grant',
          error_description: 'The provided authorization grant is invalid, expired or revoked.',
        },
      },
    ],
    otherRefusals: [
      {
        status: 401,
        body: { error: 'invalid_client', error_description: 'Client authentication failed' },
      },
    ],
  },
  // Printed as JSON only.
  revocation: { address: 'https://api.freshbooks.com/auth/oauth/revoke', styles: ['json'] },
  userInfo: {
    address: 'https://api.freshbooks.com/auth/api/v1/users/me',
    scopes: ['user:profile:read'],
    body: () => ({
      response: {
        id: 2_192_788,
        identity_id: 2_192_788,
        first_name: 'Jane',
        last_name: 'Doe',
        email: 'jane@example.com',
        business_memberships: [
          { id: 168_372, role: 'owner', business: { id: 77_128, account_id: 'zDmNq' } },
        ],
      },
    }),
  },
  api: {
    addresses: ['https://api.freshbooks.com/accounting/account/zDmNq/invoices/invoices'],
  },
  scopes: ['user:profile:read', 'user:invoices:read', 'user:clients:read'],
  lifetime: 43_200,
  account: { id: '2192788', name: 'jane@example.com' },
});
