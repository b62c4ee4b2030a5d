import { defineService } from '../define-service';

/** https://github.com/basecamp/bc3-api/blob/master/sections/authentication.md */
export const service = defineService({
  id: 'basecamp',
  authorization: {
    address: 'https://launchpad.37signals.com/authorization/new',
    // The page does not mention it.
    pkce: 'optional',
  },
  proofs: ['body'],
  token: {
    address: 'https://launchpad.37signals.com/authorization/token',
    // The older page prints the parameters in the address.
    styles: ['form', 'POST with a query'],
  },
  refresh: {
    // "The response has the same format as the initial token exchange".
    rotation: 'same',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
  },
  revocation: null,
  userInfo: {
    address: 'https://launchpad.37signals.com/authorization.json',
    body: () => ({
      expires_at: '2026-12-14T12:00:00-06:00',
      identity: {
        id: 9_999_999,
        first_name: 'Jason',
        last_name: 'Fried',
        email_address: 'jason@example.com',
      },
      accounts: [
        {
          product: 'bc3',
          id: 99_999_999,
          name: 'Honcho Design',
          href: 'https://3.basecampapi.com/99999999',
          app_href: 'https://3.basecamp.com/99999999',
        },
      ],
    }),
  },
  // https://github.com/basecamp/bc3-api#identifying-your-application
  api: {
    addresses: ['https://3.basecampapi.com/99999999/projects.json'],
    headers: { 'user-agent': /./ },
  },
  scopes: null,
  tellsScopes: false,
  lifetime: 1_209_600,
  account: { id: '9999999', name: 'jason@example.com' },
});
