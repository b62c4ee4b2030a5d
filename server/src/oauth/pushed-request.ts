import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';

import { ConnectedAppsError } from '../errors/connected-apps-error';
import type { KeyValue } from '../protocol-settings';
import { parseUrl } from '../parse-url';
import { clientAuthentication } from './client-authentication';
import { errorIn, faultOf, type JsonObject } from './errors/provider-fault';
import { MAX_REQUEST_URI_LENGTH } from './limits';
import { readJsonObject } from './parsed-body';
import { CLIENT_PARAMS } from './reserved-params';
import type { Session } from './session';
import type { ClientSettings } from './types';
import { withProviderNames } from './wire/parameter-names';
import { withStandardMembers } from './wire/response-members';

/** RFC 9126 §2.2 demands 201, but some providers send 200. */
const SUCCESS_STATUSES = [200, 201];

const isLifetime = (value: unknown): boolean =>
  (typeof value === 'number' || typeof value === 'string') && Number(value) > 0;

/** RFC 9126 §2.2: both members are required. */
const requestUriIn = ({ request_uri: uri, expires_in: lifetime }: JsonObject): string => {
  const isUri =
    typeof uri === 'string' && uri.length <= MAX_REQUEST_URI_LENGTH && parseUrl(uri) !== null;
  if (isUri && isLifetime(lifetime)) return uri;
  throw new ConnectedAppsError(
    'provider_rejected',
    "The provider's response to the pushed authorization request has no usable request_uri and " +
      'expires_in (RFC 9126 §2.2). Check the pushed authorization request endpoint. ' +
      '(invalid_response)',
    { reason: 'invalid_response' }
  );
};

/**
 * The parameters that authenticate the client have the names that they have in token requests. The
 * client id has the name that it has in authorization requests.
 */
const clientParamNames = ({ protocol }: ClientSettings): KeyValue[] => [
  ...protocol.tokenParamNames.filter(({ key }) => CLIENT_PARAMS.includes(key)),
  ...protocol.authorizationParamNames.filter(({ key }) => key === 'client_id'),
];

/** oauth4webapi adds the client id, as part of the client's authentication. */
const withoutClientId = (
  { clientId, protocol }: ClientSettings,
  params: URLSearchParams
): URLSearchParams => {
  const rest = new URLSearchParams(params);
  const named = withProviderNames([['client_id', clientId]], protocol.authorizationParamNames);
  for (const [name] of named) rest.delete(name);
  return rest;
};

/**
 * Sends the parameters of an authorization request to the provider (RFC 9126 §2.1), and returns the
 * `request_uri` that stands for them. `params` have the provider's names.
 * @throws {ProviderFault} if the provider refuses the request
 * @throws {ConnectedAppsError} `provider_rejected` (`invalid_response`, `incomplete`)
 */
export const pushAuthorizationRequest = async (
  session: Session,
  params: URLSearchParams
): Promise<string> => {
  const { settings } = session;
  const receive = async (response: Response): Promise<Response> => {
    const body = await readJsonObject(response);
    const standard = body && withStandardMembers(body, settings.protocol);
    const isPushed = SUCCESS_STATUSES.includes(response.status) && errorIn(standard) === null;
    if (!isPushed || body === null) throw faultOf(response, standard);
    return Response.json({ request_uri: requestUriIn(body) });
  };
  const paramNames = clientParamNames(settings);
  const response = await session.run({ receive, paramNames }, (configuration) =>
    oauth.pushedAuthorizationRequest(
      configuration.serverMetadata(),
      configuration.clientMetadata(),
      clientAuthentication(settings),
      withoutClientId(settings, params),
      {
        // The guarded fetch decides which addresses are allowed.
        [oauth.allowInsecureRequests]: true,
        [oauth.customFetch]: configuration[client.customFetch],
      }
    )
  );
  return String((await readJsonObject(response))?.request_uri);
};
