import { defineService, type Facts } from '../define-service';

const TENANT = 'https://example.eu.auth0.com';

const claims = (scopes: readonly string[]) => ({
  sub: 'auth0|5f7c8ec7c33c6c004bbafe82',
  ...(scopes.includes('email') && { email: 'jane@example.com', email_verified: true }),
  ...(scopes.includes('profile') && { name: 'Jane Doe', nickname: 'jane' }),
});

const REFRESH: NonNullable<Facts['refresh']> = {
  conditions: { scopes: ['offline_access'] },
  rotation: 'none',
  deadGrants: [
    {
      status: 403,
      body: { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' },
    },
  ],
  otherRefusals: [
    { status: 401, body: { error: 'access_denied', error_description: 'Unauthorized' } },
    {
      status: 403,
      body: {
        error: 'unauthorized_client',
        error_description: "Grant type 'refresh_token' not allowed for the client.",
      },
    },
  ],
};

/**
 * A regular web application.
 * https://auth0.com/docs/api/authentication/authorization-code-flow-with-pkce/authenticate,
 * https://auth0.com/docs/secure/application-credentials (Post or Basic, by a setting of the app;
 * Post unless it is changed),
 * https://auth0.com/docs/secure/tokens/refresh-tokens/get-refresh-tokens,
 * https://auth0.com/docs/secure/tokens/refresh-tokens/revoke-refresh-tokens
 */
export const service = defineService({
  id: 'auth0',
  appValues: { domain: 'example.eu.auth0.com' },
  authorization: { address: `${TENANT}/authorize`, pkce: 'optional' },
  proofs: ['body'],
  token: { address: `${TENANT}/oauth/token`, styles: ['form', 'json'] },
  refresh: REFRESH,
  revocation: { address: `${TENANT}/oauth/revoke`, takes: 'refresh token' },
  openId: {
    issuer: `${TENANT}/`,
    keys: `${TENANT}/.well-known/jwks.json`,
    repeatsNonce: true,
    claims,
  },
  userInfo: { address: `${TENANT}/userinfo`, scopes: ['openid'], body: claims },
  // APIs are elsewhere: the admin's own.
  api: { addresses: [] },
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  lifetime: 86_400,
  account: { id: 'auth0|5f7c8ec7c33c6c004bbafe82', name: 'jane@example.com' },
  variants: {
    'an application with refresh token rotation': { refresh: { ...REFRESH, rotation: 'new' } },
  },
  provenElsewhere: {
    'endpoints.userinfoEndpoint':
      'The id_token has the name already. The plugin asks userinfo for apps without openid.',
  },
});
