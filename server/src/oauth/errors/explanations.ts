import type { ConnectedAppsErrorCode } from '../../errors/connected-apps-error';
import type { UnattendedGrant } from '../../protocol-settings';
import { REFUSED_CREDENTIALS, UNKNOWN_CLIENT } from './client-refusals';

/** The step of the protocol that failed. */
export type Phase =
  | 'discovery'
  | 'pushed_request'
  | 'callback'
  | 'exchange'
  | 'device_authorization'
  | 'device_code'
  | 'refresh'
  | UnattendedGrant
  | 'token_exchange'
  | 'introspection'
  | 'revocation'
  | 'userinfo';

const REGISTER_REDIRECT_URI =
  "Register this app's Redirect URI at the provider, exactly as shown in the app's settings.";

/**
 * What to do about an error in the app's configuration, by the provider's code (RFC 6749 §4.1.2.1,
 * §5.2). At the token endpoint, `client-refusals.ts` says more about a refused client.
 */
const REJECTIONS: Record<string, string> = {
  invalid_client: UNKNOWN_CLIENT,
  http_401: REFUSED_CREDENTIALS,
  unauthorized_client:
    "The provider does not let this app request access. Allow the authorization code flow for it in the provider's console.",
  invalid_scope:
    "The provider does not know or does not allow one of this app's scopes. Compare the app's scopes with " +
    "the provider's documentation and console.",
  unsupported_response_type: 'The provider does not offer the authorization code flow to this app.',
  redirect_uri_mismatch: `The provider does not know the Redirect URI. ${REGISTER_REDIRECT_URI}`,
  invalid_redirect_uri: `The provider does not know the Redirect URI. ${REGISTER_REDIRECT_URI}`,
  invalid_request:
    "The provider says that something in the request is missing or wrong. Check the app's Redirect URI, " +
    'scopes and extra parameters. If the provider does not support PKCE, turn it off in the advanced settings.',
  invalid_target: "The provider does not know the resource or audience in the app's parameters.",
  id_token_invalid:
    "The provider's id_token failed verification, so nothing was stored. Check the issuer, the " +
    'JWKS URI and the client id.',
  invalid_response:
    "The provider's response is not an OAuth 2.0 response. Check the app's endpoints.",
};

const FAULTS: Record<string, string> = {
  timeout: 'The provider did not respond in time.',
  tls: "The provider's certificate cannot be verified, so no secure connection was made.",
  network: 'The provider could not be reached.',
  not_json: 'The provider sent something that is not an OAuth 2.0 response, such as a web page.',
  http_429: 'The provider is receiving too many requests from this app.',
};

const ENDED_GRANT =
  'The provider no longer accepts the stored grant: it was withdrawn, has expired or was replaced. ' +
  'Connect again.';

const REFUSED_CODE =
  'The provider no longer accepts this sign-in: it took too long or has already been used. Connect ' +
  `again. If this happens each time: ${REGISTER_REDIRECT_URI}`;

const REFUSED_DEVICE_CODE =
  'The provider no longer accepts the code: it has expired or has already been used. Connect again.';

const RETRY_BY_PHASE: Record<Phase, string> = {
  discovery: 'Check the address, or try again later.',
  pushed_request: 'Connect again in a few minutes.',
  callback: 'Try again later.',
  exchange: 'Connect again in a few minutes.',
  device_authorization: 'Connect again in a few minutes.',
  device_code: 'The plugin tries again automatically.',
  refresh: 'The plugin tries again automatically.',
  client_credentials: 'Try again later.',
  jwt_bearer: 'Try again later.',
  token_exchange: 'Try again later.',
  introspection: 'Try again later.',
  revocation: 'The token may still be valid there. Try again later, or revoke it at the provider.',
  userinfo: 'Try again later.',
};

/** Reasons come from providers, so a reason such as `constructor` must not find anything. */
const lookUp = (texts: Record<string, string>, reason: string): string | undefined =>
  Object.hasOwn(texts, reason) ? texts[reason] : undefined;

const REFUSED_USERINFO =
  'The provider did not accept the access token at its userinfo endpoint. Check the userinfo URI, ' +
  'and whether the app requests the scopes that it needs, such as openid, profile and email.';

/** The state of the other connections shows whose fault it is. */
const REFUSED_REFRESH =
  'The provider refused to refresh the token. If other connections of this app can be refreshed, ' +
  "reconnect this one. If none can, check the app's settings.";

const REFUSED = "The provider refused the request. Check the app's settings.";

/** RFC 9126 §2.3. The endpoint may be refused although the provider would accept plain requests. */
const REFUSED_PUSH =
  "The provider refused the pushed authorization request. Check the app's pushed authorization " +
  'request endpoint and its other settings. If the provider also accepts requests that are not ' +
  'pushed, you can remove this endpoint from the app.';

/** RFC 7521 §4.1.1: the provider does not accept the assertion. */
const REFUSED_ASSERTION =
  "The provider refused the signed assertion. Check that the app's private key is still registered there, " +
  'that the client ID is its service account or client, that it may act for the subject with these ' +
  "scopes, and that the audience is right. This server's clock must be right too.";

const REFUSED_DEVICE =
  'The provider issued no code. Check the client id, the client secret, the client authentication ' +
  "method, the scopes and the device authorization URI. The provider's console must allow the " +
  'device flow for this client.';

const VALIDATION_REASONS = ['id_token_invalid', 'invalid_response'];

const explainRejection = (reason: string, phase: Phase): string => {
  if (!VALIDATION_REASONS.includes(reason)) {
    if (phase === 'userinfo') return `${REFUSED_USERINFO} (${reason})`;
    if (phase === 'jwt_bearer' && reason === 'invalid_grant')
      return `${REFUSED_ASSERTION} (${reason})`;
    if (phase === 'device_authorization') return `${REFUSED_DEVICE} (${reason})`;
    if (phase === 'refresh') return `${REFUSED_REFRESH} (${reason})`;
  }
  const text = lookUp(REJECTIONS, reason) ?? (phase === 'pushed_request' ? REFUSED_PUSH : REFUSED);
  return `${text} (${reason})`;
};

const explainFault = (reason: string, phase: Phase): string => {
  const text = lookUp(FAULTS, reason) ?? 'The provider currently has a problem.';
  return `${text} ${RETRY_BY_PHASE[phase]} (${reason})`;
};

const NOT_AGREED = 'You did not give consent at the provider. To do so, connect again.';

/** What the provider wants the user to do first (OpenID Connect Core §3.1.2.6). */
const WANTED: Record<string, string> = {
  login_required: 'sign in there',
  interaction_required: 'answer its questions there',
  account_selection_required: 'choose an account there',
  consent_required: 'agree there',
};

const explainUserError = (reason: string): string => {
  const wanted = lookUp(WANTED, reason);
  const text = wanted
    ? `The provider wants you to ${wanted} first, but did not show its page for it. Sign in to ` +
      'your account there, then connect again. If this happens every time, an administrator must ' +
      'remove the extra authorization parameter "prompt" from the app.'
    : NOT_AGREED;
  return `${text} (${reason})`;
};

/** Tells the reader what happened and what to do. Ends with the reason in parentheses. */
export const explain = (code: ConnectedAppsErrorCode, reason: string, phase: Phase): string => {
  switch (code) {
    case 'provider_unavailable':
      return explainFault(reason, phase);
    case 'needs_reconnect':
      return `${ENDED_GRANT} (${reason})`;
    case 'flow_expired':
      return `${phase === 'device_code' ? REFUSED_DEVICE_CODE : REFUSED_CODE} (${reason})`;
    case 'flow_invalid':
      return explainUserError(reason);
    default:
      return explainRejection(reason, phase);
  }
};
