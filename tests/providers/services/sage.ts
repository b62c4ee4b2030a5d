import { defineService } from '../define-service';

/**
 * https://developer.sage.com/accounting/guides/authenticating/authentication/ (`filter`; five minutes
 * for the access token; a refresh token works once),
 * https://developer.sage.com/accounting/docs/v1.0.0/guides/learning/key-concepts/faq (invalid_grant)
 */
export const service = defineService({
  id: 'sage',
  authorization: {
    address: 'https://www.sageone.com/oauth2/auth/central',
    // The pages do not mention it.
    pkce: 'optional',
    demands: { filter: 'apiv3.1' },
  },
  proofs: ['body', 'basic'],
  token: { address: 'https://oauth.accounting.sage.com/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    access_token: accessToken,
    expires_in: expiresIn,
    refresh_token: refreshToken,
    refresh_token_expires_in: 2_678_400,
    token_type: 'bearer',
    scope: scopes.join(' '),
    requested_by_id: 'e9a1c2ba-3f6b-4a0d-9cde-0242ac120002',
  }),
  refresh: {
    rotation: 'new',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [{ status: 401, body: { error: 'invalid_client' } }],
  },
  revocation: { address: 'https://oauth.accounting.sage.com/revoke' },
  userInfo: {
    address: 'https://api.accounting.sage.com/v3.1/user',
    body: () => ({
      id: '7b9c5d8e11ec4d3c9e0a0242ac120003',
      displayed_as: 'Jane Doe',
      first_name: 'Jane',
      last_name: 'Doe',
      initials: 'JD',
      email: 'jane@example.com',
      locale: 'en-GB',
    }),
  },
  api: { addresses: ['https://api.accounting.sage.com/v3.1/contacts'] },
  scopes: ['readonly', 'full_access'],
  lifetime: 300,
  account: { id: '7b9c5d8e11ec4d3c9e0a0242ac120003', name: 'jane@example.com' },
});
