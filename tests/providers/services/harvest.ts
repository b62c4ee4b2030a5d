import { defineService } from '../define-service';

/** https://help.getharvest.com/api-v2/authentication-api/authentication/authentication/ */
export const service = defineService({
  id: 'harvest',
  authorization: {
    address: 'https://id.getharvest.com/oauth2/authorize',
    // The page does not mention it.
    pkce: 'optional',
    callbackParams: { scope: 'harvest:1234' },
  },
  proofs: ['body'],
  token: { address: 'https://id.getharvest.com/api/v2/oauth2/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'bearer',
    expires_in: expiresIn,
  }),
  refresh: {
    rotation: 'new',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [{ status: 401, body: { error: 'invalid_client' } }],
  },
  revocation: null,
  userInfo: {
    address: 'https://id.getharvest.com/api/v2/accounts',
    body: () => ({
      user: { id: 5, first_name: 'Jane', last_name: 'Doe', email: 'jane@example.com' },
      accounts: [
        { id: 1_234, name: 'Acme', product: 'harvest', google_sign_in_required: false },
        { id: 1_235, name: 'Acme Forecast', product: 'forecast' },
      ],
    }),
  },
  // "Each request must have a User-Agent". The caller adds Harvest-Account-Id.
  api: {
    addresses: ['https://api.harvestapp.com/v2/users/me'],
    headers: { 'user-agent': /./ },
  },
  scopes: ['harvest:all', 'forecast:all', 'all'],
  tellsScopes: false,
  lifetime: 1_209_600,
  account: { id: '5', name: 'jane@example.com' },
});
