import { defineService } from '../define-service';

/**
 * Login Kit for Web.
 * https://developers.tiktok.com/doc/login-kit-web,
 * https://developers.tiktok.com/doc/oauth-user-access-token-management,
 * https://developers.tiktok.com/docs/en/oauth-refresh-a-user-access-token,
 * https://developers.tiktok.com/docs/en/oauth-revoke-a-user-access-token,
 * https://developers.tiktok.com/doc/oauth-error-handling,
 * https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info
 */
export const service = defineService({
  id: 'tiktok',
  authorization: {
    address: 'https://www.tiktok.com/v2/auth/authorize/',
    // "Required for mobile and desktop app only", where the challenge is hexadecimal.
    pkce: 'refused',
    scopeSeparator: ',',
    names: { client_id: 'client_key' },
    demands: { scope: /./ },
  },
  proofs: ['body'],
  token: {
    address: 'https://open.tiktokapis.com/v2/oauth/token/',
    names: { client_id: 'client_key' },
  },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    access_token: accessToken,
    expires_in: expiresIn,
    open_id: 'afd97af1-b87b-48b9-ac98-410aghda5344',
    refresh_expires_in: 15_552_000,
    refresh_token: refreshToken,
    scope: scopes.join(','),
    token_type: 'Bearer',
  }),
  refresh: {
    rotation: 'new',
    deadGrants: [
      {
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description: 'Refresh token is invalid or expired.',
          log_id: '202206221854370101130062072500FFA2',
        },
      },
    ],
    otherRefusals: [
      { status: 401, body: { error: 'invalid_client', error_description: '', log_id: '2022' } },
      { status: 400, body: { error: 'invalid_request', error_description: '', log_id: '2022' } },
    ],
  },
  revocation: {
    address: 'https://open.tiktokapis.com/v2/oauth/revoke/',
    takes: 'access token',
  },
  userInfo: {
    address: 'https://open.tiktokapis.com/v2/user/info/?fields=open_id,union_id,display_name',
    scopes: ['user.info.basic'],
    body: () => ({
      data: {
        user: {
          open_id: '723f24d7-e717-40f8-a2b6-cb8464cd23b4',
          union_id: 'c9c60f44-a68e-4f5d-84dd-ce22faeb0ba1',
          display_name: 'Jane Doe',
        },
      },
      error: { code: 'ok', message: '', log_id: '20220829194722CBE87ED59D524E727021' },
    }),
  },
  api: { addresses: ['https://open.tiktokapis.com/v2/video/list/'] },
  scopes: ['user.info.basic', 'user.info.profile', 'video.list'],
  lifetime: 7_200,
  account: { id: '723f24d7-e717-40f8-a2b6-cb8464cd23b4', name: 'Jane Doe' },
});
