import type { SecretAuthMethod } from '../client-auth-methods';
import type { TokenRequestAttempt } from '../token-request-attempt';

const COMPARE =
  "Compare client id and client secret with the provider's console; a secret may have expired there.";

const COMPARE_KEY =
  "Compare the client id with the provider's console, and register the address of this app's public " +
  'keys (JWKS) there, or paste its public key.';

const compare = ({ clientAuthMethod }: TokenRequestAttempt): string =>
  clientAuthMethod === 'private_key_jwt' ? COMPARE_KEY : COMPARE;

const UNKNOWN = 'The provider does not recognize this app.';
const REFUSED = "The provider refused the app's credentials.";

export const UNKNOWN_CLIENT = `${UNKNOWN} ${COMPARE}`;
export const REFUSED_CREDENTIALS = `${REFUSED} ${COMPARE}`;

const proofOf = ({ clientAuthMethod }: TokenRequestAttempt): string =>
  clientAuthMethod === 'private_key_jwt' ? 'assertion' : 'secret';

/** What each code means (RFC 6749 §5.2). Providers often confuse the codes. */
const MEANINGS: Record<string, (attempt: TokenRequestAttempt) => string> = {
  invalid_client: (attempt) => `${UNKNOWN} ${compare(attempt)}`,
  incorrect_client_credentials: (attempt) => `${UNKNOWN} ${compare(attempt)}`,
  http_401: (attempt) => `${REFUSED} ${compare(attempt)}`,
  unauthorized_client: (attempt) =>
    `The provider does not allow this app to use the grant ${attempt.grantType}, or the client ${proofOf(attempt)} is wrong: ` +
    `providers use one code for both. Allow ${attempt.grantType} for this client in the provider's console. ${compare(attempt)}`,
  unsupported_grant_type: ({ grantType }) =>
    `The provider does not offer the grant ${grantType} at this token URI. Check the token URI, and ` +
    `whether the provider's console lets you allow ${grantType}.`,
};

const OTHER_METHODS: Record<SecretAuthMethod | 'none', string> = {
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
  if (clientAuthMethod === 'private_key_jwt') {
    return (
      'If they are right, choose the algorithm and the audience that the provider requires of a ' +
      'client assertion.'
    );
  }
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
  const meaning = Object.hasOwn(MEANINGS, reason) && MEANINGS[reason]?.(attempt);
  if (!meaning) return null;
  const isAboutClient = reason !== 'unsupported_grant_type';
  const steps = isAboutClient ? [nextMethod(attempt), nextPkce(attempt)] : [];
  return [meaning, tried(attempt), ...steps].filter(Boolean).join(' ');
};
