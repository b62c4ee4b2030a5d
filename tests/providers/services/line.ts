import { defineService } from '../define-service';

/**
 * A LINE Login channel for web apps.
 * https://developers.line.biz/en/reference/line-login/ (30 days for the access token; a refresh returns
 * the same refresh token),
 * https://developers.line.biz/en/docs/line-login/integrate-pkce/
 */
export const service = defineService({
  id: 'line',
  authorization: {
    address: 'https://access.line.me/oauth2/v2.1/authorize',
    pkce: 'optional',
    demands: { scope: /./ },
  },
  proofs: ['body'],
  token: { address: 'https://api.line.me/oauth2/v2.1/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    access_token: accessToken,
    expires_in: expiresIn,
    refresh_token: refreshToken,
    scope: scopes.join(' '),
    token_type: 'Bearer',
  }),
  refresh: {
    rotation: 'same',
    deadGrants: [
      {
        status: 400,
        body: { error: 'invalid_grant', error_description: 'invalid refresh token' },
      },
    ],
    otherRefusals: [
      {
        status: 400,
        body: { error: 'invalid_client', error_description: 'invalid client_secret' },
      },
    ],
  },
  revocation: {
    address: 'https://api.line.me/oauth2/v2.1/revoke',
    names: { token: 'access_token' },
    takes: 'access token',
  },
  userInfo: {
    address: 'https://api.line.me/v2/profile',
    scopes: ['profile'],
    body: () => ({
      userId: 'U4af4980629a1b2c3d4e5f60718293a4b',
      displayName: 'Jane Doe',
      pictureUrl: 'https://profile.example.com/jane',
      statusMessage: 'Hello',
    }),
  },
  api: { addresses: ['https://api.line.me/friendship/v1/status'] },
  // With `openid`, there are id_tokens with HS256.
  scopes: ['profile', 'openid'],
  lifetime: 2_592_000,
  account: { id: 'U4af4980629a1b2c3d4e5f60718293a4b', name: 'Jane Doe' },
});
