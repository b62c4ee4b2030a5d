import { preset } from './preset';

/** Login Kit for Web. */
export const tiktok = preset({
  id: 'tiktok',
  name: 'TikTok',
  endpoints: {
    authorizationEndpoint: 'https://www.tiktok.com/v2/auth/authorize/',
    tokenEndpoint: 'https://open.tiktokapis.com/v2/oauth/token/',
    revocationEndpoint: 'https://open.tiktokapis.com/v2/oauth/revoke/',
    userinfoEndpoint:
      'https://open.tiktokapis.com/v2/user/info/?fields=open_id,union_id,display_name',
  },
  scopes: ['user.info.basic'],
  apiOrigins: ['https://open.tiktokapis.com'],
  protocol: {
    // TikTok wants the SHA-256 digest in hexadecimal, and no PKCE from web apps:
    // https://developers.tiktok.com/doc/login-kit-desktop/
    pkce: 'none',
    scopeSeparator: ',',
    authorizationParamNames: [{ key: 'client_id', value: 'client_key' }],
    tokenParamNames: [{ key: 'client_id', value: 'client_key' }],
    revokedToken: 'access_token',
    responsePlaces: {
      accountId: ['/data/user/open_id'],
      accountName: ['/data/user/display_name'],
    },
  },
  usefulScopes: [
    { scope: 'user.info.basic', description: 'Read the display name and avatar of a user' },
    { scope: 'user.info.profile', description: 'Read the biography and profile links of a user' },
    { scope: 'user.info.stats', description: 'Read the numbers of likes, followers and videos' },
    { scope: 'video.list', description: 'Read the public videos of a user' },
    { scope: 'video.upload', description: 'Upload videos as drafts' },
    { scope: 'video.publish', description: 'Publish videos' },
  ],
  hints: [
    { field: 'clientId', text: 'Enter the client key of the app.' },
    {
      field: 'redirectUri',
      text: 'Register this address for Login Kit on the platform Web. It must begin with https://, so localhost over http does not work.',
    },
    {
      field: 'scopes',
      text: 'Add each scope to the app first. All scopes except user.info.basic need the approval of TikTok.',
    },
  ],
  consoleUrl: 'https://developers.tiktok.com/apps',
  documentationUrl: 'https://developers.tiktok.com/doc/login-kit-web',
  sources: [
    'https://developers.tiktok.com/doc/login-kit-web',
    'https://developers.tiktok.com/doc/login-kit-desktop/',
    'https://developers.tiktok.com/doc/oauth-user-access-token-management',
    'https://developers.tiktok.com/docs/en/oauth-refresh-a-user-access-token',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The pages that were read do not say whether a web app may send a code challenge.',
    'The pages of the documentation differ on how long a refresh token lasts: 180 or 365 days.',
  ],
});
