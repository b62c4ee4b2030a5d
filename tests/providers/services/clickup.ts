import { defineService } from '../define-service';

const USER = {
  id: 123,
  username: 'John Doe',
  color: '#000000',
  profilePicture: 'https://clickup.com/avatar.jpg',
};

const USER_ADDRESS = 'https://api.clickup.com/api/v2/user';

/**
 * https://developer.clickup.com/docs/authentication (no scopes, no refresh tokens; tokens that do
 * not expire),
 * https://developer.clickup.com/reference/getaccesstoken (a query; clients also send a form, as
 * n8n does: packages/nodes-base/credentials/ClickUpOAuth2Api.credentials.ts),
 * https://developer.clickup.com/reference/getauthorizeduser
 */
export const service = defineService({
  id: 'clickup',
  authorization: {
    address: 'https://app.clickup.com/api',
    // The pages do not mention it.
    pkce: 'optional',
    // The page names client_id, redirect_uri and state only.
    responseType: null,
  },
  proofs: ['body'],
  token: {
    address: 'https://api.clickup.com/api/v2/oauth/token',
    styles: ['POST with a query', 'form', 'json'],
  },
  tokenBody: ({ accessToken }) => ({ access_token: accessToken, token_type: 'Bearer' }),
  refresh: null,
  revocation: null,
  userInfo: {
    address: USER_ADDRESS,
    body: () => ({ user: { ...USER, email: 'john@example.com' } }),
  },
  api: { addresses: ['https://api.clickup.com/api/v2/team'] },
  scopes: null,
  tellsScopes: false,
  lifetime: null,
  account: { id: '123', name: 'john@example.com' },
  variants: {
    'the token response and the user of the examples': {
      tokenBody: ({ accessToken }) => ({ access_token: accessToken }),
      userInfo: { address: USER_ADDRESS, body: () => ({ user: USER }) },
      account: { id: '123', name: 'John Doe' },
    },
  },
});
