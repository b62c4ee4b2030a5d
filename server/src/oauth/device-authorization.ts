import * as client from 'openid-client';

import type { ProtocolSettings } from '../contracts';
import { ConnectedAppsError } from '../errors/connected-apps-error';
import { parseUrl } from '../parse-url';
import { errorIn, faultOf, type JsonObject } from './errors/provider-fault';
import { MAX_DEVICE_CODE_SECONDS, MAX_TOKEN_LENGTH } from './limits';
import { readJsonObject } from './parsed-body';
import { RESERVED_AUTHORIZATION_PARAMS } from './reserved-params';
import type { Session } from './session';
import type { ClientSettings, DeviceAuthorization, DeviceAuthorizationInput } from './types';
import { isLoopbackHost } from './url-policy';
import { withStandardMembers } from './wire/response-members';

/** RFC 8628 §3.2: the interval if the response gives none. */
const DEFAULT_INTERVAL_SECONDS = 5;

const MAX_USER_CODE_LENGTH = 64;
const MAX_ADDRESS_LENGTH = 2_000;

const PRINTABLE = /^[\x20-\x7e]+$/;

const rejected = (reason: string, message: string): ConnectedAppsError =>
  new ConnectedAppsError('provider_rejected', message, { reason });

const invalid = (what: string): ConnectedAppsError =>
  rejected(
    'invalid_response',
    `The provider issued no code: its response has no usable ${what}. Check the device ` +
      'authorization URI. (invalid_response)'
  );

const printable = (body: JsonObject, name: string, maxLength: number): string => {
  const value = body[name];
  const text = typeof value === 'string' ? value.trim() : '';
  if (text.length <= maxLength && PRINTABLE.test(text)) return text;
  throw invalid(name);
};

/**
 * Only an address that a browser may open, and whose host people can see. Its normal form shows
 * letters of other scripts in the host as what they are.
 */
const addressOf = (value: unknown, name: string): string => {
  const url = typeof value === 'string' ? parseUrl(value) : null;
  const isSecure = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url));
  if (!url || !isSecure || url.username || url.password) throw invalid(name);
  if (url.href.length > MAX_ADDRESS_LENGTH) throw invalid(name);
  return url.href;
};

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

const positiveNumber = (value: unknown): number | null => {
  const seconds = typeof value === 'string' ? Number(value) : value;
  return typeof seconds === 'number' && seconds > 0
    ? Math.min(seconds, MAX_DEVICE_CODE_SECONDS)
    : null;
};

const lifetimeOf = (body: JsonObject): number => {
  const seconds = positiveNumber(body.expires_in);
  if (seconds === null) throw invalid('expires_in');
  return seconds;
};

/** Google calls it `verification_url` (developers.google.com/identity/protocols/oauth2/limited-input-device). */
const verificationUriOf = (body: JsonObject): unknown =>
  isAbsent(body.verification_uri) ? body.verification_url : body.verification_uri;

const toDeviceAuthorization = (body: JsonObject): DeviceAuthorization => {
  const { verification_uri_complete: complete, interval } = body;
  return {
    deviceCode: printable(body, 'device_code', MAX_TOKEN_LENGTH),
    userCode: printable(body, 'user_code', MAX_USER_CODE_LENGTH),
    verificationUri: addressOf(verificationUriOf(body), 'verification_uri'),
    verificationUriComplete: isAbsent(complete)
      ? null
      : addressOf(complete, 'verification_uri_complete'),
    lifetimeSeconds: lifetimeOf(body),
    intervalSeconds: Math.ceil(positiveNumber(interval) ?? DEFAULT_INTERVAL_SECONDS),
  };
};

const readResponse = async (
  response: Response,
  protocol: ProtocolSettings
): Promise<DeviceAuthorization> => {
  const sent = await readJsonObject(response);
  const body = sent && withStandardMembers(sent, protocol);
  if (!response.ok || body === null || errorIn(body)) throw faultOf(response, body);
  return toDeviceAuthorization(body);
};

/** openid-client checks a response too, so it gets one with the standard names. */
const standardResponse = (authorization: DeviceAuthorization): Response =>
  Response.json({
    device_code: authorization.deviceCode,
    user_code: authorization.userCode,
    verification_uri: authorization.verificationUri,
    expires_in: authorization.lifetimeSeconds,
  });

const assertEndpoint = ({ endpoints: { deviceAuthorizationEndpoint } }: ClientSettings): void => {
  if (parseUrl(deviceAuthorizationEndpoint ?? '') !== null) return;
  throw rejected(
    'incomplete',
    'The app has no device authorization URI. Enter it in its settings.'
  );
};

const paramsOf = (
  { authorizationParams, protocol }: ClientSettings,
  { scopes }: DeviceAuthorizationInput
): URLSearchParams => {
  const isFree = ({ key }: { key: string }) =>
    !RESERVED_AUTHORIZATION_PARAMS.includes(key.toLowerCase());
  const extra = authorizationParams.filter(isFree);
  const params = new URLSearchParams(extra.map(({ key, value }): [string, string] => [key, value]));
  if (scopes.length > 0) params.set('scope', scopes.join(protocol.scopeSeparator));
  return params;
};

/**
 * RFC 8628 §3.1, with the client authentication, format and names of token requests. The app's
 * extra authorization parameters are sent here, because this is the request that a person consents
 * to.
 * @throws {ProviderFault} for a failure status, an error, or a body that is not JSON
 * @throws {ConnectedAppsError} `provider_rejected` (`incomplete`, `invalid_response`)
 */
export const requestDeviceAuthorization = async (
  session: Session,
  input: DeviceAuthorizationInput
): Promise<DeviceAuthorization> => {
  const { settings } = session;
  assertEndpoint(settings);
  let authorization: DeviceAuthorization | undefined;
  const receive = async (response: Response): Promise<Response> => {
    authorization = await readResponse(response, settings.protocol);
    return standardResponse(authorization);
  };
  await session.run({ receive }, (configuration) =>
    client.initiateDeviceAuthorization(configuration, paramsOf(settings, input))
  );
  if (!authorization) throw new Error('openid-client did not call the endpoint');
  return authorization;
};
