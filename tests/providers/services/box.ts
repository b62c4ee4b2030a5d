import { defineService } from '../define-service';

/**
 * A custom app with user authentication.
 * https://developer.box.com/guides/authentication/oauth2/without-sdk/,
 * https://developer.box.com/reference/post-oauth2-token--refresh (a form with the client),
 * https://developer.box.com/guides/authentication/tokens/revoke/ ("either … the Access Token or
 * Refresh Token"),
 * https://developer.box.com/reference/get-users-me/
 */
export const service = defineService({
  id: 'box',
  authorization: {
    address: 'https://account.box.com/api/oauth2/authorize',
    // The pages do not mention it.
    pkce: 'optional',
  },
  proofs: ['body'],
  token: { address: 'https://api.box.com/oauth2/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    access_token: accessToken,
    expires_in: expiresIn,
    token_type: 'bearer',
    restricted_to: [],
    refresh_token: refreshToken,
    issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  }),
  refresh: {
    // Each refresh token works once, within 60 days.
    rotation: 'new',
    deadGrants: [
      {
        status: 400,
        body: { error: 'invalid_grant', error_description: 'Refresh token has expired' },
      },
    ],
    otherRefusals: [
      {
        status: 400,
        body: {
          error: 'invalid_client',
          error_description: 'The client credentials are not valid',
        },
      },
    ],
  },
  revocation: { address: 'https://api.box.com/oauth2/revoke' },
  userInfo: {
    address: 'https://api.box.com/2.0/users/me',
    body: () => ({
      id: '11446498',
      type: 'user',
      name: 'Aaron Levie',
      login: 'ceo@example.com',
      language: 'en',
      status: 'active',
      job_title: 'CEO',
    }),
  },
  api: {
    addresses: [
      'https://api.box.com/2.0/folders/0',
      'https://upload.box.com/api/2.0/files/content',
    ],
  },
  scopes: ['root_readonly', 'root_readwrite', 'manage_webhook'],
  tellsScopes: false,
  lifetime: 3_600,
  account: { id: '11446498', name: 'ceo@example.com' },
});
