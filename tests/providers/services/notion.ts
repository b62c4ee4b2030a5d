import { defineService } from '../define-service';

/**
 * A public integration.
 * https://developers.notion.com/guides/get-started/authorization,
 * https://developers.notion.com/reference/create-a-token,
 * https://developers.notion.com/reference/refresh-a-token,
 * https://developers.notion.com/reference/revoke-token,
 * https://developers.notion.com/reference/versioning (Notion-Version)
 */
export const service = defineService({
  id: 'notion',
  authorization: {
    address: 'https://api.notion.com/v1/oauth/authorize',
    // The pages do not mention it.
    pkce: 'optional',
    demands: { owner: 'user' },
  },
  proofs: ['basic'],
  // The reference also requires Notion-Version here and at /revoke, but clients do without:
  // https://community.latenode.com/t/getting-invalid-client-error-during-notion-oauth-token-exchange/32465
  token: { address: 'https://api.notion.com/v1/oauth/token', styles: ['json'] },
  tokenBody: ({ accessToken, refreshToken }) => ({
    access_token: accessToken,
    token_type: 'bearer',
    refresh_token: refreshToken,
    bot_id: 'b3414d65-1224-5a34-9b54-f5b5a3b8d3d1',
    workspace_icon: null,
    workspace_name: 'Acme Wiki',
    workspace_id: '5a2bf8c1-2f5e-4ba8-8a1c-5e2ad4d1c0b2',
    owner: {
      type: 'user',
      user: {
        object: 'user',
        id: 'd40e767c-d7af-4b18-a86d-55c61f1e39a4',
        type: 'person',
        person: { email: 'jane@example.com' },
      },
    },
    duplicated_template_id: null,
    request_id: 'e1b8a0b7-5b3e-4f8e-9a4c-0e7f0c9d4c11',
  }),
  refresh: {
    // "generating a new access token and new refresh token"
    rotation: 'new',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [{ status: 401, body: { error: 'invalid_client' } }],
  },
  revocation: {
    address: 'https://api.notion.com/v1/oauth/revoke',
    answer: { status: 200, body: { request_id: 'e1b8a0b7-5b3e-4f8e-9a4c-0e7f0c9d4c12' } },
  },
  // /v1/users/me describes the bot, whose name is that of the integration.
  userInfo: null,
  api: {
    addresses: ['https://api.notion.com/v1/search'],
    headers: { 'notion-version': /^20\d\d-\d\d-\d\d$/ },
  },
  scopes: null,
  tellsScopes: false,
  lifetime: null,
  account: { id: 'b3414d65-1224-5a34-9b54-f5b5a3b8d3d1', name: 'Acme Wiki' },
});
