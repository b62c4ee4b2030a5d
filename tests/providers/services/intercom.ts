import { defineService } from '../define-service';

/**
 * https://developers.intercom.com/docs/build-an-integration/learn-more/authentication/setting-up-oauth
 * (the permissions are those of the app in Developer Hub),
 * https://developers.intercom.com/docs/references/rest-api/api.intercom.io/admins/identifyadmin
 */
export const service = defineService({
  id: 'intercom',
  authorization: {
    address: 'https://app.intercom.com/oauth',
    // The page does not mention it.
    pkce: 'optional',
    // The page lists client_id, state and redirect_uri.
    responseType: null,
  },
  proofs: ['body'],
  token: {
    address: 'https://api.intercom.io/auth/eagle/token',
    styles: ['form', 'json', 'POST with a query'],
  },
  // Clients read either of the two names.
  tokenBody: ({ accessToken }) => ({
    token: accessToken,
    token_type: 'Bearer',
    access_token: accessToken,
  }),
  refresh: null,
  revocation: null,
  userInfo: {
    address: 'https://api.intercom.io/me',
    body: () => ({
      type: 'admin',
      id: '991267459',
      email: 'jane@example.com',
      name: 'Jane Doe',
      email_verified: true,
      app: { type: 'app', id_code: 'this_is_an_id1_that_should_be_at_least_4', name: 'Acme' },
      has_inbox_seat: true,
    }),
  },
  api: { addresses: ['https://api.intercom.io/contacts'] },
  scopes: null,
  tellsScopes: false,
  lifetime: null,
  account: { id: '991267459', name: 'jane@example.com' },
});
