import { defineService } from '../define-service';

const USER_ID =
  'https://www.paypal.com/webapps/auth/identity/user/mWq6_1sU85v5EG9yHdPxJRrhGHrnMJ-1PQKtX6pcsmA';

const USER_INFO = 'https://api-m.paypal.com/v1/identity/oauth2/userinfo';

const userInfo = (scopes: readonly string[]) => ({
  user_id: USER_ID,
  ...(scopes.includes('profile') && { name: 'Jane Doe' }),
  ...(scopes.includes('email') && {
    emails: [{ value: 'jane@example.com', primary: true, confirmed: true }],
  }),
});

/**
 * Log in with PayPal.
 * https://developer.paypal.com/docs/log-in-with-paypal/integrate/,
 * https://developer.paypal.com/api/identity/v1/userinfo-get
 */
export const service = defineService({
  id: 'paypal',
  authorization: {
    address: 'https://www.paypal.com/connect',
    // The pages do not mention it.
    pkce: 'optional',
    demands: { flowEntry: 'static', scope: /./ },
  },
  proofs: ['basic'],
  token: { address: 'https://api-m.paypal.com/v1/oauth2/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    token_type: 'Bearer',
    expires_in: String(expiresIn),
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    access_token: accessToken,
  }),
  refresh: {
    rotation: 'none',
    deadGrants: [
      // https://github.com/paypal/PayPal-Android-SDK/issues/422
      {
        status: 401,
        body: { error: 'invalid_refresh_token', error_description: 'Refresh Token is invalid' },
      },
    ],
    otherRefusals: [
      {
        status: 401,
        body: { error: 'invalid_client', error_description: 'Client Authentication failed' },
      },
    ],
  },
  revocation: null,
  userInfo: {
    address: `${USER_INFO}?schema=paypalv1.1`,
    body: userInfo,
  },
  api: { addresses: [USER_INFO] },
  scopes: ['profile', 'email', 'address'],
  tellsScopes: false,
  lifetime: 28_800,
  account: { id: USER_ID, name: 'jane@example.com' },
  variants: {
    'an app that may not read the email address': {
      userInfo: {
        address: `${USER_INFO}?schema=paypalv1.1`,
        body: () => userInfo(['profile']),
      },
      account: { id: USER_ID, name: 'Jane Doe' },
    },
  },
});
