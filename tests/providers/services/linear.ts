import { defineService } from '../define-service';

/**
 * An application with refresh tokens, which all have since April 2026.
 * https://linear.app/developers/oauth-2-0-authentication
 */
export const service = defineService({
  id: 'linear',
  authorization: {
    address: 'https://linear.app/oauth/authorize',
    pkce: 'optional',
    // "Comma separated list of scopes"
    scopeSeparator: ',',
    demands: { scope: /./ },
  },
  // With PKCE, the secret is optional.
  proofs: ['body', 'basic', 'none'],
  token: { address: 'https://api.linear.app/oauth/token' },
  refresh: {
    // "a new valid access token and a new refresh token"
    rotation: 'new',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [{ status: 401, body: { error: 'invalid_client' } }],
  },
  // It knows a token without its client. Older versions of the page name the field `access_token`
  // or `refresh_token`, and newer clients send `token`.
  revocation: { address: 'https://api.linear.app/oauth/revoke' },
  userInfo: null,
  api: { addresses: ['https://api.linear.app/graphql'] },
  scopes: ['read', 'write', 'issues:create'],
  lifetime: 86_399,
  account: { id: null, name: null },
  variants: {
    'an application of before December 2023, whose responses list the scopes': {
      tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
        access_token: accessToken,
        token_type: 'Bearer',
        expires_in: expiresIn,
        scope: [...scopes],
        refresh_token: refreshToken,
      }),
    },
  },
});
