import { defineService } from '../define-service';

/** The scopes are those of the app in Front. */
const SCOPES = ['shared:read', 'shared:write'];

const inAnHour = () => Math.floor(Date.now() / 1_000) + 3_600;

/**
 * https://dev.frontapp.com/docs/oauth (HTTP Basic; the moment when a token expires),
 * https://dev.frontapp.com/reference/api-token-details
 */
export const service = defineService({
  id: 'front',
  authorization: {
    address: 'https://app.frontapp.com/oauth/authorize',
    // The page does not mention it.
    pkce: 'optional',
  },
  proofs: ['basic'],
  token: { address: 'https://app.frontapp.com/oauth/token' },
  tokenBody: ({ accessToken, refreshToken }) => ({
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_at: inAnHour(),
    token_type: 'Bearer',
  }),
  refresh: {
    rotation: 'new',
    // Clients have met both statuses.
    deadGrants: [
      { status: 400, body: { error: 'invalid_grant' } },
      { status: 401, body: { error: 'invalid_grant' } },
    ],
  },
  revocation: null,
  userInfo: {
    address: 'https://api2.frontapp.com/me',
    body: () => ({
      _links: { self: 'https://api2.frontapp.com/me' },
      id: 'cmp_k30',
      name: 'Acme',
    }),
  },
  api: { addresses: ['https://api2.frontapp.com/conversations'] },
  scopes: null,
  grants: () => SCOPES,
  tellsScopes: false,
  lifetime: 3_600,
  account: { id: 'cmp_k30', name: 'Acme' },
});
