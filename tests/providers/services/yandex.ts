import { defineService } from '../define-service';

const DEAD_GRANTS = [
  {
    status: 400,
    body: { error: 'invalid_grant', error_description: 'expired_token' },
  },
];

/**
 * https://yandex.com/dev/id/doc/en/codes/code-url (PKCE; `scope` in the response only if it differs
 * from the request),
 * https://yandex.com/dev/id/doc/en/tokens/refresh-client,
 * https://yandex.com/dev/id/doc/en/user-information (the word OAuth before the token)
 */
export const service = defineService({
  id: 'yandex',
  authorization: { address: 'https://oauth.yandex.com/authorize', pkce: 'optional' },
  proofs: ['body', 'basic'],
  token: { address: 'https://oauth.yandex.com/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    token_type: 'bearer',
    access_token: accessToken,
    expires_in: expiresIn,
    refresh_token: refreshToken,
  }),
  refresh: {
    rotation: 'new',
    deadGrants: DEAD_GRANTS,
    otherRefusals: [
      { status: 400, body: { error: 'invalid_client', error_description: 'Wrong client secret' } },
      { status: 400, body: { error: 'unauthorized_client' } },
    ],
  },
  // /revoke_token takes the access token, as `access_token`, if it is bound to a device.
  revocation: null,
  userInfo: {
    address: 'https://login.yandex.ru/info?format=json',
    body: () => ({
      login: 'jane',
      id: '1000034426',
      client_id: '4760187d81bc4b7799476b42b5103713',
      display_name: 'Jane',
      real_name: 'Jane Doe',
      default_email: 'jane@yandex.example',
      emails: ['jane@yandex.example'],
      psuid: '1.AAceCw.tbHgw5DtJ9_zeqPrk-Ba2w',
    }),
  },
  api: {
    addresses: ['https://login.yandex.ru/info', 'https://cloud-api.yandex.net/v1/disk'],
    scheme: 'OAuth',
  },
  scopes: ['login:info', 'login:email', 'cloud_api:disk.read'],
  tellsScopes: false,
  lifetime: 31_536_000,
  account: { id: '1000034426', name: 'jane@yandex.example' },
  variants: {
    'refresh tokens that stay the same': { refresh: { rotation: 'same', deadGrants: DEAD_GRANTS } },
  },
});
