import type { ClientAuthMethod } from '../client-auth-methods';
import type { TokenRequestAttempt } from '../token-request-attempt';

const COMPARE =
  "Compare client id and client secret with the provider's console; a secret may have expired there.";

export const UNKNOWN_CLIENT = `The provider does not recognize this app. ${COMPARE}`;
export const REFUSED_CREDENTIALS = `The provider refused the app's credentials. ${COMPARE}`;

/** What each code means (RFC 6749 §5.2). Providers often confuse the codes. */
const MEANINGS: Record<string, (grantType: string) => string> = {
  invalid_client: () => UNKNOWN_CLIENT,
  incorrect_client_credentials: () => UNKNOWN_CLIENT,
  http_401: () => REFUSED_CREDENTIALS,
  unauthorized_client: (grantType) =>
    `The provider does not allow this app to use the grant ${grantType}, or the client secret is wrong: ` +
    `providers use one code for both. Allow ${grantType} for this client in the provider's console. ${COMPARE}`,
  unsupported_grant_type: (grantType) =>
    `The provider does not offer the grant ${grantType} at this token URI. Check the token URI, and ` +
    `whether the provider's console lets you allow ${grantType}.`,
};

const OTHER_METHODS: Record<ClientAuthMethod, string> = {
  client_secret_basic: 'client_secret_post',
  client_secret_post: 'client_secret_basic',
  client_secret_basic_unencoded: 'client_secret_post',
  client_secret_as_username: 'client_secret_basic',
  client_secret_basic_and_post: 'client_secret_basic',
  none: 'client_secret_post, with the client secret from the provider',
};

const tried = ({ grantType, usesPkce, clientAuthMethod }: TokenRequestAttempt): string =>
  `Tried: grant ${grantType}${usesPkce ? ' with PKCE' : ''}, client authentication method ${clientAuthMethod}.`;

const nextMethod = ({ clientAuthMethod, isEncoded }: TokenRequestAttempt): string => {
  const method = OTHER_METHODS[clientAuthMethod];
  return isEncoded
    ? 'If they are right: the client id or secret contains characters that are encoded in the header ' +
        `(RFC 6749 §2.3.1), and some providers do not decode them. Choose ${method}.`
    : `If they are right, choose ${method}.`;
};

const nextPkce = ({ usesPkce }: TokenRequestAttempt): string | null =>
  usesPkce
    ? 'If that does not help: some providers send this response because of PKCE (code_verifier). Allow ' +
      "PKCE for this client in the provider's console, or turn PKCE off in the app's advanced settings."
    : null;

/**
 * Explains a refused client: what the plugin tried, and what to try next. Null for any other
 * reason.
 */
export const explainClientRefusal = (
  reason: string,
  attempt: TokenRequestAttempt
): string | null => {
  const meaning = Object.hasOwn(MEANINGS, reason) && MEANINGS[reason]?.(attempt.grantType);
  if (!meaning) return null;
  const isAboutClient = reason !== 'unsupported_grant_type';
  const steps = isAboutClient ? [nextMethod(attempt), nextPkce(attempt)] : [];
  return [meaning, tried(attempt), ...steps].filter(Boolean).join(' ');
};
