import { defineService } from '../define-service';

/** The scopes are those of the app in Developer Hub. */
const SCOPES = ['base', 'deals:full'];

/**
 * https://pipedrive.readme.io/docs/marketplace-oauth-authorization,
 * https://pipedrive.readme.io/docs/marketplace-oauth-and-api-proxy-status-codes,
 * https://developers.pipedrive.com/docs/api/v1/Users#getCurrentUser
 */
export const service = defineService({
  id: 'pipedrive',
  connectionValues: { api_domain: 'https://acme.pipedrive.com' },
  authorization: {
    address: 'https://oauth.pipedrive.com/oauth/authorize',
    // The pages do not mention it.
    pkce: 'optional',
    // The page lists client_id, redirect_uri and state.
    responseType: null,
  },
  // The page prints the header. Clients send the body, too.
  proofs: ['basic', 'body'],
  token: { address: 'https://oauth.pipedrive.com/oauth/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    access_token: accessToken,
    token_type: 'Bearer',
    refresh_token: refreshToken,
    scope: scopes.join(','),
    expires_in: expiresIn,
    api_domain: 'https://acme.pipedrive.com',
  }),
  refresh: {
    // A token that "was already exchanged" is refused.
    rotation: 'new',
    deadGrants: [
      {
        status: 400,
        body: {
          success: false,
          message: 'Invalid grant: refresh_token is invalid',
          error: 'invalid_grant',
        },
      },
    ],
    otherRefusals: [
      {
        status: 400,
        body: {
          success: false,
          message: 'Invalid client: client is invalid',
          error: 'invalid_client',
        },
      },
    ],
  },
  revocation: { address: 'https://oauth.pipedrive.com/oauth/revoke' },
  userInfo: {
    address: 'https://api.pipedrive.com/v1/users/me',
    body: () => ({
      success: true,
      data: {
        id: 123_456,
        name: 'Jane Doe',
        email: 'jane@example.com',
        company_id: 654_321,
        company_name: 'Acme',
        company_domain: 'acme',
      },
    }),
  },
  api: {
    addresses: ['https://api.pipedrive.com/v1/deals', 'https://acme.pipedrive.com/api/v2/deals'],
  },
  scopes: null,
  grants: () => SCOPES,
  lifetime: 3_599,
  account: { id: '123456', name: 'jane@example.com' },
});
