import { defineService, standardBody } from '../define-service';

const claims = (scopes: readonly string[]) => ({
  sub: '583231',
  ...(scopes.includes('email') && { email: 'jane@example.com', email_verified: true }),
  ...(scopes.includes('profile') && {
    name: 'Jane Doe',
    nickname: 'jane',
    preferred_username: 'jane',
  }),
});

/**
 * GitLab.com.
 * https://docs.gitlab.com/api/oauth2/ (the client in the body; Doorkeeper, which GitLab is based on,
 * also reads HTTP Basic),
 * https://docs.gitlab.com/integration/openid_connect_provider/,
 * https://gitlab.com/.well-known/openid-configuration
 */
export const service = defineService({
  id: 'gitlab',
  authorization: { address: 'https://gitlab.com/oauth/authorize', pkce: 'optional' },
  proofs: ['body', 'basic'],
  token: { address: 'https://gitlab.com/oauth/token', styles: ['form', 'POST with a query'] },
  tokenBody: (tokens) => ({
    ...standardBody(tokens),
    token_type: 'bearer',
    created_at: 1_607_635_748,
  }),
  refresh: {
    // A refresh ends both former tokens.
    rotation: 'new',
    deadGrants: [
      {
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description:
            'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
        },
      },
    ],
  },
  revocation: { address: 'https://gitlab.com/oauth/revoke' },
  introspection: 'https://gitlab.com/oauth/introspect',
  openId: {
    issuer: 'https://gitlab.com',
    keys: 'https://gitlab.com/oauth/discovery/keys',
    repeatsNonce: true,
    claims,
  },
  userInfo: { address: 'https://gitlab.com/oauth/userinfo', scopes: ['openid'], body: claims },
  api: { addresses: ['https://gitlab.com/api/v4/projects'] },
  scopes: ['openid', 'email', 'profile', 'read_user', 'read_api'],
  lifetime: 7_200,
  account: { id: '583231', name: 'jane@example.com' },
  variants: {
    'a response as the page prints it, without scopes': { tellsScopes: false },
  },
  provenElsewhere: {
    'endpoints.userinfoEndpoint':
      'The id_token has the name already. The plugin asks userinfo for apps without openid.',
    'endpoints.introspectionEndpoint':
      'The token response has the lifetime. The plugin asks here only if a response has none.',
  },
});
