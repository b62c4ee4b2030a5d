import { defineService } from '../define-service';

/**
 * An app with OAuth 2.1.
 * https://developer.monday.com/apps/docs/oauth-2-1,
 * https://developer.monday.com/apps/docs/migrating-to-the-new-oauth-flow
 */
export const service = defineService({
  id: 'monday',
  authorization: { address: 'https://auth.monday.com/oauth2/authorize', pkce: 'required' },
  // The metadata at auth.monday.com/.well-known/oauth-authorization-server/mcp names both.
  proofs: ['body', 'basic'],
  // The pages print JSON. Whether a form is accepted is not confirmed.
  token: { address: 'https://auth.monday.com/oauth_ms/oauth/token', styles: ['json'] },
  // There is no expires_in.
  tokenBody: ({ accessToken, refreshToken, scopes }) => ({
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'Bearer',
    scope: scopes.join(' '),
  }),
  refresh: {
    // "Each refresh returns a new refresh_token."
    rotation: 'new',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [{ status: 401, body: { error: 'invalid_client' } }],
  },
  revocation: {
    address: 'https://auth.monday.com/oauth_ms/oauth/revoke',
    answer: { status: 200, body: { success: true } },
  },
  // The API is GraphQL, which takes no GET requests.
  userInfo: null,
  api: { addresses: ['https://api.monday.com/v2'] },
  scopes: ['me:read', 'boards:read', 'boards:write'],
  lifetime: null,
  account: { id: null, name: null },
});
