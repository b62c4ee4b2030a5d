import { defineService } from '../define-service';

/** https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/ */
export const service = defineService({
  id: 'mailchimp',
  authorization: {
    address: 'https://login.mailchimp.com/oauth2/authorize',
    // The page does not mention it.
    pkce: 'optional',
  },
  proofs: ['body'],
  token: { address: 'https://login.mailchimp.com/oauth2/token' },
  // 0: the token does not expire.
  tokenBody: ({ accessToken }) => ({ access_token: accessToken, expires_in: 0, scope: null }),
  refresh: null,
  revocation: null,
  // The guide sends `OAuth` instead of `Bearer`, which clients send as well.
  userInfo: {
    address: 'https://login.mailchimp.com/oauth2/metadata',
    body: () => ({
      dc: 'us6',
      role: 'owner',
      accountname: 'Acme Newsletters',
      user_id: 1_234_567,
      login: {
        email: 'jane@example.com',
        avatar: null,
        login_id: 7_654_321,
        login_name: 'jane',
        login_email: 'jane@example.com',
      },
      login_url: 'https://login.mailchimp.com',
      api_endpoint: 'https://us6.api.mailchimp.com',
    }),
  },
  // The preset has no API origins: an admin enters that of the account.
  api: { addresses: [] },
  scopes: null,
  tellsScopes: false,
  lifetime: null,
  account: { id: '1234567', name: 'Acme Newsletters' },
});
