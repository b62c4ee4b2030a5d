import { defineService } from '../define-service';

/**
 * https://developers.soundcloud.com/docs/api/guide (PKCE; the word OAuth before the token; a refresh
 * token works once),
 * https://developers.soundcloud.com/docs/api/explorer/open-api (`urn` in place of `id`)
 */
export const service = defineService({
  id: 'soundcloud',
  authorization: { address: 'https://secure.soundcloud.com/authorize', pkce: 'required' },
  proofs: ['body'],
  token: { address: 'https://secure.soundcloud.com/oauth/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: expiresIn,
    refresh_token: refreshToken,
    scope: '',
  }),
  refresh: {
    rotation: 'new',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [{ status: 401, body: { error: 'invalid_client' } }],
  },
  // /sign-out takes JSON with the access token.
  revocation: null,
  userInfo: {
    address: 'https://api.soundcloud.com/me',
    body: () => ({
      kind: 'user',
      urn: 'soundcloud:users:948745750',
      username: 'Jane Doe',
      permalink: 'jane-doe',
      full_name: '',
      track_count: 3,
    }),
  },
  api: { addresses: ['https://api.soundcloud.com/me/tracks'], scheme: 'OAuth' },
  scopes: null,
  tellsScopes: false,
  lifetime: 3_599,
  account: { id: 'soundcloud:users:948745750', name: 'Jane Doe' },
});
