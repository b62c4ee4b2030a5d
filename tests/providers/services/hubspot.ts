import { defineService } from '../define-service';

const TOKEN_ADDRESS = 'https://api.hubapi.com/oauth/2026-03/token';

/**
 * https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens,
 * https://developers.hubspot.com/changelog/additional-details-returned-when-generating-oauth-access-tokens
 * (the response),
 * https://developers.hubspot.com/changelog/new-oauth-v3-api-endpoints-and-standardized-error-responses,
 * https://developers.hubspot.com/docs/api-reference/latest/authentication/oauth-tokens/revoke-token
 * ("Deletes/Revokes provided Refresh Token")
 */
export const service = defineService({
  id: 'hubspot',
  authorization: {
    address: 'https://app.hubspot.com/oauth/authorize',
    pkce: 'optional',
    // The install URL of the page has client_id, redirect_uri, scope and state.
    responseType: null,
    demands: { scope: /./ },
  },
  proofs: ['body'],
  token: { address: TOKEN_ADDRESS },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    token_type: 'bearer',
    refresh_token: refreshToken,
    hub_id: 62_515,
    scopes,
    access_token: accessToken,
    expires_in: expiresIn,
  }),
  refresh: {
    // "Refresh token is immutable / never expires": https://github.com/HGData/mk-node-hubspot/pull/19
    rotation: 'same',
    deadGrants: [
      {
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description: 'refresh token is invalid, expired or revoked',
          status: 'BAD_REFRESH_TOKEN',
          message: 'refresh token is invalid, expired or revoked',
        },
      },
    ],
    otherRefusals: [
      {
        status: 400,
        body: {
          error: 'invalid_client',
          error_description: 'missing or invalid client secret',
          status: 'BAD_CLIENT_SECRET',
          message: 'missing or invalid client secret',
        },
      },
    ],
  },
  revocation: { address: `${TOKEN_ADDRESS}/revoke`, takes: 'refresh token' },
  // Introspection is a POST request.
  userInfo: null,
  api: { addresses: ['https://api.hubapi.com/crm/v3/objects/contacts'] },
  scopes: ['oauth', 'crm.objects.contacts.read', 'crm.objects.contacts.write'],
  lifetime: 1_800,
  // A token is for a HubSpot account, and the response has only its number.
  account: { id: '62515', name: null },
});
