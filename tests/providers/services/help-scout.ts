import { defineService } from '../define-service';

const TOKEN_ADDRESS = 'https://api.helpscout.net/v2/oauth2/token';

/**
 * https://developer.helpscout.com/mailbox-api/overview/authentication/ (client_id and state only;
 * the redirection URL of the app),
 * https://developer.helpscout.com/mailbox-api/endpoints/users/me/
 */
export const service = defineService({
  id: 'help-scout',
  authorization: {
    address: 'https://secure.helpscout.net/authentication/authorizeClientApplication',
    // The page does not mention it.
    pkce: 'optional',
    responseType: null,
  },
  proofs: ['body'],
  token: { address: TOKEN_ADDRESS },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    refresh_token: refreshToken,
    token_type: 'bearer',
    access_token: accessToken,
    expires_in: expiresIn,
  }),
  refresh: {
    rotation: 'new',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [{ status: 400, body: { error: 'invalid_client' } }],
  },
  revocation: null,
  userInfo: {
    address: 'https://api.helpscout.net/v2/users/me',
    body: () => ({
      id: 4,
      firstName: 'Jane',
      lastName: 'Doe',
      email: 'jane@example.com',
      role: 'owner',
      timezone: 'America/New_York',
      type: 'user',
      companyId: 10,
    }),
  },
  api: { addresses: ['https://api.helpscout.net/v2/conversations'] },
  scopes: null,
  tellsScopes: false,
  lifetime: 172_800,
  account: { id: '4', name: 'jane@example.com' },
});
