import { defineService } from '../define-service';

const ME = 'https://kapi.kakao.com/v2/user/me';

const refusal = (error: string, description: string, code: string) => ({
  status: 401,
  body: { error, error_description: description, error_code: code },
});

const DEAD_GRANTS = [
  {
    status: 400,
    body: {
      error: 'invalid_grant',
      error_description: 'expired_or_invalid_refresh_token',
      error_code: 'KOE322',
    },
  },
];

const me = (email: string | undefined) => () => ({
  id: 123_456_789,
  connected_at: '2026-04-11T01:45:28Z',
  properties: { nickname: 'Jane' },
  kakao_account: {
    profile_nickname_needs_agreement: false,
    profile: { nickname: 'Jane', is_default_nickname: false },
    ...(email !== undefined && { email, is_email_valid: true, is_email_verified: true }),
  },
});

/**
 * An app with a client secret.
 * https://developers.kakao.com/docs/latest/en/kakaologin/rest-api (scopes separated by commas in the
 * request, and by spaces in the response; another refresh token in the last month),
 * https://developers.kakao.com/docs/latest/en/kakaologin/trouble-shooting
 */
export const service = defineService({
  id: 'kakao',
  authorization: {
    address: 'https://kauth.kakao.com/oauth/authorize',
    // The page does not mention it.
    pkce: 'optional',
    scopeSeparator: ',',
  },
  proofs: ['body'],
  token: { address: 'https://kauth.kakao.com/oauth/token' },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    token_type: 'bearer',
    access_token: accessToken,
    expires_in: expiresIn,
    ...(refreshToken !== null && {
      refresh_token: refreshToken,
      refresh_token_expires_in: 5_184_000,
    }),
    scope: scopes.join(' '),
  }),
  refresh: {
    rotation: 'none',
    deadGrants: DEAD_GRANTS,
    otherRefusals: [
      refusal('invalid_client', 'Bad client credentials', 'KOE010'),
      refusal('invalid_client', 'Not exist client_id', 'KOE101'),
    ],
  },
  // /v1/user/unlink takes the access token alone.
  revocation: null,
  userInfo: { address: ME, body: me('jane@example.com') },
  api: { addresses: ['https://kapi.kakao.com/v1/api/talk/profile'] },
  scopes: ['profile_nickname', 'account_email', 'friends'],
  // The consent items of the app, unless the request names some.
  grants: (agreed) => (agreed.length > 0 ? agreed : ['profile_nickname', 'account_email']),
  lifetime: 21_599,
  account: { id: '123456789', name: 'jane@example.com' },
  variants: {
    'the last month of a refresh token': { refresh: { rotation: 'new', deadGrants: DEAD_GRANTS } },
    'an app without the consent item for the email address': {
      userInfo: { address: ME, body: me(undefined) },
      account: { id: '123456789', name: 'Jane' },
    },
  },
});
