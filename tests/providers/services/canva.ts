import { defineService } from '../define-service';

/**
 * The Connect APIs.
 * https://www.canva.dev/docs/connect/authentication/ (PKCE with SHA-256; the page writes the method
 * as `s256`, and most public clients send `S256`),
 * https://www.canva.dev/docs/connect/api-reference/authentication/generate-access-token/,
 * https://www.canva.dev/docs/connect/api-reference/authentication/revoke-token/,
 * https://www.canva.dev/docs/connect/api-reference/users/users-me/
 */
export const service = defineService({
  id: 'canva',
  authorization: {
    address: 'https://www.canva.com/api/oauth/authorize',
    pkce: 'required',
    demands: { scope: /./ },
  },
  proofs: ['basic', 'body'],
  token: { address: 'https://api.canva.com/rest/v1/oauth/token' },
  refresh: {
    // Each refresh token works once.
    rotation: 'new',
    // As clients report it. The pages do not print it.
    deadGrants: [
      {
        status: 400,
        body: { error: 'invalid_grant', error_description: 'Token lineage has been revoked' },
      },
    ],
  },
  revocation: { address: 'https://api.canva.com/rest/v1/oauth/revoke' },
  userInfo: {
    address: 'https://api.canva.com/rest/v1/users/me',
    body: () => ({
      team_user: {
        user_id: 'auDAbliZ2rQNNOsUl5OLu',
        team_id: 'Oi2RJILTrKk0KRhRUZozX',
      },
    }),
  },
  api: { addresses: ['https://api.canva.com/rest/v1/designs'] },
  scopes: ['profile:read', 'design:meta:read', 'asset:read'],
  lifetime: 14_400,
  // The name is at another address, /users/me/profile.
  account: { id: 'auDAbliZ2rQNNOsUl5OLu', name: null },
});
