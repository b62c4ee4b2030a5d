import { defineService, type Facts } from '../define-service';

interface Place {
  id: string;
  name: string;
}

/**
 * The example responses of https://docs.slack.dev/authentication/installing-with-oauth and
 * https://docs.slack.dev/authentication/using-token-rotation. Without scopes for a bot, a code
 * brings no token at the top level. A refresh does: "token_type": "user".
 */
const bodyOf =
  (team: Place | null, enterprise: Place | null): Facts['tokenBody'] =>
  ({ accessToken, scopes, refreshToken, expiresIn, isRefresh }) => {
    const tokens = {
      access_token: accessToken,
      token_type: 'user',
      scope: scopes.join(','),
      ...(refreshToken !== null && { refresh_token: refreshToken }),
      ...(expiresIn !== null && { expires_in: expiresIn }),
    };
    return {
      ok: true,
      app_id: 'A0KRD7HC3',
      team,
      enterprise,
      is_enterprise_install: team === null,
      ...(isRefresh ? tokens : { authed_user: { id: 'U1234', ...tokens } }),
    };
  };

const TEAM = { id: 'T9TK3CUKW', name: 'Slack Softball Team' };
const ENTERPRISE = { id: 'E12345678', name: 'Slack Sports' };

/**
 * An app with token rotation, and without PKCE, that acts as the person.
 * https://docs.slack.dev/authentication/installing-with-oauth (user_scope),
 * https://docs.slack.dev/authentication/using-token-rotation,
 * https://docs.slack.dev/authentication/using-pkce ("Once the PKCE setting is enabled,
 * your app may use the PKCE arguments"),
 * https://docs.slack.dev/reference/methods/oauth.v2.access
 */
export const service = defineService({
  id: 'slack-user',
  authorization: {
    address: 'https://slack.com/oauth/v2/authorize',
    pkce: 'refused',
    scopeSeparator: ',',
    // `scope` is that of a bot, which is not asked for.
    names: { scope: 'user_scope' },
    demands: { scope: /./ },
  },
  proofs: ['basic', 'body'],
  token: { address: 'https://slack.com/api/oauth.v2.access', styles: ['form', 'json'] },
  tokenBody: bodyOf(TEAM, ENTERPRISE),
  refresh: {
    rotation: 'new',
    deadGrants: [{ status: 200, body: { ok: false, error: 'invalid_refresh_token' } }],
    otherRefusals: [
      { status: 200, body: { ok: false, error: 'bad_client_secret' } },
      { status: 200, body: { ok: false, error: 'invalid_client_id' } },
      { status: 200, body: { ok: false, error: 'ratelimited' } },
    ],
  },
  // auth.revoke takes the token as Bearer, and no client.
  revocation: null,
  // auth.test is a POST, and users.identity is for Sign in with Slack.
  userInfo: null,
  api: { addresses: ['https://slack.com/api/users.list'] },
  scopes: ['users:read', 'chat:write', 'channels:read'],
  lifetime: 43_200,
  account: { id: 'U1234', name: TEAM.name },
  variants: {
    'an app without token rotation': { refresh: null, lifetime: null },
    'a workspace of no enterprise': { tokenBody: bodyOf(TEAM, null) },
    'an installation for a whole enterprise': {
      tokenBody: bodyOf(null, ENTERPRISE),
      account: { id: 'U1234', name: ENTERPRISE.name },
    },
  },
});
