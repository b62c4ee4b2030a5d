import { defineService, type Facts } from '../define-service';
import type { IssuedTokens } from '../service';

interface Place {
  id: string;
  name: string;
}

/** The example response of https://docs.slack.dev/reference/methods/oauth.v2.access */
const bodyOf =
  (team: Place | null, enterprise: Place | null): Facts['tokenBody'] =>
  ({ accessToken, scopes, refreshToken, expiresIn }: IssuedTokens) => ({
    ok: true,
    access_token: accessToken,
    token_type: 'bot',
    scope: scopes.join(','),
    bot_user_id: 'U0KRQLJ9H',
    app_id: 'A0KRD7HC3',
    ...(expiresIn !== null && { expires_in: expiresIn }),
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    team,
    enterprise,
    is_enterprise_install: team === null,
    authed_user: { id: 'U1234' },
  });

const TEAM = { id: 'T9TK3CUKW', name: 'Slack Softball Team' };
const ENTERPRISE = { id: 'E12345678', name: 'Slack Sports' };

/**
 * The bot of an app with token rotation, and without PKCE.
 * https://docs.slack.dev/authentication/installing-with-oauth,
 * https://docs.slack.dev/authentication/using-token-rotation,
 * https://docs.slack.dev/authentication/using-pkce ("Once the PKCE setting is enabled,
 * your app may use the PKCE arguments"),
 * https://docs.slack.dev/reference/methods/oauth.v2.access
 */
export const service = defineService({
  id: 'slack',
  authorization: {
    address: 'https://slack.com/oauth/v2/authorize',
    pkce: 'refused',
    scopeSeparator: ',',
    // `no_scopes`: an app needs at least one.
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
  // users.identity and auth.test are not for bots of any scope; the response names the team.
  userInfo: null,
  api: { addresses: ['https://slack.com/api/users.list'] },
  scopes: ['users:read', 'chat:write', 'channels:read'],
  lifetime: 43_200,
  account: TEAM,
  variants: {
    'an app without token rotation': { refresh: null, lifetime: null },
    'a workspace of no enterprise': { tokenBody: bodyOf(TEAM, null) },
    'an installation for a whole enterprise': {
      tokenBody: bodyOf(null, ENTERPRISE),
      account: ENTERPRISE,
    },
  },
});
