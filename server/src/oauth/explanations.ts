import type { ConnectedAppsErrorCode } from '../errors';

/** What was being done when something failed. */
export type Phase =
  | 'discovery'
  | 'callback'
  | 'exchange'
  | 'refresh'
  | 'client_credentials'
  | 'revocation'
  | 'userinfo';

const REGISTER_REDIRECT_URI =
  "Register this app's Redirect URI at the provider, exactly as it is shown in the app's settings.";

const CHECK_CLIENT =
  "Compare client id, client secret and client authentication method with the provider's console; " +
  'a secret may have expired there.';

/** What to do about an error of the app's configuration, by the provider's code (RFC 6749 §4.1.2.1, §5.2). */
const REJECTIONS: Record<string, string> = {
  invalid_client: `The provider does not recognize this app. ${CHECK_CLIENT}`,
  incorrect_client_credentials: `The provider does not recognize this app. ${CHECK_CLIENT}`,
  http_401: `The provider refused the app's credentials. ${CHECK_CLIENT}`,
  unauthorized_client:
    'The provider does not let this app ask for tokens in this way. Allow the authorization code ' +
    "flow, and refresh tokens, for it in the provider's console.",
  invalid_scope:
    "The provider does not know or not allow a scope of this app. Compare the app's scopes with " +
    "the provider's documentation and console.",
  unsupported_grant_type: 'The provider does not offer this kind of token request.',
  unsupported_response_type: 'The provider does not offer the authorization code flow to this app.',
  redirect_uri_mismatch: `The provider does not know the Redirect URI. ${REGISTER_REDIRECT_URI}`,
  invalid_redirect_uri: `The provider does not know the Redirect URI. ${REGISTER_REDIRECT_URI}`,
  invalid_request:
    "The provider found something missing or wrong in the request. Check the app's Redirect URI, " +
    'scopes and extra parameters.',
  invalid_target: "The provider does not know the resource or audience in the app's parameters.",
  id_token_invalid:
    "The provider's id_token failed verification, so nothing was stored. Check the issuer, the " +
    'JWKS URI and the client id.',
  invalid_response: "The provider's answer is not one of OAuth 2.0. Check the app's endpoints.",
};

const FAULTS: Record<string, string> = {
  timeout: 'The provider did not answer in time.',
  tls: "The provider's certificate was not accepted, so no secure connection could be made.",
  network: 'The provider could not be reached.',
  not_json:
    'The provider answered with something that is not an OAuth 2.0 answer, such as a web page.',
  http_429: 'The provider is receiving too many requests from this app.',
};

const ENDED_GRANT =
  'The provider no longer accepts the stored grant: it was withdrawn, has expired or was replaced. ' +
  'Connect again.';

const REFUSED_CODE =
  'The provider no longer accepts this sign-in: it took too long or was used already. Connect ' +
  `again. If this happens each time: ${REGISTER_REDIRECT_URI}`;

const RETRY_BY_PHASE: Record<Phase, string> = {
  discovery: 'Check the address, or try again later.',
  callback: 'Try again later.',
  exchange: 'Connect again in a few minutes.',
  refresh: 'It is asked again by itself.',
  client_credentials: 'Try again later.',
  revocation: 'The token may still be valid there; try again later or withdraw it at the provider.',
  userinfo: 'Try again later.',
};

/** Reasons come from providers: `constructor` must not find anything. */
const lookUp = (texts: Record<string, string>, reason: string): string | undefined =>
  Object.hasOwn(texts, reason) ? texts[reason] : undefined;

const REFUSED_USERINFO =
  'The provider did not accept the access token at its userinfo endpoint. Check the userinfo URI, ' +
  'and whether the app asks for the scopes that it needs, such as openid, profile and email.';

const VALIDATION_REASONS = ['id_token_invalid', 'invalid_response'];

const explainRejection = (reason: string, phase: Phase): string => {
  if (phase === 'userinfo' && !VALIDATION_REASONS.includes(reason)) {
    return `${REFUSED_USERINFO} (${reason})`;
  }
  const text =
    lookUp(REJECTIONS, reason) ?? "The provider refused the request. Check the app's settings.";
  return `${text} (${reason})`;
};

const explainFault = (reason: string, phase: Phase): string => {
  const text = lookUp(FAULTS, reason) ?? 'The provider has a problem at present.';
  return `${text} ${RETRY_BY_PHASE[phase]} (${reason})`;
};

const explainUserError = (reason: string): string =>
  reason === 'access_denied'
    ? 'The access was not granted at the provider. Connect again and accept, if you want to. (access_denied)'
    : `The provider could not finish the sign-in. Connect again. (${reason})`;

/** What happened and what to do, for the person who reads it. Ends with the reason in brackets. */
export const explain = (code: ConnectedAppsErrorCode, reason: string, phase: Phase): string => {
  switch (code) {
    case 'provider_unavailable':
      return explainFault(reason, phase);
    case 'needs_reconnect':
      return `${ENDED_GRANT} (${reason})`;
    case 'flow_expired':
      return `${REFUSED_CODE} (${reason})`;
    case 'flow_invalid':
      return explainUserError(reason);
    default:
      return explainRejection(reason, phase);
  }
};
