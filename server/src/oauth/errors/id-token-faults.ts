import { causesOf } from './causes';
import { providerIsAhead, providerIsBehind } from '../clock-difference';
import { isJsonObject, type JsonObject } from './provider-fault';
import { SIGNING_ALGORITHMS } from '../signing-algorithms';

/** The form of JWS algorithm names (RFC 7518 §3.1). Messages repeat no other text as a name. */
const ALGORITHM = /^[A-Za-z0-9-]{1,16}$/;

/** The `alg` in an id_token's header; null if it is absent or does not look like a name. */
export const algorithmOf = (idToken: string): string | null => {
  try {
    const [encoded = ''] = idToken.split('.');
    const header: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString());
    const algorithm = isJsonObject(header) ? header.alg : null;
    return typeof algorithm === 'string' && ALGORITHM.test(algorithm) ? algorithm : null;
  } catch {
    return null;
  }
};

const ASK_FOR_ANOTHER = "Choose RS256 or ES256 for this client in the provider's console.";

const explainAlgorithm = (algorithm: string): string | null => {
  if (SIGNING_ALGORITHMS.includes(algorithm)) return null;
  if (algorithm.toLowerCase() === 'none') {
    return `The provider does not sign its id_token (algorithm ${algorithm}), so nothing was stored. ${ASK_FOR_ANOTHER}`;
  }
  if (/^HS\d+$/.test(algorithm)) {
    return (
      `The provider signs its id_token with ${algorithm}, that is, with the client secret instead of ` +
      `its own key. This is not accepted, so nothing was stored. ${ASK_FOR_ANOTHER}`
    );
  }
  return (
    `The provider signs its id_token with ${algorithm}, which is not among the algorithms that are ` +
    `accepted, so nothing was stored. ${ASK_FOR_ANOTHER}`
  );
};

interface TimestampFault {
  claim: string;
  claims: JsonObject;
  now: number;
}

/** openid-client attaches this object to its error when it refuses a time. */
const isTimestampFault = (cause: unknown): cause is TimestampFault =>
  isJsonObject(cause) &&
  typeof cause.claim === 'string' &&
  typeof cause.now === 'number' &&
  isJsonObject(cause.claims);

const explainTimestamp = ({ claim, claims, now }: TimestampFault): string | null => {
  const refused = claims[claim];
  if (typeof refused !== 'number') return null;
  if (refused > now) return providerIsAhead(refused - now);
  return providerIsBehind(now - (typeof claims.iat === 'number' ? claims.iat : refused));
};

/** openid-client's message names `alg` if the provider does not announce the algorithm. */
const explainUnannounced = (error: unknown, algorithm: string): string | null =>
  causesOf(error).some((cause) => cause instanceof Error && cause.message.includes('JWT "alg"'))
    ? `The provider signs its id_token with ${algorithm}, which its configuration does not name, so ` +
      'nothing was stored. Get the OpenID configuration again, then save the app.'
    : null;

/**
 * Explains why an id_token was refused; null if the reason is not known.
 * @param error the error that the verification threw
 */
export const explainIdTokenFault = (error: unknown, idToken: string | undefined): string | null => {
  const timestamp = causesOf(error).find(isTimestampFault);
  if (timestamp) return explainTimestamp(timestamp);
  const algorithm = idToken === undefined ? null : algorithmOf(idToken);
  if (algorithm === null) return null;
  return explainAlgorithm(algorithm) ?? explainUnannounced(error, algorithm);
};
