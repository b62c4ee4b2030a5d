import { defineService } from '../define-service';

/**
 * Confidential Authorization Code Grant.
 * https://developers.docusign.com/platform/auth/confidential-authcode-get-token/,
 * https://developers.docusign.com/platform/auth/reference/obtain-access-token/ (HTTP Basic; a refresh
 * returns "an access token and a new refresh token"),
 * https://developers.docusign.com/platform/auth/reference/user-info/
 */
export const service = defineService({
  id: 'docusign',
  authorization: {
    address: 'https://account.docusign.com/oauth/auth',
    pkce: 'optional',
    demands: { scope: /./ },
  },
  proofs: ['basic'],
  token: { address: 'https://account.docusign.com/oauth/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    access_token: accessToken,
    token_type: 'Bearer',
    refresh_token: refreshToken,
    expires_in: expiresIn,
  }),
  refresh: {
    rotation: 'new',
    // https://github.com/docusign/docusign-esign-java-client/issues/79 has the error of a code. That
    // of a refresh is not confirmed.
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
  },
  revocation: null,
  userInfo: {
    address: 'https://account.docusign.com/oauth/userinfo',
    body: () => ({
      sub: '4799e5e9-0000-4000-8000-cf4713bbcacc',
      name: 'First Last',
      given_name: 'First',
      family_name: 'Last',
      created: '2015-08-13T22:03:03.45',
      email: 'first.last@example.com',
      accounts: [
        {
          account_id: 'a4ec37d6-0000-4000-8000-143885c220e1',
          is_default: true,
          account_name: 'Example',
          base_uri: 'https://na2.docusign.net',
        },
      ],
    }),
  },
  // At the `base_uri` of the account, which the admin adds.
  api: { addresses: [] },
  scopes: ['signature', 'extended', 'impersonation'],
  tellsScopes: false,
  lifetime: 28_800,
  account: { id: '4799e5e9-0000-4000-8000-cf4713bbcacc', name: 'first.last@example.com' },
});
