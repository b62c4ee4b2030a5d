import { defineService } from '../define-service';

const IMS = 'https://ims-na1.adobelogin.com/ims';

const claims = (scopes: readonly string[]) => ({
  sub: 'B0DC108C5CD449CA0A494133@c62f24cc5b5b7e0e0a494004',
  account_type: 'ind',
  ...(scopes.includes('email') && { email: 'jane@example.com', email_verified: true }),
  ...(scopes.includes('profile') && { name: 'Jane Doe', given_name: 'Jane', family_name: 'Doe' }),
});

/**
 * An OAuth Web App.
 * https://developer.adobe.com/developer-console/docs/guides/authentication/UserAuthentication/ims
 * (scopes separated by commas; a refresh token only with offline_access)
 */
export const service = defineService({
  id: 'adobe',
  authorization: {
    address: `${IMS}/authorize/v2`,
    pkce: 'optional',
    scopeSeparator: ',',
    demands: { scope: /./ },
  },
  proofs: ['basic', 'body'],
  token: { address: `${IMS}/token/v3` },
  tokenBody: ({ accessToken, refreshToken, expiresIn, idToken }) => ({
    access_token: accessToken,
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    ...(idToken !== null && { id_token: idToken }),
    token_type: 'bearer',
    expires_in: expiresIn,
  }),
  refresh: {
    conditions: { scopes: ['offline_access'] },
    rotation: 'new',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [
      { status: 400, body: { error: 'invalid_client' } },
      { status: 400, body: { error: 'invalid_request' } },
    ],
  },
  // Wants the client ID in the address, besides HTTP Basic.
  revocation: null,
  userInfo: { address: `${IMS}/userinfo/v2`, scopes: ['openid'], body: claims },
  // Adobe's APIs have an address each.
  api: { addresses: [] },
  scopes: ['openid', 'email', 'profile', 'offline_access', 'AdobeID'],
  tellsScopes: false,
  lifetime: 86_399,
  account: { id: 'B0DC108C5CD449CA0A494133@c62f24cc5b5b7e0e0a494004', name: 'jane@example.com' },
  provenElsewhere: {
    'protocol.idTokens':
      'The preset has no issuer. It matters once an admin has got the OpenID configuration.',
  },
});
