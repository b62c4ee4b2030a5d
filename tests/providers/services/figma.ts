import { defineService } from '../define-service';

/**
 * https://developers.figma.com/docs/rest-api/authentication/ (HTTP Basic at both endpoints; the
 * response to a refresh has no refresh token),
 * https://developers.figma.com/docs/rest-api/users-endpoints/ (/v1/me),
 * https://arcticjs.dev/providers/figma (the separator of scopes)
 */
export const service = defineService({
  id: 'figma',
  authorization: {
    address: 'https://www.figma.com/oauth',
    pkce: 'optional',
    demands: { scope: /./ },
  },
  proofs: ['basic'],
  token: { address: 'https://api.figma.com/v1/oauth/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn, isRefresh }) => ({
    ...(!isRefresh && { user_id_string: '1234567890123456789' }),
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: expiresIn,
    ...(refreshToken !== null && { refresh_token: refreshToken }),
  }),
  refresh: {
    address: 'https://api.figma.com/v1/oauth/refresh',
    rotation: 'none',
    // Not confirmed: the page prints no errors, so this is that of RFC 6749.
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
  },
  revocation: null,
  userInfo: {
    address: 'https://api.figma.com/v1/me',
    scopes: ['current_user:read'],
    body: () => ({
      id: '1234567890123456789',
      email: 'jane@example.com',
      handle: 'Jane Doe',
      img_url: 'https://s3-alpha.figma.com/profile/1',
    }),
  },
  api: { addresses: ['https://api.figma.com/v1/files/abc123'] },
  scopes: ['current_user:read', 'file_content:read', 'file_comments:read'],
  tellsScopes: false,
  lifetime: 7_776_000,
  account: { id: '1234567890123456789', name: 'jane@example.com' },
});
