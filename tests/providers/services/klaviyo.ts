import { defineService } from '../define-service';

/**
 * https://developers.klaviyo.com/en/docs/set_up_oauth (PKCE, HTTP Basic, token requests at
 * a.klaviyo.com only),
 * https://developers.klaviyo.com/en/docs/troubleshoot_oauth_errors,
 * https://developers.klaviyo.com/en/reference/get_accounts (the header `revision`)
 */
export const service = defineService({
  id: 'klaviyo',
  authorization: {
    address: 'https://www.klaviyo.com/oauth/authorize',
    pkce: 'required',
    demands: { scope: /./ },
  },
  proofs: ['basic'],
  token: { address: 'https://a.klaviyo.com/oauth/token' },
  refresh: {
    rotation: 'same',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [{ status: 401, body: { error: 'invalid_client' } }],
  },
  revocation: { address: 'https://a.klaviyo.com/oauth/revoke' },
  userInfo: {
    address: 'https://a.klaviyo.com/api/accounts',
    scopes: ['accounts:read'],
    body: () => ({
      data: [
        {
          type: 'account',
          id: 'AbC123',
          attributes: {
            test_account: false,
            contact_information: {
              default_sender_name: 'Acme',
              default_sender_email: 'shop@example.com',
              organization_name: 'Acme Shop',
            },
            industry: 'Software / SaaS',
          },
          links: { self: 'https://a.klaviyo.com/api/accounts/AbC123/' },
        },
      ],
      links: { self: 'https://a.klaviyo.com/api/accounts/' },
    }),
  },
  api: {
    addresses: ['https://a.klaviyo.com/api/profiles'],
    headers: { revision: /^\d{4}-\d{2}-\d{2}$/ },
  },
  scopes: ['accounts:read', 'profiles:read', 'lists:read'],
  lifetime: 3_600,
  account: { id: 'AbC123', name: 'Acme Shop' },
});
