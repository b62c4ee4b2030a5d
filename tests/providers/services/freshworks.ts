import { defineService } from '../define-service';

const OAUTH = 'https://acme.myfreshworks.com/org/oauth/v2';

const DEAD_GRANTS = [{ status: 400, body: { error: 'invalid_grant' } }];

/**
 * An external app, for Freshservice.
 * https://developers.freshworks.com/docs/app-sdk/v3.0/deal/oauth-implementation-in-apps/oauth-in-external-apps,
 * https://developers.freshworks.com/docs/app-sdk/v3.0/service_ticket/advanced-interfaces/request-method/oauth-access-freshworks-resources/
 * (30 minutes for the access token)
 */
export const service = defineService({
  id: 'freshworks',
  appValues: { organization: 'acme' },
  authorization: {
    address: `${OAUTH}/authorize`,
    // The pages do not mention it.
    pkce: 'optional',
  },
  proofs: ['basic'],
  token: { address: `${OAUTH}/token` },
  refresh: { rotation: 'new', deadGrants: DEAD_GRANTS },
  revocation: null,
  userInfo: null,
  // At the address of the product, which the admin adds.
  api: { addresses: [] },
  scopes: ['freshservice.tickets.view', 'freshservice.tickets.create'],
  lifetime: 1_800,
  account: { id: null, name: null },
  variants: {
    'refresh tokens that stay the same': { refresh: { rotation: 'same', deadGrants: DEAD_GRANTS } },
  },
});
