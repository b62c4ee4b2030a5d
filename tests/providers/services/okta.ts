import { defineService } from '../define-service';

const SERVER = 'https://example.okta.com/oauth2/default';

const claims = (scopes: readonly string[]) => ({
  sub: '00uid4BxXw6I6TV4m0g3',
  ...(scopes.includes('email') && { email: 'jane@example.com', email_verified: true }),
  ...(scopes.includes('profile') && { name: 'Jane Doe', preferred_username: 'jane@example.com' }),
});

/**
 * A web application with the grant type Refresh Token, at the custom authorization server `default`.
 * https://developer.okta.com/docs/guides/implement-grant-type/authcode/main/,
 * https://developer.okta.com/docs/guides/refresh-tokens/main/,
 * https://developer.okta.com/docs/api/openapi/okta-oauth/oauth/
 */
export const service = defineService({
  id: 'okta',
  appValues: { domain: 'example.okta.com' },
  authorization: {
    address: `${SERVER}/v1/authorize`,
    pkce: 'optional',
    // A request without it is invalid.
    demands: { scope: /./ },
  },
  proofs: ['basic', 'body'],
  token: { address: `${SERVER}/v1/token` },
  refresh: {
    conditions: { scopes: ['offline_access'] },
    // "Use persistent token", the default of web applications.
    rotation: 'same',
    deadGrants: [
      {
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description: 'The refresh token is invalid or expired.',
        },
      },
    ],
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
  revocation: { address: `${SERVER}/v1/revoke` },
  introspection: `${SERVER}/v1/introspect`,
  openId: { issuer: SERVER, keys: `${SERVER}/v1/keys`, repeatsNonce: true, claims },
  userInfo: { address: `${SERVER}/v1/userinfo`, scopes: ['openid'], body: claims },
  // The tokens of this server are for the customer's own APIs.
  api: { addresses: [] },
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  lifetime: 3_600,
  account: { id: '00uid4BxXw6I6TV4m0g3', name: 'jane@example.com' },
  variants: {
    'an application that rotates refresh tokens': {
      refresh: {
        conditions: { scopes: ['offline_access'] },
        rotation: 'new',
        deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
      },
    },
  },
  provenElsewhere: {
    'endpoints.userinfoEndpoint':
      'The id_token has the name already. The plugin asks userinfo for apps without openid.',
    'endpoints.introspectionEndpoint':
      'The response tells the lifetime. The plugin asks here only if it does not.',
  },
});
