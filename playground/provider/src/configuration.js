// @ts-check
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { interactionPolicy } from 'oidc-provider';
import { claimsOf } from './accounts.js';
import { codeDonePage, codePage, confirmCodePage } from './pages/device.js';
import { oidcErrorPage } from './pages/errors.js';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

export const SESSION_TTL_SECONDS = 30 * DAY;

/**
 * @typedef {object} Context
 * @property {import('./store.js').Store} store
 * @property {import('./accounts.js').Account[]} accounts
 * @property {number} accessTokenTtlSeconds
 * @property {number} [refreshTokenTtlSeconds]
 * @property {boolean} [pushedRequestsOnly]
 * @property {boolean} [signedResponses]
 *
 * @param {Context} context
 */
export function createConfiguration({
  store,
  accounts,
  accessTokenTtlSeconds,
  refreshTokenTtlSeconds = 180 * DAY,
  pushedRequestsOnly = false,
  signedResponses = false,
}) {
  return {
    adapter: store.adapter,
    jwks: store.setting('jwks', createJwks),
    cookies: {
      keys: store.setting('cookie-keys', () => [randomBytes(32).toString('base64url')]),
      // Cookies ignore the port, so all projects on localhost share them.
      names: {
        session: 'demo_mail_session',
        interaction: 'demo_mail_interaction',
        resume: 'demo_mail_resume',
      },
    },

    scopes: ['openid', 'email', 'profile', 'offline_access', 'mail.read'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    // Like Google: the id_token itself carries the user's claims.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    extraParams: { access_type: grantOfflineAccess },
    // Otherwise opaque tokens stay valid past their expiry.
    clockTolerance: 0,
    ttl: {
      AccessToken: accessTokenTtlSeconds,
      ClientCredentials: accessTokenTtlSeconds,
      AuthorizationCode: MINUTE,
      DeviceCode: 10 * MINUTE,
      IdToken: 60 * MINUTE,
      RefreshToken: refreshTokenTtlSeconds,
      Interaction: 60 * MINUTE,
      Session: SESSION_TTL_SECONDS,
      Grant: 365 * DAY,
    },

    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: ownToken },
      introspection: { enabled: true, allowedPolicy: () => true },
      clientCredentials: { enabled: true },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: codePage,
        userCodeConfirmSource: confirmCodePage,
        successSource: codeDonePage,
      },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: {
        enabled: pushedRequestsOnly,
        requirePushedAuthorizationRequests: pushedRequestsOnly,
      },
      jwtResponseModes: { enabled: signedResponses },
    },

    interactions: {
      policy: createPolicy(),
      url: (/** @type {any} */ _ctx, /** @type {any} */ interaction) =>
        `/interaction/${interaction.uid}`,
    },
    findAccount(/** @type {any} */ _ctx, /** @type {string} */ id) {
      const account = accounts.find((candidate) => candidate.id === id);
      return account && { accountId: id, claims: () => claimsOf(account) };
    },
    clientBasedCORS: () => false,
    renderError: oidcErrorPage,
  };
}

/**
 * Issues a refresh token for the scope `offline_access`, or for Google's `access_type=offline`.
 * OpenID Connect also requires `prompt=consent`, or "other conditions": here the consent page
 * always names offline access before the user grants it for the first time.
 *
 * @param {any} ctx
 * @param {string | undefined} accessType
 */
function grantOfflineAccess(ctx, accessType) {
  const requested = (ctx.oidc.body ?? ctx.query).scope?.split(' ') ?? [];
  if (accessType !== 'offline' && !requested.includes('offline_access')) return;

  const scopes = new Set([...ctx.oidc.requestParamScopes, 'offline_access']);
  ctx.oidc.params.scope = [...scopes].join(' ');
}

/** @param {any} _ctx @param {any} client @param {any} token */
function ownToken(_ctx, client, token) {
  return token.clientId === client.clientId;
}

function createPolicy() {
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  return policy;
}

function createJwks() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomBytes(8).toString('hex');
  return { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] };
}
