import { defineService } from '../define-service';

/**
 * An integration.
 * https://developer.webex.com/create/docs/integrations,
 * https://developer.webex.com/create/docs/authentication,
 * https://developer.webex.com/docs/api/v1/people/get-my-own-details
 */
export const service = defineService({
  id: 'webex',
  authorization: {
    address: 'https://webexapis.com/v1/authorize',
    pkce: 'optional',
    demands: { scope: /./ },
  },
  proofs: ['body'],
  token: { address: 'https://webexapis.com/v1/access_token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    access_token: accessToken,
    expires_in: expiresIn,
    refresh_token: refreshToken,
    refresh_token_expires_in: 7_776_000,
    token_type: 'Bearer',
    scope: scopes.join(' '),
  }),
  refresh: {
    // The refresh token stays, and lives anew.
    rotation: 'same',
    // The pages do not say how the endpoint refuses a dead one.
    deadGrants: [],
  },
  // DELETE /authorizations takes a token with a scope of its own.
  revocation: null,
  userInfo: {
    address: 'https://webexapis.com/v1/people/me',
    scopes: ['spark:people_read'],
    body: () => ({
      id: 'Y2lzY29zcGFyazovL3VzL1BFT1BMRS9mNWIzNjE4Ny1jOGRkLTQ3MjctOGIyZi1mOWM0NDdmMjkwNDY',
      emails: ['jane@example.com'],
      displayName: 'Jane Doe',
      nickName: 'Jane',
      firstName: 'Jane',
      lastName: 'Doe',
      type: 'person',
    }),
  },
  api: { addresses: ['https://webexapis.com/v1/rooms'] },
  scopes: ['spark:people_read', 'spark:rooms_read', 'spark:messages_read'],
  lifetime: 1_209_599,
  account: {
    id: 'Y2lzY29zcGFyazovL3VzL1BFT1BMRS9mNWIzNjE4Ny1jOGRkLTQ3MjctOGIyZi1mOWM0NDdmMjkwNDY',
    name: 'Jane Doe',
  },
  variants: { 'a response without the scopes': { tellsScopes: false } },
});
