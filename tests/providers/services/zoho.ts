import { defineService } from '../define-service';

const ACCOUNTS = 'https://accounts.zoho.eu';
const API = 'https://www.zohoapis.eu';

/**
 * A server-based client of the data center in the US, with Multi DC, and a person whose account is in
 * the EU.
 * https://www.zoho.com/accounts/protocol/oauth/web-apps/authorization.html,
 * https://www.zoho.com/accounts/protocol/oauth/web-apps/access-token.html (the accounts server of the
 * location in the callback; parameters in the address, which other pages put into the body),
 * https://www.zoho.com/accounts/protocol/oauth/multi-dc.html
 */
export const service = defineService({
  id: 'zoho',
  appValues: { accounts: 'accounts.zoho.com' },
  connectionValues: { api: API, server: ACCOUNTS },
  authorization: {
    address: 'https://accounts.zoho.com/oauth/v2/auth',
    // The pages do not mention it.
    pkce: 'optional',
    scopeSeparator: ',',
    demands: { scope: /./ },
    callbackParams: { location: 'eu', 'accounts-server': ACCOUNTS },
  },
  proofs: ['body'],
  token: { address: `${ACCOUNTS}/oauth/v2/token`, styles: ['form', 'POST with a query'] },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    access_token: accessToken,
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    scope: scopes.join(' '),
    api_domain: API,
    token_type: 'Bearer',
    expires_in: expiresIn,
  }),
  refresh: {
    conditions: { authorizationParams: { access_type: 'offline', prompt: 'consent' } },
    rotation: 'none',
    // For a refresh token that was revoked or deleted.
    deadGrants: [{ status: 200, body: { error: 'invalid_code' } }],
    otherRefusals: [
      { status: 200, body: { error: 'invalid_client' } },
      { status: 200, body: { error: 'invalid_client_secret' } },
      {
        status: 400,
        body: {
          error_description: 'You have made too many requests continuously.',
          error: 'Access Denied',
          status: 'failure',
        },
      },
    ],
  },
  // Needs the token alone.
  revocation: {
    address: `${ACCOUNTS}/oauth/v2/token/revoke`,
    proofs: ['none', 'body'],
    answer: { status: 200, body: { status: 'success' } },
  },
  userInfo: {
    address: `${ACCOUNTS}/oauth/user/info`,
    scopes: ['AaaServer.profile.READ'],
    body: () => ({
      First_Name: 'Jane',
      Last_Name: 'Doe',
      Display_Name: 'Jane Doe',
      Email: 'jane@example.com',
      ZUID: 20_067_301,
    }),
  },
  api: { addresses: [`${API}/crm/v8/Leads`] },
  scopes: ['AaaServer.profile.READ', 'ZohoCRM.modules.ALL', 'ZohoCRM.settings.READ'],
  lifetime: 3_600,
  account: { id: '20067301', name: 'jane@example.com' },
});
