import { defineService } from '../define-service';

/**
 * A web app.
 * https://developer.calendly.com/api-docs/calendly-o-auth/o-auth/post-oauth-refresh-token (Basic;
 * clients also send the secret in the form, as the pages of /revoke and /introspect demand it),
 * https://developer.calendly.com/api-docs/calendly-o-auth/o-auth/post-oauth-revoke,
 * https://developer.calendly.com/how-to-access-calendly-data-on-behalf-of-authenticated-users,
 * https://developer.calendly.com/docs/authentication/scopes
 */
export const service = defineService({
  id: 'calendly',
  authorization: { address: 'https://auth.calendly.com/oauth/authorize', pkce: 'optional' },
  proofs: ['basic', 'body'],
  token: { address: 'https://auth.calendly.com/oauth/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    token_type: 'Bearer',
    access_token: accessToken,
    refresh_token: refreshToken,
    scope: scopes.join(' '),
    created_at: 1_548_689_183,
    expires_in: expiresIn,
    owner: 'https://api.calendly.com/users/EBHAAFHDCAEQTSEZ',
    organization: 'https://api.calendly.com/organizations/EBHAAFHDCAEQTSEZ',
  }),
  refresh: {
    // "Refresh Tokens don't expire until they are used."
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
  revocation: { address: 'https://auth.calendly.com/oauth/revoke', proofs: ['body'] },
  userInfo: {
    address: 'https://api.calendly.com/users/me',
    scopes: ['users:read'],
    body: () => ({
      resource: {
        uri: 'https://api.calendly.com/users/AAAAAAAAAAAAAAAA',
        name: 'John Doe',
        slug: 'acmesales',
        email: 'test@example.com',
        scheduling_url: 'https://calendly.com/acmesales',
        timezone: 'America/New York',
        current_organization: 'https://api.calendly.com/organizations/AAAAAAAAAAAAAAAA',
        resource_type: 'User',
      },
    }),
  },
  api: { addresses: ['https://api.calendly.com/scheduled_events'] },
  scopes: ['users:read', 'scheduled_events:read', 'webhooks:write'],
  lifetime: 7_200,
  account: {
    id: 'https://api.calendly.com/users/AAAAAAAAAAAAAAAA',
    name: 'test@example.com',
  },
});
