import { defineService } from '../define-service';

const ME = 'https://openapi.naver.com/v1/nid/me';

const me = (email: string | undefined) => () => ({
  resultcode: '00',
  message: 'success',
  response: {
    id: '32742776',
    name: 'Jane Doe',
    nickname: 'jane',
    ...(email !== undefined && { email }),
  },
});

/**
 * https://developers.naver.com/docs/login/api/api.md (`state` with the code; a lifetime as text; errors
 * under the status 200; a refresh returns no other refresh token),
 * https://developers.naver.com/docs/login/profile/profile.md
 */
export const service = defineService({
  id: 'naver',
  authorization: {
    address: 'https://nid.naver.com/oauth2.0/authorize',
    // The page does not mention it.
    pkce: 'optional',
  },
  proofs: ['body'],
  token: {
    address: 'https://nid.naver.com/oauth2.0/token',
    styles: ['form', 'POST with a query', 'GET'],
    demands: { state: /./ },
  },
  tokenBody: ({ accessToken, refreshToken, expiresIn }) => ({
    access_token: accessToken,
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    token_type: 'bearer',
    expires_in: String(expiresIn),
  }),
  refresh: {
    rotation: 'none',
    // How Naver names an ended grant is not confirmed.
    deadGrants: [],
    otherRefusals: [
      {
        status: 200,
        body: {
          error: 'invalid_request',
          error_description: 'wrong client id / client secret pair.',
        },
      },
    ],
  },
  // By the grant type `delete`, with the access token.
  revocation: null,
  userInfo: { address: ME, body: me('jane@example.com') },
  api: { addresses: ['https://openapi.naver.com/calendar/createSchedule.json'] },
  scopes: null,
  tellsScopes: false,
  lifetime: 3_600,
  account: { id: '32742776', name: 'jane@example.com' },
  variants: {
    'a person who does not share the email address': {
      userInfo: { address: ME, body: me(undefined) },
      account: { id: '32742776', name: 'Jane Doe' },
    },
  },
});
