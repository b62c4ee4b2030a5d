import { defineService } from '../define-service';

const REALM_ID = '4620816365009870170';

/** https://github.com/intuit/oauth-jsclient/issues/77 */
const DEAD_GRANTS = [{ status: 400, body: { error: 'invalid_grant' } }];

/**
 * https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0,
 * https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/faq
 */
export const service = defineService({
  id: 'quickbooks',
  connectionValues: { realmId: REALM_ID },
  authorization: {
    address: 'https://appcenter.intuit.com/connect/oauth2',
    // The pages do not mention it.
    pkce: 'optional',
    demands: { scope: /./ },
    callbackParams: { realmId: REALM_ID },
  },
  proofs: ['basic'],
  token: { address: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer' },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    token_type: 'bearer',
    expires_in: expiresIn,
    refresh_token: refreshToken,
    x_refresh_token_expires_in: 8_726_400,
    access_token: accessToken,
  }),
  refresh: {
    // Its value changes every day or so, and then "always use the latest".
    rotation: 'new',
    deadGrants: DEAD_GRANTS,
    otherRefusals: [{ status: 401, body: { error: 'invalid_client' } }],
  },
  // The page and Intuit's libraries send JSON. Whether a form is accepted is not confirmed.
  revocation: {
    address: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke',
    styles: ['json'],
  },
  // Only with `openid`.
  userInfo: null,
  api: { addresses: [`https://quickbooks.api.intuit.com/v3/company/${REALM_ID}/query`] },
  scopes: ['com.intuit.quickbooks.accounting', 'com.intuit.quickbooks.payment'],
  tellsScopes: false,
  lifetime: 3_600,
  account: { id: null, name: null },
  variants: {
    'a refresh on the same day': { refresh: { rotation: 'same', deadGrants: DEAD_GRANTS } },
  },
});
