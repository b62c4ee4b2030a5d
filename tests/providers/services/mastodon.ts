import { defineService } from '../define-service';

const SERVER = 'https://mastodon.social';

/**
 * https://docs.joinmastodon.org/methods/oauth/,
 * https://docs.joinmastodon.org/spec/oauth/ (PKCE since 4.3; the client in HTTP Basic or in the form),
 * https://docs.joinmastodon.org/methods/accounts/#verify_credentials
 */
export const service = defineService({
  id: 'mastodon',
  appValues: { host: 'mastodon.social' },
  authorization: { address: `${SERVER}/oauth/authorize`, pkce: 'optional' },
  proofs: ['body', 'basic'],
  token: { address: `${SERVER}/oauth/token` },
  tokenBody: ({ accessToken, scopes }) => ({
    access_token: accessToken,
    token_type: 'Bearer',
    scope: scopes.join(' '),
    created_at: 1_573_979_017,
  }),
  refresh: null,
  revocation: { address: `${SERVER}/oauth/revoke` },
  userInfo: {
    address: `${SERVER}/api/v1/accounts/verify_credentials`,
    scopes: ['read:accounts'],
    body: () => ({
      id: '14715',
      username: 'jane',
      acct: 'jane',
      display_name: 'Jane Doe',
      locked: false,
      bot: false,
      created_at: '2016-11-24T10:02:12.085Z',
      url: `${SERVER}/@jane`,
      source: { privacy: 'public', sensitive: false, language: '' },
    }),
  },
  api: { addresses: [`${SERVER}/api/v1/timelines/home`] },
  scopes: ['read:accounts', 'read:statuses', 'write:statuses'],
  lifetime: null,
  account: { id: '14715', name: 'jane' },
});
