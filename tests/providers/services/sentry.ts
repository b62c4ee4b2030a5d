import { defineService } from '../define-service';

/**
 * https://docs.sentry.io/api/auth/,
 * https://github.com/getsentry/sentry/blob/master/src/sentry/web/frontend/oauth_token.py (the account
 * in the token response; a refresh replaces both tokens, and refuses a `scope`)
 */
export const service = defineService({
  id: 'sentry',
  authorization: { address: 'https://sentry.io/oauth/authorize/', pkce: 'optional' },
  proofs: ['body'],
  token: { address: 'https://sentry.io/oauth/token/' },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: expiresIn,
    expires_at: '2026-12-30T13:33:00.000000Z',
    token_type: 'bearer',
    scope: scopes.join(' '),
    user: { id: '2', name: 'Jane Doe', email: 'jane@example.com' },
  }),
  refresh: {
    names: { scope: null },
    rotation: 'new',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [
      { status: 400, body: { error: 'invalid_client' } },
      { status: 401, body: { error: 'invalid_client' } },
    ],
  },
  revocation: null,
  userInfo: null,
  api: { addresses: ['https://sentry.io/api/0/organizations/'] },
  scopes: ['org:read', 'project:read', 'event:read'],
  lifetime: 2_591_999,
  account: { id: '2', name: 'jane@example.com' },
});
