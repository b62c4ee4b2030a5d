import { defineService } from '../define-service';

const HOST = 'app-eu.wrike.com';

/**
 * An account in the data center of the EU.
 * https://developers.wrike.com/oauth-20-authorization/ (scopes separated by commas; `host` in the
 * token response),
 * https://developers.wrike.com/api/v4/contacts/
 */
export const service = defineService({
  id: 'wrike',
  connectionValues: { host: HOST },
  authorization: {
    address: 'https://login.wrike.com/oauth2/authorize/v4',
    // The page does not mention it.
    pkce: 'optional',
    scopeSeparator: ',',
  },
  proofs: ['body'],
  token: {
    address: 'https://login.wrike.com/oauth2/token',
    styles: ['form', 'POST with a query'],
  },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    access_token: accessToken,
    token_type: 'bearer',
    host: HOST,
    expires_in: expiresIn,
    refresh_token: refreshToken,
  }),
  refresh: {
    rotation: 'new',
    deadGrants: [
      {
        status: 400,
        body: { error: 'invalid_grant', error_description: 'Refresh token is not valid' },
      },
    ],
    otherRefusals: [
      {
        status: 401,
        body: { error: 'invalid_client', error_description: 'Client secret is not valid' },
      },
    ],
  },
  revocation: null,
  userInfo: {
    address: `https://${HOST}/api/v4/contacts?me=true`,
    scopes: ['wsReadOnly'],
    body: () => ({
      kind: 'contacts',
      data: [
        {
          id: 'KUAFY3BJ',
          firstName: 'Jane',
          lastName: 'Doe',
          type: 'Person',
          profiles: [
            {
              accountId: 'IEAFY3BJ',
              email: 'jane@example.com',
              role: 'User',
              external: false,
              admin: false,
              owner: true,
            },
          ],
          deleted: false,
          me: true,
        },
      ],
    }),
  },
  api: { addresses: [`https://${HOST}/api/v4/tasks`] },
  scopes: ['wsReadOnly', 'wsReadWrite', 'amReadOnlyWorkflow'],
  tellsScopes: false,
  lifetime: 3_600,
  account: { id: 'KUAFY3BJ', name: 'jane@example.com' },
});
