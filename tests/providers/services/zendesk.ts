import { defineService } from '../define-service';

const HOST = 'https://acme.zendesk.com';
const ME = `${HOST}/api/v2/users/me.json`;

const me = (email: string | null) => () => ({
  user: {
    id: 35_436,
    name: 'Jane Doe',
    email,
    role: 'agent',
    url: `${HOST}/api/v2/users/35436.json`,
  },
});

/**
 * A confidential client.
 * https://support.zendesk.com/hc/en-us/articles/4408845965210,
 * https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/ (parameters "must
 * be formatted as JSON"),
 * https://support.zendesk.com/hc/en-us/articles/4408831387930 (invalid_grant)
 */
export const service = defineService({
  id: 'zendesk',
  appValues: { subdomain: 'acme' },
  authorization: {
    address: `${HOST}/oauth/authorizations/new`,
    pkce: 'optional',
    demands: { scope: /./ },
  },
  proofs: ['body'],
  token: { address: `${HOST}/oauth/tokens`, styles: ['json'] },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'bearer',
    scope: scopes.join(' '),
    expires_in: expiresIn,
    refresh_token_expires_in: 2_592_000,
  }),
  refresh: {
    rotation: 'new',
    deadGrants: [
      {
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description:
            'The provided access grant is invalid, expired, or revoked (e.g. invalid assertion).',
        },
      },
    ],
  },
  // DELETE /api/v2/oauth/tokens/{id} takes no client.
  revocation: null,
  // Everybody may read themselves with users:read or read.
  userInfo: { address: ME, body: me('jane@example.com') },
  api: { addresses: [`${HOST}/api/v2/tickets.json`] },
  scopes: ['users:read', 'tickets:read', 'read', 'write'],
  lifetime: 172_800,
  account: { id: '35436', name: 'jane@example.com' },
  variants: {
    // "Defaults to null."
    'tokens that do not expire': { lifetime: null },
    'a user without an email address': {
      userInfo: { address: ME, body: me(null) },
      account: { id: '35436', name: 'Jane Doe' },
    },
  },
});
