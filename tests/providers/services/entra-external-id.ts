import { defineService } from '../define-service';

const TENANT = 'aaaabbbb-0000-cccc-1111-dddd2222eeee';
const LOGIN = `https://contoso.ciamlogin.com/${TENANT}`;

const claims = (scopes: readonly string[]) => ({
  tid: TENANT,
  sub: '3Oi4nJ8mS1kZ5aGdwz0vJmZbqCw3yqkQ0zA7cYpV7nE',
  ver: '2.0',
  ...(scopes.includes('email') && { email: 'jane@example.com' }),
  ...(scopes.includes('profile') && { name: 'Jane Doe', preferred_username: 'jane@example.com' }),
});

const refusal = (status: number, error: string, code: number) => ({
  status,
  body: {
    error,
    error_description: `AADSTS${code}: See the list of codes.`,
    error_codes: [code],
    trace_id: '0000aaaa-11bb-cccc-dd22-eeeeee333333',
  },
});

/**
 * An app with a user flow in an external tenant.
 * https://learn.microsoft.com/entra/external-id/customers/concept-supported-features-customers,
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow,
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export const service = defineService({
  id: 'entra-external-id',
  appValues: { tenant: 'contoso', tenant_id: TENANT },
  authorization: {
    address: `${LOGIN}/oauth2/v2.0/authorize`,
    pkce: 'optional',
    // "required"
    demands: { scope: /./ },
  },
  proofs: ['body', 'basic'],
  token: { address: `${LOGIN}/oauth2/v2.0/token` },
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
    rotation: 'new',
    deadGrants: [
      refusal(400, 'invalid_grant', 700_082),
      refusal(400, 'interaction_required', 50_076),
    ],
    otherRefusals: [
      refusal(401, 'invalid_client', 7_000_215),
      refusal(400, 'unauthorized_client', 700_016),
    ],
  },
  revocation: null,
  openId: {
    issuer: `https://${TENANT}.ciamlogin.com/${TENANT}/v2.0`,
    keys: `${LOGIN}/discovery/v2.0/keys`,
    repeatsNonce: true,
    claims,
  },
  // That of Microsoft Graph is not confirmed for these tokens.
  userInfo: null,
  // The tokens are for the customer's own APIs.
  api: { addresses: [] },
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  // The response never lists it.
  grants: (agreed) => agreed.filter((scope) => scope !== 'offline_access'),
  lifetime: 3_599,
  account: { id: '3Oi4nJ8mS1kZ5aGdwz0vJmZbqCw3yqkQ0zA7cYpV7nE', name: 'jane@example.com' },
});
