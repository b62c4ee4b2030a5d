import { defineService } from '../define-service';

const LIFETIME = 21_600;

const athlete = (username: string | null) => ({
  id: 134_815,
  username,
  resource_state: 2,
  firstname: 'Marianne',
  lastname: 'Doe',
});

/** https://github.com/dreeveapp/dreeve/issues/1449, https://github.com/dreeveapp/dreeve/issues/372 */
const refusal = (resource: string, field: string) => ({
  status: 400,
  body: { message: 'Bad Request', errors: [{ resource, field, code: 'invalid' }] },
});

const DEAD_GRANTS = [
  refusal('RefreshToken', 'refresh_token'),
  // Older reports name the field so.
  refusal('RefreshToken', 'code'),
];

/**
 * https://developers.strava.com/docs/authentication/,
 * https://developers.strava.com/docs/changelog/ (`scope` in the token response since April 2026),
 * https://developers.strava.com/docs/reference/#api-Athletes-getLoggedInAthlete
 */
export const service = defineService({
  id: 'strava',
  authorization: {
    address: 'https://www.strava.com/oauth/authorize',
    // The pages do not mention it.
    pkce: 'optional',
    scopeSeparator: ',',
    callbackParams: { scope: 'read' },
  },
  proofs: ['body'],
  token: {
    address: 'https://www.strava.com/oauth/token',
    styles: ['form', 'POST with a query'],
  },
  tokenBody: ({ accessToken, refreshToken, expiresIn, scopes, isRefresh }) => ({
    token_type: 'Bearer',
    access_token: accessToken,
    expires_at: Math.floor(Date.now() / 1_000) + LIFETIME,
    expires_in: expiresIn,
    refresh_token: refreshToken,
    scope: scopes.join(','),
    ...(!isRefresh && { athlete: athlete('marianne_t') }),
  }),
  refresh: {
    // It may change, and the older one is then invalidated at once.
    rotation: 'new',
    deadGrants: DEAD_GRANTS,
    otherRefusals: [refusal('Application', 'client_secret'), refusal('Application', 'client_id')],
  },
  revocation: { address: 'https://www.strava.com/oauth/revoke', proofs: ['basic'] },
  userInfo: {
    address: 'https://www.strava.com/api/v3/athlete',
    body: () => athlete('marianne_t'),
  },
  api: { addresses: ['https://www.strava.com/api/v3/athlete/activities'] },
  scopes: ['read', 'read_all', 'profile:read_all', 'activity:read'],
  lifetime: LIFETIME,
  account: { id: '134815', name: 'marianne_t' },
  variants: {
    'a refresh that leaves the refresh token as it is': {
      refresh: { rotation: 'same', deadGrants: DEAD_GRANTS },
    },
    'an athlete without a user name': {
      userInfo: {
        address: 'https://www.strava.com/api/v3/athlete',
        body: () => athlete(null),
      },
      account: { id: '134815', name: 'Marianne' },
    },
  },
});
