import { defineService } from '../define-service';

/** https://developers.facebook.com/docs/graph-api/guides/error-handling */
const errorOf = (code: number, message: string) => ({
  status: 400,
  body: { error: { message, type: 'OAuthException', code, fbtrace_id: 'AbC1dEf2GhI' } },
});

/**
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login,
 * https://developers.facebook.com/docs/instagram-platform/reference/access_token,
 * https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token
 * ("at least 24 hours old", "that have not expired"): GET requests without a body.
 */
export const service = defineService({
  id: 'instagram',
  authorization: {
    address: 'https://www.instagram.com/oauth/authorize',
    // The page lists its parameters without it.
    pkce: 'optional',
    scopeSeparator: ',',
  },
  proofs: ['body'],
  token: { address: 'https://api.instagram.com/oauth/access_token' },
  tokenBody: ({ accessToken, expiresIn, scopes, isRefresh }) =>
    isRefresh
      ? { access_token: accessToken, token_type: 'bearer', expires_in: expiresIn }
      : {
          access_token: accessToken,
          user_id: 17_841_400_000_000_000,
          permissions: scopes.join(','),
        },
  secondToken: {
    address: 'https://graph.instagram.com/access_token',
    styles: ['GET'],
    grantType: 'ig_exchange_token',
  },
  refresh: {
    address: 'https://graph.instagram.com/refresh_access_token',
    styles: ['GET'],
    names: { refresh_token: 'access_token' },
    grantType: 'ig_refresh_token',
    takes: 'access token',
    rotation: 'none',
    deadGrants: [
      errorOf(190, 'Error validating access token: The session was invalidated explicitly.'),
    ],
    otherRefusals: [errorOf(4, '(#4) Application request limit reached'), errorOf(2, 'Retry')],
  },
  revocation: null,
  userInfo: {
    address: 'https://graph.instagram.com/me?fields=user_id,username',
    scopes: ['instagram_business_basic'],
    body: () => ({ user_id: '17841400000000000', username: 'jane.doe', id: '1020304050' }),
  },
  api: { addresses: ['https://graph.instagram.com/v25.0/17841400000000000/media'] },
  scopes: [
    'instagram_business_basic',
    'instagram_business_content_publish',
    'instagram_business_manage_comments',
    'instagram_business_manage_messages',
  ],
  lifetime: 5_183_944,
  account: { id: '17841400000000000', name: 'jane.doe' },
});
