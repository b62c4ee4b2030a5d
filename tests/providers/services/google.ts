import { defineService } from '../define-service';

const USER_INFO = 'https://www.googleapis.com/auth/userinfo';

/** The response names these two by the addresses that they stand for. */
const LONG_NAMES: Record<string, string> = {
  email: `${USER_INFO}.email`,
  profile: `${USER_INFO}.profile`,
};

const claims = (scopes: readonly string[]) => ({
  sub: '110248495921238986420',
  ...(scopes.includes(`${USER_INFO}.email`) && { email: 'jane@example.com', email_verified: true }),
  ...(scopes.includes(`${USER_INFO}.profile`) && { name: 'Jane Doe' }),
});

/**
 * https://developers.google.com/identity/protocols/oauth2/web-server,
 * https://developers.google.com/identity/openid-connect/openid-connect and its discovery document
 * https://accounts.google.com/.well-known/openid-configuration
 */
export const service = defineService({
  id: 'google',
  authorization: { address: 'https://accounts.google.com/o/oauth2/v2/auth', pkce: 'optional' },
  proofs: ['body', 'basic'],
  token: { address: 'https://oauth2.googleapis.com/token' },
  refresh: {
    // An account that has authorized the app before, as this one has, gets another refresh token
    // only after a new consent.
    conditions: { authorizationParams: { access_type: 'offline', prompt: 'consent' } },
    rotation: 'none',
    deadGrants: [
      {
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description: 'Token has been expired or revoked.',
        },
      },
    ],
  },
  // "The token can be an access token or a refresh token." The client need not authenticate.
  revocation: {
    address: 'https://oauth2.googleapis.com/revoke',
    proofs: ['body', 'basic', 'none'],
  },
  openId: {
    issuer: 'https://accounts.google.com',
    keys: 'https://www.googleapis.com/oauth2/v3/certs',
    repeatsNonce: true,
    claims,
  },
  userInfo: {
    address: 'https://openidconnect.googleapis.com/v1/userinfo',
    scopes: ['openid'],
    body: claims,
  },
  api: {
    addresses: [
      'https://www.googleapis.com/calendar/v3/users/me/calendarList',
      'https://gmail.googleapis.com/gmail/v1/users/me/profile',
    ],
  },
  scopes: ['openid', 'email', 'profile', 'https://www.googleapis.com/auth/calendar.readonly'],
  grants: (agreed) => agreed.map((scope) => LONG_NAMES[scope] ?? scope),
  lifetime: 3_599,
  account: { id: '110248495921238986420', name: 'jane@example.com' },
  provenElsewhere: {
    'endpoints.userinfoEndpoint':
      'The id_token has the name already. The plugin asks userinfo for apps without openid.',
  },
});
