import { defineService } from '../define-service';

/**
 * An app that LinkedIn approved for refresh tokens.
 * https://learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow,
 * https://learn.microsoft.com/linkedin/shared/authentication/programmatic-refresh-tokens,
 * https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2
 */
export const service = defineService({
  id: 'linkedin',
  authorization: {
    address: 'https://www.linkedin.com/oauth/v2/authorization',
    // Only for native apps, at another address. With a secret: invalid_client
    // (https://github.com/teamhanko/hanko/pull/2405).
    pkce: 'refused',
    demands: { scope: /./ },
  },
  proofs: ['body'],
  token: { address: 'https://www.linkedin.com/oauth/v2/accessToken' },
  tokenBody: ({ accessToken, expiresIn, refreshToken, scopes, idToken }) => ({
    access_token: accessToken,
    expires_in: expiresIn,
    ...(refreshToken !== null && {
      refresh_token: refreshToken,
      refresh_token_expires_in: 31_536_000,
    }),
    scope: scopes.join(','),
    token_type: 'Bearer',
    ...(idToken !== null && { id_token: idToken }),
  }),
  refresh: {
    // "the lifespan or Time To Live (TTL) of the refresh token remains the same": it is repeated.
    rotation: 'same',
    deadGrants: [
      {
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description:
            'The provided authorization grant or refresh token is invalid, expired or revoked.',
        },
      },
    ],
    otherRefusals: [
      {
        status: 401,
        body: { error: 'invalid_client', error_description: 'Client authentication failed' },
      },
    ],
  },
  revocation: null,
  userInfo: {
    address: 'https://api.linkedin.com/v2/userinfo',
    scopes: ['openid', 'profile'],
    body: (scopes) => ({
      sub: '782bbtaQ',
      name: 'Jane Doe',
      given_name: 'Jane',
      family_name: 'Doe',
      locale: 'en-US',
      ...(scopes.includes('email') && { email: 'jane@example.com', email_verified: true }),
    }),
  },
  api: { addresses: ['https://api.linkedin.com/rest/posts'] },
  scopes: ['openid', 'profile', 'email', 'w_member_social'],
  lifetime: 5_184_000,
  account: { id: '782bbtaQ', name: 'Jane Doe' },
  variants: {
    'an app without that approval': { refresh: null },
  },
  provenElsewhere: {
    'protocol.idTokens':
      'The preset has no issuer. It matters once an admin has got the OpenID configuration.',
  },
});
