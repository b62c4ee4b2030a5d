import { defineService } from '../define-service';

const SERVER = 'https://cloud.example.com';

/**
 * https://docs.nextcloud.com/server/latest/admin_manual/configuration_server/oauth2.html,
 * https://docs.nextcloud.com/server/latest/developer_manual/client_apis/OCS/ocs-api-overview.html,
 * https://github.com/nextcloud/server/tree/master/apps/oauth2/lib/Controller
 */
export const service = defineService({
  id: 'nextcloud',
  appValues: { host: 'cloud.example.com' },
  authorization: { address: `${SERVER}/apps/oauth2/authorize`, pkce: 'optional' },
  proofs: ['body', 'basic'],
  token: { address: `${SERVER}/apps/oauth2/api/v1/token` },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: expiresIn,
    refresh_token: refreshToken,
    user_id: 'jane',
  }),
  refresh: {
    rotation: 'new',
    // 'token not found', 'refresh_token_already_redeemed', 'token is invalid'
    deadGrants: [{ status: 400, body: { error: 'invalid_request' } }],
    otherRefusals: [{ status: 400, body: { error: 'invalid_client' } }],
  },
  revocation: null,
  userInfo: null,
  api: {
    addresses: [`${SERVER}/ocs/v2.php/cloud/user`],
    headers: { 'ocs-apirequest': 'true' },
  },
  scopes: null,
  tellsScopes: false,
  lifetime: 3_600,
  account: { id: 'jane', name: 'jane' },
});
