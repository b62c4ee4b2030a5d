import { defineService } from '../define-service';

const LOGIN = 'https://api.login.yahoo.com';

const claims = (scopes: readonly string[]) => ({
  sub: 'JSDFOEIFNVZLYIBTNS5ZAWWKDA',
  ...(scopes.includes('email') && { email: 'jane@yahoo.example', email_verified: true }),
  ...(scopes.includes('profile') && { name: 'Jane Doe', given_name: 'Jane' }),
});

/**
 * A confidential client with OpenID Connect permissions.
 * https://developer.yahoo.com/oauth2/guide/flows_authcode/ (HTTP Basic or the body; the response to a
 * refresh has a refresh token),
 * https://api.login.yahoo.com/.well-known/openid-configuration
 */
export const service = defineService({
  id: 'yahoo',
  authorization: {
    address: `${LOGIN}/oauth2/request_auth`,
    // Not in the guide. A client with a secret got "invalid client id" for it.
    pkce: 'refused',
  },
  proofs: ['basic', 'body'],
  token: { address: `${LOGIN}/oauth2/get_token` },
  tokenBody: ({ accessToken, refreshToken, expiresIn, idToken }) => ({
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: expiresIn,
    refresh_token: refreshToken,
    xoauth_yahoo_guid: 'JSDFOEIFNVZLYIBTNS5ZAWWKDA',
    ...(idToken !== null && { id_token: idToken }),
  }),
  refresh: {
    rotation: 'same',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [{ status: 401, body: { error: 'invalid_client' } }],
  },
  // Only the metadata name one, and what it takes is not confirmed.
  revocation: null,
  openId: {
    issuer: LOGIN,
    keys: `${LOGIN}/openid/v1/certs`,
    repeatsNonce: true,
    claims,
  },
  userInfo: { address: `${LOGIN}/openid/v1/userinfo`, scopes: ['openid'], body: claims },
  api: { addresses: ['https://fantasysports.yahooapis.com/fantasy/v2/users'] },
  scopes: ['openid', 'email', 'profile', 'fspt-r'],
  tellsScopes: false,
  lifetime: 3_600,
  account: { id: 'JSDFOEIFNVZLYIBTNS5ZAWWKDA', name: 'jane@yahoo.example' },
  provenElsewhere: {
    'endpoints.userinfoEndpoint':
      'The id_token has the name already. The plugin asks userinfo for apps without openid.',
  },
});
