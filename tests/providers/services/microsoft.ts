import { defineService } from '../define-service';

const LOGIN = 'https://login.microsoftonline.com';

const claimsOf = (tenant: string) => (scopes: readonly string[]) => ({
  iss: `${LOGIN}/${tenant}/v2.0`,
  tid: tenant,
  sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
  ver: '2.0',
  ...(scopes.includes('email') && { email: 'jane@example.com' }),
  ...(scopes.includes('profile') && { name: 'Jane Doe', preferred_username: 'jane@example.com' }),
});

const openIdOf = (tenant: string) => ({
  issuer: `${LOGIN}/{tenantid}/v2.0`,
  keys: `${LOGIN}/common/discovery/v2.0/keys`,
  repeatsNonce: true,
  claims: claimsOf(tenant),
});

const refusal = (status: number, error: string, code: number) => ({
  status,
  body: {
    error,
    error_description: `AADSTS${code}: See the list of codes.`,
    error_codes: [code],
    timestamp: '2026-11-29 18:41:56Z',
    trace_id: '0000aaaa-11bb-cccc-dd22-eeeeee333333',
    correlation_id: 'aaaa0000-bb11-2222-33cc-444444dddddd',
  },
});

/**
 * An app for all accounts, signed in with a personal one.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow,
 * https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc,
 * https://learn.microsoft.com/entra/identity-platform/userinfo,
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export const service = defineService({
  id: 'microsoft',
  authorization: {
    address: `${LOGIN}/common/oauth2/v2.0/authorize`,
    pkce: 'optional',
    // "required"
    demands: { scope: /./ },
  },
  proofs: ['body', 'basic'],
  token: { address: `${LOGIN}/common/oauth2/v2.0/token` },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes, idToken }) => ({
    token_type: 'Bearer',
    scope: scopes.join(' '),
    expires_in: expiresIn,
    ext_expires_in: expiresIn,
    access_token: accessToken,
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    ...(idToken !== null && { id_token: idToken }),
  }),
  refresh: {
    conditions: { scopes: ['offline_access'] },
    // "Refresh tokens replace themselves with a fresh token upon every use." The old one stays good.
    rotation: 'new',
    deadGrants: [
      refusal(400, 'invalid_grant', 700_082),
      refusal(400, 'interaction_required', 50_076),
      refusal(400, 'consent_required', 65_001),
    ],
    otherRefusals: [
      refusal(401, 'invalid_client', 7_000_215),
      refusal(400, 'unauthorized_client', 700_016),
      refusal(503, 'temporarily_unavailable', 90_033),
    ],
  },
  revocation: null,
  openId: openIdOf('9188040d-6c67-4c5b-b112-36a304b66dad'),
  userInfo: {
    address: 'https://graph.microsoft.com/oidc/userinfo',
    scopes: ['openid'],
    body: () => ({
      sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
      name: 'Jane Doe',
      email: 'jane@example.com',
    }),
  },
  api: { addresses: ['https://graph.microsoft.com/v1.0/me'] },
  scopes: ['openid', 'email', 'profile', 'offline_access', 'User.Read', 'Mail.Read'],
  // The response never lists it.
  grants: (agreed) => agreed.filter((scope) => scope !== 'offline_access'),
  lifetime: 3_599,
  account: { id: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ', name: 'jane@example.com' },
  variants: {
    'an account of an organization': { openId: openIdOf('8eaef023-2b34-4da1-9baa-8bc8c9d6a490') },
  },
  provenElsewhere: {
    'endpoints.userinfoEndpoint':
      'The id_token has the name already. The plugin asks userinfo for apps without openid.',
  },
});
