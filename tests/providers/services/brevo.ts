import { defineService } from '../define-service';

/**
 * A private app.
 * https://developers.brevo.com/docs/oauth-integration-guide (`scope` is required),
 * https://developers.brevo.com/docs/oauth (an hour for the access token)
 */
export const service = defineService({
  id: 'brevo',
  authorization: {
    address: 'https://oauth.brevo.com/realms/partner/oauth/authorize',
    // The pages do not mention it.
    pkce: 'optional',
    demands: { scope: /./ },
  },
  proofs: ['body'],
  token: { address: 'https://oauth.brevo.com/realms/partner/oauth/token' },
  refresh: {
    rotation: 'new',
    deadGrants: [
      {
        status: 400,
        body: { error: 'invalid_grant', error_description: 'Token is not active' },
      },
    ],
  },
  revocation: null,
  // /v3/account names the account. Which scope it needs is not confirmed.
  userInfo: null,
  api: { addresses: ['https://api.brevo.com/v3/contacts'] },
  scopes: ['contacts:read', 'contacts:write', 'crm:read', 'crm:write'],
  lifetime: 3_600,
  account: { id: null, name: null },
});
