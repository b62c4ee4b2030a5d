import { defineService } from '../define-service';

const IDENTITY = 'https://www.patreon.com/api/oauth2/v2/identity?fields%5Buser%5D=email,full_name';

const identity = (scopes: readonly string[]) => ({
  data: {
    attributes: {
      full_name: 'Jane Doe',
      ...(scopes.includes('identity[email]') && { email: 'jane@example.com' }),
    },
    id: '32187',
    type: 'user',
  },
  links: { self: 'https://www.patreon.com/api/oauth2/v2/user/32187' },
});

/**
 * A client with API version 2.
 * https://docs.patreon.com/#oauth, https://docs.patreon.com/#scopes,
 * https://docs.patreon.com/#get-api-oauth2-v2-identity (only the fields that are asked for)
 */
export const service = defineService({
  id: 'patreon',
  authorization: {
    address: 'https://www.patreon.com/oauth2/authorize',
    // The page does not mention it.
    pkce: 'optional',
  },
  proofs: ['body'],
  token: { address: 'https://www.patreon.com/api/oauth2/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: expiresIn,
    scope: scopes.join(' '),
    token_type: 'Bearer',
    version: '0.0.1',
  }),
  refresh: {
    rotation: 'new',
    deadGrants: [{ status: 401, body: { error: 'invalid_grant' } }],
    otherRefusals: [{ status: 401, body: { error: 'invalid_client' } }],
  },
  revocation: null,
  userInfo: { address: IDENTITY, scopes: ['identity'], body: identity },
  // "you must send a User-Agent header"
  api: {
    addresses: ['https://www.patreon.com/api/oauth2/v2/campaigns'],
    headers: { 'user-agent': /./ },
  },
  scopes: ['identity', 'identity[email]', 'campaigns', 'campaigns.members'],
  lifetime: 2_678_400,
  account: { id: '32187', name: 'jane@example.com' },
  variants: {
    'a user without an email address': {
      userInfo: { address: IDENTITY, scopes: ['identity'], body: () => identity([]) },
      account: { id: '32187', name: 'Jane Doe' },
    },
  },
});
