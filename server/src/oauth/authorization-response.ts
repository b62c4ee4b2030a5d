import { ConnectedAppsError } from '../errors/connected-apps-error';
import { isExpectedIssuer } from './issuers';
import { MAX_CALLBACK_PARAM_LENGTH } from './limits';
import { ProviderFault } from './errors/provider-fault';
import type { ClientSettings } from './types';

const flowInvalid = (reason: string, message: string): ConnectedAppsError =>
  new ConnectedAppsError('flow_invalid', `${message} (${reason})`, { reason });

const assertNoDuplicates = (params: URLSearchParams): void => {
  const names = [...params.keys()];
  if (new Set(names).size === names.length) return;
  throw flowInvalid(
    'duplicate_parameter',
    "The provider's response contains a parameter twice, which may be an attack. Connect again."
  );
};

const assertShort = (params: URLSearchParams): void => {
  if ([...params.values()].every(({ length }) => length <= MAX_CALLBACK_PARAM_LENGTH)) return;
  throw flowInvalid(
    'parameter_too_long',
    `A parameter of the provider's response has more than ${MAX_CALLBACK_PARAM_LENGTH} characters. Connect again.`
  );
};

const assertIssuer = ({ issuer, capabilities }: ClientSettings, params: URLSearchParams): void => {
  if (issuer === null) return;
  const actual = params.get('iss');
  if (actual === null) {
    if (!capabilities.authorizationResponseIssParameterSupported) return;
    throw flowInvalid(
      'issuer_missing',
      'The response does not say which provider sent it, although this provider always does. Connect again.'
    );
  }
  if (isExpectedIssuer(actual, issuer)) return;
  throw flowInvalid(
    'issuer_mismatch',
    'The response comes from a different provider than the one that was asked. Connect again.'
  );
};

/**
 * Checks an authorization response (RFC 6749 §4.1.2) before the code is exchanged. The caller must
 * check the state. Unknown parameters are ignored.
 * @throws {ConnectedAppsError} `flow_invalid` for a response that no provider should send
 * @throws {ProviderFault} for the provider's own `error`
 */
export const checkAuthorizationResponse = (
  settings: ClientSettings,
  params: URLSearchParams
): void => {
  assertShort(params);
  assertNoDuplicates(params);
  assertIssuer(settings, params);
  const error = params.get('error');
  if (error !== null) {
    const description = params.get('error_description');
    throw new ProviderFault({ status: null, error: error || 'unknown_error', description });
  }
  if (!params.get(settings.protocol.codeParam)) {
    throw flowInvalid('missing_code', "The provider's response contains no code. Connect again.");
  }
};
