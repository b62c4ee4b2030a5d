import { defineService } from '../define-service';

/**
 * https://docs.gusto.com/app-integrations/docs/authentication (two hours; a refresh token works once),
 * https://docs.gusto.com/app-integrations/reference/get-v1-token-info
 */
export const service = defineService({
  id: 'gusto',
  authorization: {
    address: 'https://api.gusto.com/oauth/authorize',
    // The page does not mention it.
    pkce: 'optional',
  },
  proofs: ['body'],
  token: { address: 'https://api.gusto.com/oauth/token', styles: ['form', 'json'] },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: expiresIn,
    token_type: 'bearer',
    created_at: 1_764_460_800,
    scope: 'public',
  }),
  refresh: {
    rotation: 'new',
    deadGrants: [
      {
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description: 'The provided authorization grant is invalid, expired or revoked.',
        },
      },
    ],
    otherRefusals: [{ status: 401, body: { error: 'invalid_client' } }],
  },
  revocation: null,
  userInfo: {
    address: 'https://api.gusto.com/v1/token_info',
    body: () => ({
      scope: 'public',
      resource: { type: 'Company', uuid: 'd525dd21-ba6e-482c-be15-c2c7237f1364' },
      resource_owner: { type: 'CompanyAdmin', uuid: 'da441196-43a9-4d23-ad5d-f37ce6bb99c0' },
    }),
  },
  api: {
    addresses: ['https://api.gusto.com/v1/companies/d525dd21-ba6e-482c-be15-c2c7237f1364'],
  },
  scopes: null,
  grants: () => ['public'],
  lifetime: 7_200,
  account: { id: 'd525dd21-ba6e-482c-be15-c2c7237f1364', name: null },
});
