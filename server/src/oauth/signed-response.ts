import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import type { Configuration } from 'openid-client';

import { ConnectedAppsError, isConnectedAppsError } from '../errors/connected-apps-error';
import { causesOf, withoutSecrets } from './errors/causes';
import { algorithmOf } from './errors/id-token-faults';
import { isJsonObject } from './errors/provider-fault';
import { CLOCK_TOLERANCE_SECONDS, MAX_CALLBACK_PARAM_LENGTH } from './limits';
import type { Session } from './session';
import { SIGNING_ALGORITHMS } from './signing-algorithms';
import type { ClientSettings } from './types';

/** An authorization response as a JWT (JARM §2.1). */
const NAME = 'response';

interface Fault {
  reason: string;
  app: string;
  cause?: Error;
}

const refused = (
  code: 'flow_invalid' | 'provider_rejected',
  message: string,
  { reason, app, cause }: Fault
): ConnectedAppsError =>
  new ConnectedAppsError(code, `${message} (${reason})`, { reason, app, cause });

const PARTS_OF_ENCRYPTED = 5;

/**
 * The JWT of a signed response. Other parameters are not signed, so they do not count.
 * @throws {ConnectedAppsError} `provider_rejected` (`unsigned_response`, `encrypted_response`),
 *   `flow_invalid` (`duplicate_parameter`, `parameter_too_long`)
 */
export const signedResponseIn = (params: URLSearchParams, app: string): string => {
  const [jwt, ...others] = params.getAll(NAME);
  if (!jwt) {
    throw refused(
      'provider_rejected',
      'The app asks for signed responses (JARM), but the response is not signed, so it was refused. ' +
        'Check whether the provider supports the extra parameter response_mode of the app.',
      { reason: 'unsigned_response', app }
    );
  }
  if (others.length > 0) {
    throw refused('flow_invalid', 'The response contains two signed responses. Connect again.', {
      reason: 'duplicate_parameter',
      app,
    });
  }
  if (jwt.length > MAX_CALLBACK_PARAM_LENGTH) {
    throw refused(
      'flow_invalid',
      `The signed response has more than ${MAX_CALLBACK_PARAM_LENGTH} characters. Connect again.`,
      { reason: 'parameter_too_long', app }
    );
  }
  if (jwt.split('.').length === PARTS_OF_ENCRYPTED) {
    throw refused(
      'provider_rejected',
      'The provider encrypts its authorization responses (JARM), which this plugin does not ' +
        "support. Turn encryption off for this client in the provider's console.",
      { reason: 'encrypted_response', app }
    );
  }
  return jwt;
};

/** The state in a signed response, to find the flow. Nothing has been verified; null: there is none. */
export const unverifiedState = (jwt: string): string | null => {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()
    );
    return isJsonObject(claims) && typeof claims.state === 'string' ? claims.state : null;
  } catch {
    return null;
  }
};

const invalid = (jwt: string, app: string, error: unknown): ConnectedAppsError => {
  const cause = withoutSecrets(error);
  const algorithm = algorithmOf(jwt);
  if (algorithm !== null && !SIGNING_ALGORITHMS.includes(algorithm)) {
    return refused(
      'provider_rejected',
      `The provider signs its authorization responses with ${algorithm}, which is not accepted. ` +
        "Choose RS256 or ES256 for this client in the provider's console.",
      { reason: 'response_algorithm', app, cause }
    );
  }
  return refused(
    'flow_invalid',
    "The provider's signed response failed verification: its signature, issuer, audience or time " +
      "is wrong. Check the app's issuer, JWKS URI and client id. Connect again.",
    { reason: 'response_invalid', app, cause }
  );
};

const verified = (
  { clientId }: ClientSettings,
  configuration: Configuration,
  jwt: string
): Promise<URLSearchParams> => {
  const { issuer, jwks_uri } = configuration.serverMetadata();
  return oauth.validateJwtAuthResponse(
    { issuer, jwks_uri, authorization_signing_alg_values_supported: [...SIGNING_ALGORITHMS] },
    { client_id: clientId, [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS },
    new URLSearchParams({ [NAME]: jwt }),
    // The state has found the flow.
    oauth.skipStateCheck,
    {
      // The guarded fetch decides which addresses are allowed.
      [oauth.allowInsecureRequests]: true,
      [oauth.customFetch]: configuration[client.customFetch],
      [oauth.jwksCache]: client.getJwksCache(configuration) ?? {},
    }
  );
};

/**
 * The parameters of a signed response (JARM §2.4), once it is verified: algorithm, signature,
 * issuer, audience and expiry. May send a request for the provider's keys.
 * @throws {ConnectedAppsError} `flow_invalid` (`response_invalid`), `provider_rejected`
 *   (`response_algorithm`), `provider_unavailable` (`jwks_unavailable`)
 */
export const verifySignedResponse = async (
  session: Session,
  jwt: string
): Promise<URLSearchParams> => {
  try {
    return await session.run({ receive: async (response) => response }, (configuration) =>
      verified(session.settings, configuration, jwt)
    );
  } catch (error) {
    // The provider's own `error`, which is verified by then, is read with the other parameters.
    if (error instanceof oauth.AuthorizationResponseError) return error.cause;
    throw (
      causesOf(error).find(isConnectedAppsError) ?? invalid(jwt, session.settings.appKey, error)
    );
  }
};
