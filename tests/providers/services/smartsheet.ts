import { defineService } from '../define-service';

/**
 * https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/oauth (the client secret,
 * or a hash of it; scopes separated by spaces),
 * https://developers.smartsheet.com/api/smartsheet/openapi/users
 */
export const service = defineService({
  id: 'smartsheet',
  authorization: {
    address: 'https://app.smartsheet.com/b/authorize',
    // The page does not mention it.
    pkce: 'optional',
    demands: { scope: /./ },
    callbackParams: { expires_in: '599135' },
  },
  proofs: ['body'],
  token: {
    address: 'https://api.smartsheet.com/2.0/token',
    styles: ['form', 'POST with a query'],
  },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    access_token: accessToken,
    token_type: 'bearer',
    refresh_token: refreshToken,
    expires_in: expiresIn,
  }),
  refresh: {
    rotation: 'new',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [{ status: 400, body: { error: 'invalid_client' } }],
  },
  // DELETE /2.0/token, with the access token in its header.
  revocation: null,
  userInfo: {
    address: 'https://api.smartsheet.com/2.0/users/me',
    body: () => ({
      id: 4_856_934_849_340_120,
      email: 'jane@example.com',
      firstName: 'Jane',
      lastName: 'Doe',
      locale: 'en_US',
      account: { name: 'Team Smartsheet', id: 942_210_429_018_308 },
    }),
  },
  api: { addresses: ['https://api.smartsheet.com/2.0/sheets'] },
  scopes: ['READ_SHEETS', 'WRITE_SHEETS', 'READ_USERS'],
  tellsScopes: false,
  lifetime: 604_799,
  account: { id: '4856934849340120', name: 'jane@example.com' },
});
