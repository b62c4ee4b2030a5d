import { defineService } from '../define-service';

const DEAD_GRANTS = [
  {
    status: 400,
    body: {
      error: 'invalid_grant',
      error_description: 'The refresh token is invalid or expired.',
    },
  },
];

const conditions = { scopes: ['offline_access'] };

/**
 * An application with rotating refresh tokens.
 * https://developer.constantcontact.com/api_guide/server_flow.html (HTTP Basic; `scope` and `state`
 * are required),
 * https://developer.constantcontact.com/api_reference/index.html#tag/Account-Services
 */
export const service = defineService({
  id: 'constant-contact',
  authorization: {
    address: 'https://authz.constantcontact.com/oauth2/default/v1/authorize',
    // Described for applications without a secret only.
    pkce: 'optional',
    demands: { scope: /./ },
  },
  proofs: ['basic'],
  token: { address: 'https://authz.constantcontact.com/oauth2/default/v1/token' },
  refresh: {
    conditions,
    rotation: 'new',
    deadGrants: DEAD_GRANTS,
    otherRefusals: [
      {
        status: 401,
        body: {
          error: 'invalid_client',
          error_description: 'The client secret supplied for a confidential client is invalid.',
        },
      },
    ],
  },
  revocation: null,
  userInfo: {
    address: 'https://api.cc.email/v3/account/summary',
    scopes: ['account_read'],
    body: () => ({
      contact_email: 'jane@example.com',
      contact_phone: '7815550000',
      country_code: 'us',
      encoded_account_id: 'p07e1l8cdif9dl',
      first_name: 'Jane',
      last_name: 'Doe',
      organization_name: 'Acme',
    }),
  },
  api: { addresses: ['https://api.cc.email/v3/contacts'] },
  scopes: ['account_read', 'offline_access', 'contact_data', 'campaign_data'],
  lifetime: 86_400,
  account: { id: 'p07e1l8cdif9dl', name: 'jane@example.com' },
  variants: {
    'long-lived refresh tokens': {
      refresh: { conditions, rotation: 'same', deadGrants: DEAD_GRANTS },
    },
  },
});
