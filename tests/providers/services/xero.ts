import { defineService } from '../define-service';

const IDENTITY = 'https://identity.xero.com';

const claims = (scopes: readonly string[]) => ({
  sub: 'db0db2fda5b55c1a5e2b9ab1d1a7b0a4',
  ...(scopes.includes('email') && { email: 'jane@example.com' }),
  ...(scopes.includes('profile') && {
    xero_userid: '1945393b-6eb7-4143-b083-7ab26cd7690b',
    preferred_username: 'jane@example.com',
    given_name: 'Jane',
    family_name: 'Doe',
  }),
});

/**
 * A web app.
 * https://developer.xero.com/documentation/guides/oauth2/auth-flow (HTTP Basic; revocation by the
 * refresh token),
 * https://developer.xero.com/faq/oauth2,
 * https://identity.xero.com/.well-known/openid-configuration
 */
export const service = defineService({
  id: 'xero',
  authorization: {
    address: 'https://login.xero.com/identity/connect/authorize',
    pkce: 'optional',
  },
  proofs: ['basic'],
  token: { address: `${IDENTITY}/connect/token` },
  refresh: {
    conditions: { scopes: ['offline_access'] },
    rotation: 'new',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [
      { status: 400, body: { error: 'invalid_client' } },
      { status: 400, body: { error: 'unsupported_grant_type' } },
    ],
  },
  revocation: { address: `${IDENTITY}/connect/revocation`, takes: 'refresh token' },
  openId: {
    issuer: IDENTITY,
    keys: `${IDENTITY}/.well-known/openid-configuration/jwks`,
    repeatsNonce: true,
    claims,
  },
  userInfo: {
    address: `${IDENTITY}/connect/userinfo`,
    scopes: ['openid'],
    body: claims,
  },
  api: { addresses: ['https://api.xero.com/connections'] },
  scopes: ['openid', 'email', 'profile', 'offline_access', 'accounting.contacts.read'],
  lifetime: 1_800,
  account: { id: 'db0db2fda5b55c1a5e2b9ab1d1a7b0a4', name: 'jane@example.com' },
  provenElsewhere: {
    'endpoints.userinfoEndpoint':
      'The id_token has the name already. The plugin asks userinfo for apps without openid.',
  },
});
