import { defineService } from '../define-service';

const SUBJECT = '713936733';

/**
 * A confidential client.
 * https://dev.twitch.tv/docs/authentication/getting-tokens-oidc/ and its discovery document
 * https://id.twitch.tv/oauth2/.well-known/openid-configuration,
 * https://dev.twitch.tv/docs/authentication/refresh-tokens/,
 * https://dev.twitch.tv/docs/authentication/revoke-tokens/
 */
export const service = defineService({
  id: 'twitch',
  // The pages do not mention PKCE.
  authorization: { address: 'https://id.twitch.tv/oauth2/authorize', pkce: 'optional' },
  proofs: ['body'],
  token: { address: 'https://id.twitch.tv/oauth2/token', styles: ['form', 'POST with a query'] },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes, idToken }) => ({
    access_token: accessToken,
    expires_in: expiresIn,
    ...(idToken !== null && { id_token: idToken }),
    refresh_token: refreshToken,
    scope: [...scopes],
    token_type: 'bearer',
  }),
  refresh: {
    // It may change, so the stricter case.
    rotation: 'new',
    deadGrants: [
      {
        status: 400,
        body: { error: 'Bad Request', status: 400, message: 'Invalid refresh token' },
      },
    ],
    otherRefusals: [
      { status: 403, body: { status: 403, message: 'invalid client secret' } },
      { status: 400, body: { status: 400, message: 'invalid client' } },
    ],
  },
  revocation: {
    address: 'https://id.twitch.tv/oauth2/revoke',
    proofs: ['none'],
    takes: 'access token',
  },
  openId: {
    issuer: 'https://id.twitch.tv/oauth2',
    keys: 'https://id.twitch.tv/oauth2/keys',
    repeatsNonce: true,
    claims: () => ({ sub: SUBJECT }),
  },
  userInfo: {
    address: 'https://id.twitch.tv/oauth2/userinfo',
    scopes: ['openid'],
    body: () => ({ sub: SUBJECT, preferred_username: 'jane' }),
  },
  // The API also wants the header Client-Id. Its value differs, so the admin enters it.
  api: { addresses: ['https://api.twitch.tv/helix/users'] },
  scopes: ['openid', 'user:read:email', 'user:read:chat'],
  lifetime: 14_124,
  account: { id: SUBJECT, name: 'jane' },
  provenElsewhere: {
    'authorizationParams: claims':
      'Decides which claims the userinfo endpoint returns; the simulator always returns these.',
  },
});
