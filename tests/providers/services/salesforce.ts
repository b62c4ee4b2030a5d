import { defineService } from '../define-service';

const LOGIN = 'https://login.salesforce.com/services/oauth2';
const IDENTITY = 'https://login.salesforce.com/id/00Dx0000000BV7z/005x00000012Q9P';

const DEAD_GRANTS = [
  {
    status: 400,
    body: { error: 'invalid_grant', error_description: 'expired access/refresh token' },
  },
];

/**
 * An external client app of an organization with My Domain.
 * https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_web_server_flow.htm,
 * https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_refresh_token_flow.htm,
 * https://developer.salesforce.com/docs/platform/mobile-sdk/guide/oauth-revoking-tokens.html,
 * https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oidc_token_introspection.htm,
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_userinfo_endpoint.htm
 */
export const service = defineService({
  id: 'salesforce',
  authorization: { address: `${LOGIN}/authorize`, pkce: 'optional' },
  proofs: ['body', 'basic'],
  token: { address: `${LOGIN}/token` },
  tokenBody: ({ accessToken, refreshToken, scopes }) => ({
    access_token: accessToken,
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    signature: '0CmxinZir53Yex7nE0TD+zMpvIWYGb/bdJh6XfOH6EQ=',
    scope: scopes.join(' '),
    instance_url: 'https://acme.my.salesforce.com',
    id: IDENTITY,
    token_type: 'Bearer',
    issued_at: '1278448832702',
  }),
  refresh: {
    conditions: { scopes: ['refresh_token'] },
    rotation: 'none',
    deadGrants: DEAD_GRANTS,
    otherRefusals: [
      {
        status: 400,
        body: { error: 'invalid_client_id', error_description: 'client identifier invalid' },
      },
      {
        status: 400,
        body: { error: 'invalid_client', error_description: 'invalid client credentials' },
      },
    ],
  },
  // The request has the token alone, which may be either one.
  revocation: { address: `${LOGIN}/revoke`, proofs: ['none', 'body', 'basic'] },
  introspection: `${LOGIN}/introspect`,
  // The page does not say which scopes it needs.
  userInfo: {
    address: `${LOGIN}/userinfo`,
    body: () => ({
      sub: IDENTITY,
      user_id: '005x00000012Q9P',
      organization_id: '00Dx0000000BV7z',
      preferred_username: 'jane@acme.example.com',
      name: 'Jane Doe',
      email: 'jane@example.com',
      email_verified: true,
    }),
  },
  // The API is at the My Domain of the organization, which the admin adds.
  api: { addresses: [] },
  scopes: ['api', 'refresh_token', 'id', 'web', 'full'],
  // The session timeout, two hours by default, which only introspection tells.
  lifetime: 7_200,
  account: { id: IDENTITY, name: 'jane@example.com' },
  variants: {
    'an app that requires PKCE': {
      authorization: { address: `${LOGIN}/authorize`, pkce: 'required' },
    },
    'an app with refresh token rotation': {
      refresh: {
        conditions: { scopes: ['refresh_token'] },
        rotation: 'new',
        deadGrants: DEAD_GRANTS,
      },
    },
  },
});
