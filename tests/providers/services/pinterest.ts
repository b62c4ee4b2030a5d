import { defineService } from '../define-service';

const USER_ACCOUNT = 'https://api.pinterest.com/v5/user_account';

const ACCOUNT = {
  account_type: 'BUSINESS',
  profile_image: 'https://i.pinimg.com/avatar.jpg',
  website_url: 'example.com',
  username: 'janedoe',
};

const DEAD_GRANTS = [
  // https://github.com/pinterest/pinterest-python-sdk/issues/114
  { status: 401, body: { code: 283, message: 'The authorization grant is invalid' } },
];

/**
 * An app with continuous refresh.
 * https://developers.pinterest.com/docs/getting-started/set-up-authentication-and-authorization/,
 * https://developers.pinterest.com/docs/api/v5/oauth-token,
 * https://developers.pinterest.com/docs/api/v5/user_account-get
 */
export const service = defineService({
  id: 'pinterest',
  authorization: {
    address: 'https://www.pinterest.com/oauth/',
    // The pages do not mention it.
    pkce: 'optional',
    scopeSeparator: ',',
    demands: { scope: /./ },
  },
  proofs: ['basic'],
  token: { address: 'https://api.pinterest.com/v5/oauth/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes, isRefresh }) => ({
    access_token: accessToken,
    ...(refreshToken !== null && {
      refresh_token: refreshToken,
      refresh_token_expires_in: 5_184_000,
    }),
    response_type: isRefresh ? 'refresh_token' : 'authorization_code',
    token_type: 'bearer',
    expires_in: expiresIn,
    scope: scopes.join(' '),
  }),
  refresh: {
    rotation: 'new',
    deadGrants: DEAD_GRANTS,
    otherRefusals: [
      { status: 401, body: { code: 2, message: 'Authentication failed.' } },
      { status: 429, body: { code: 8, message: 'You have exceeded your rate limit.' } },
    ],
  },
  revocation: null,
  userInfo: {
    address: USER_ACCOUNT,
    scopes: ['user_accounts:read'],
    body: () => ({ ...ACCOUNT, id: '2783136121146311751', business_name: 'Acme' }),
  },
  api: { addresses: ['https://api.pinterest.com/v5/boards'] },
  scopes: ['user_accounts:read', 'boards:read', 'pins:read'],
  lifetime: 2_592_000,
  account: { id: '2783136121146311751', name: 'janedoe' },
  variants: {
    'an app without continuous refresh': { refresh: { rotation: 'none', deadGrants: DEAD_GRANTS } },
    // https://github.com/pinterest/pinterest-python-generated-api-client/blob/main/docs/Account.md:
    // all members are optional, and there is no id.
    'an account without an id': {
      userInfo: { address: USER_ACCOUNT, body: () => ACCOUNT },
      account: { id: 'janedoe', name: 'janedoe' },
    },
  },
});
