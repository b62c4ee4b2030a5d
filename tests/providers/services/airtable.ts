import { defineService } from '../define-service';

/**
 * An integration with a secret, which then must be in HTTP Basic.
 * https://airtable.com/developers/web/api/oauth-reference,
 * https://airtable.com/developers/web/api/get-user-id-scopes (whoami),
 * https://github.com/Airtable/oauth-example (index.js)
 */
export const service = defineService({
  id: 'airtable',
  authorization: {
    address: 'https://airtable.com/oauth2/v1/authorize',
    pkce: 'required',
    demands: { scope: /./ },
  },
  proofs: ['basic'],
  token: { address: 'https://airtable.com/oauth2/v1/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'Bearer',
    scope: scopes.join(' '),
    expires_in: expiresIn,
    refresh_expires_in: 5_184_000,
  }),
  refresh: {
    // Each refresh token works once.
    rotation: 'new',
    // https://nango.dev/blog/airtable-oauth-refresh-token-invalid-grant
    deadGrants: [
      {
        status: 400,
        body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
      },
    ],
  },
  revocation: null,
  userInfo: {
    address: 'https://api.airtable.com/v0/meta/whoami',
    body: (scopes) => ({
      id: 'usrL2PNC5o3H4lBEi',
      ...(scopes.includes('user.email:read') && { email: 'jane@example.com' }),
      scopes,
    }),
  },
  api: { addresses: ['https://api.airtable.com/v0/meta/bases'] },
  scopes: ['user.email:read', 'data.records:read', 'schema.bases:read'],
  lifetime: 3_600,
  account: { id: 'usrL2PNC5o3H4lBEi', name: 'jane@example.com' },
});
