import { defineService } from '../define-service';

const REVOKED = {
  status: 400,
  body: { error: 'invalid_grant', error_description: 'Refresh token revoked' },
};

/**
 * https://developer.spotify.com/documentation/web-api/tutorials/code-flow (HTTP Basic is required),
 * https://developer.spotify.com/documentation/web-api/tutorials/refreshing-tokens,
 * https://developer.spotify.com/documentation/web-api/reference/get-current-users-profile;
 * the words for a dead grant: https://github.com/home-assistant/core/issues/124333
 */
export const service = defineService({
  id: 'spotify',
  authorization: { address: 'https://accounts.spotify.com/authorize', pkce: 'optional' },
  proofs: ['basic'],
  token: { address: 'https://accounts.spotify.com/api/token' },
  refresh: {
    // "When a refresh token is not returned, continue using the existing token."
    rotation: 'none',
    deadGrants: [
      REVOKED,
      {
        status: 400,
        body: { error: 'invalid_grant', error_description: 'Invalid refresh token' },
      },
    ],
    otherRefusals: [
      { status: 400, body: { error: 'invalid_client', error_description: 'Invalid client' } },
    ],
  },
  revocation: null,
  userInfo: {
    address: 'https://api.spotify.com/v1/me',
    body: (scopes) => ({
      display_name: 'Jane Doe',
      external_urls: { spotify: 'https://open.spotify.com/user/smedjan' },
      href: 'https://api.spotify.com/v1/users/smedjan',
      id: 'smedjan',
      type: 'user',
      uri: 'spotify:user:smedjan',
      ...(scopes.includes('user-read-private') && { country: 'SE', product: 'premium' }),
      ...(scopes.includes('user-read-email') && { email: 'jane@example.com' }),
    }),
  },
  api: { addresses: ['https://api.spotify.com/v1/me/playlists'] },
  scopes: ['user-read-private', 'user-read-email', 'playlist-read-private'],
  lifetime: 3_600,
  account: { id: 'smedjan', name: 'Jane Doe' },
  variants: {
    'a refresh that brings another refresh token': {
      refresh: { rotation: 'new', deadGrants: [REVOKED] },
    },
  },
});
