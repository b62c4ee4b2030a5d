import { defineService } from '../define-service';

/**
 * https://docs.digitalocean.com/reference/api/oauth/ (30 days for the access token; parameters in the
 * address in the examples),
 * https://docs.digitalocean.com/reference/api/digitalocean/#tag/Account
 */
export const service = defineService({
  id: 'digitalocean',
  authorization: {
    address: 'https://cloud.digitalocean.com/v1/oauth/authorize',
    // The page does not mention it.
    pkce: 'optional',
  },
  proofs: ['body'],
  token: {
    address: 'https://cloud.digitalocean.com/v1/oauth/token',
    styles: ['form', 'POST with a query'],
  },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    access_token: accessToken,
    bearer: accessToken,
    token_type: 'bearer',
    expires_in: expiresIn,
    refresh_token: refreshToken,
    scope: scopes.join(' '),
    info: {
      name: 'Jane Doe',
      email: 'jane@example.com',
      uuid: 'e028b1b918853eca7fba208a9d7e9d29a6e93c57',
    },
  }),
  refresh: {
    rotation: 'new',
    deadGrants: [{ status: 401, body: { error: 'invalid_grant' } }],
    otherRefusals: [{ status: 401, body: { error: 'invalid_client' } }],
  },
  // Takes the access token, in the header and as a parameter.
  revocation: null,
  userInfo: {
    address: 'https://api.digitalocean.com/v2/account',
    scopes: ['read'],
    body: () => ({
      account: {
        droplet_limit: 25,
        floating_ip_limit: 5,
        email: 'jane@example.com',
        name: 'Jane Doe',
        uuid: 'b6fr89dbf6d9156cace5f3c78dc9851d957381ef',
        email_verified: true,
        status: 'active',
        team: { uuid: '5df3e3004a17e242b7c20ca6c9fc25b701a47ece', name: 'My Team' },
      },
    }),
  },
  api: { addresses: ['https://api.digitalocean.com/v2/droplets'] },
  scopes: ['read', 'write'],
  lifetime: 2_592_000,
  account: { id: 'b6fr89dbf6d9156cace5f3c78dc9851d957381ef', name: 'jane@example.com' },
});
