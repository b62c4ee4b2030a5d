import type { Configuration } from 'openid-client';

import type { KeyValue, RequestFormat } from '../../contracts';
import { FailedAfterResponse } from '../errors/failed-after-response';
import { RESERVED_TOKEN_PARAMS } from '../reserved-params';
import { newNonce } from '../random';
import { sendAtOnce, type Session } from '../session';
import type { ClientSettings, Send } from '../types';
import { readTokenResponse, type TokenResponse } from '../token-response';

export interface TokenRequest {
  /** False: an id_token in the response is dropped, since it is not expected or not verifiable. */
  usesIdToken: boolean;
  prepare?(form: URLSearchParams): void;
  /** Default: the app's token endpoint. */
  tokenEndpoint?: string | null;
  /** Default: the app's format. */
  requestFormat?: RequestFormat | null;
  /** Default: at once. */
  send?: Send;
  signal?: AbortSignal;
  /** Time limit for the request for the signing keys. Default: that of any request. */
  jwksTimeoutMs?: number;
  acceptsExpiredIdToken?: boolean;
  /** The access token that a response without one prolongs. Default: the response must have one. */
  keptAccessToken?: string;
}

export interface Requested<T> {
  result: T;
  response: TokenResponse;
  /** Epoch milliseconds, measured immediately before the request was sent. */
  requestedAtMs: number;
}

/**
 * Sends one request to the token endpoint with a function of openid-client. openid-client gets the
 * response after `readTokenResponse` has corrected it.
 * @throws {FailedAfterResponse} if the response was read and then refused; otherwise whatever the
 *   request throws
 */
export const requestToken = async <T>(
  session: Session,
  { usesIdToken, send = sendAtOnce, keptAccessToken, ...exchange }: TokenRequest,
  grant: (configuration: Configuration) => Promise<T>
): Promise<Requested<T>> => {
  let tokenResponse: TokenResponse | undefined;
  let requestedAtMs = session.now();
  const receive = async (response: Response): Promise<Response> => {
    const { id_token: idToken, ...rest } = await readTokenResponse(
      response,
      requestedAtMs,
      session.settings,
      keptAccessToken
    );
    tokenResponse = usesIdToken ? { ...rest, id_token: idToken } : rest;
    return Response.json(tokenResponse);
  };
  const sendTimed: Send = (request) =>
    send((connectionUse) => {
      requestedAtMs = session.now();
      return request(connectionUse);
    });
  try {
    const result = await session.run({ ...exchange, send: sendTimed, receive }, grant);
    if (!tokenResponse) throw new Error('openid-client did not call the token endpoint');
    return { result, response: tokenResponse, requestedAtMs };
  } catch (error) {
    throw tokenResponse ? new FailedAfterResponse(error, tokenResponse, requestedAtMs) : error;
  }
};

/** Values that a code exchange has. */
interface FlowValues {
  state: string;
  nonce: string | null;
}

/** What only some requests know. */
export interface RequestValues {
  flow?: FlowValues;
  /** The token that was issued for the code. */
  accessToken?: string;
}

/** What an extra parameter may ask for instead of naming a value, as some providers require. */
const PLACEHOLDERS: Record<
  string,
  (settings: ClientSettings, values: RequestValues) => string | null | undefined
> = {
  '{client_id}': ({ clientId }) => clientId,
  '{client_secret}': ({ clientSecret }) => clientSecret,
  '{state}': (_settings, { flow }) => flow?.state,
  '{nonce}': (_settings, { flow }) => flow && (flow.nonce ?? newNonce()),
  '{access_token}': (_settings, { accessToken }) => accessToken,
};

/**
 * Parameters of an app, in order. A name may occur more than once. A value such as `{state}` stands
 * for that of the request; a parameter whose value does not exist in this request is left out.
 */
export const filledParams = (
  params: readonly KeyValue[],
  settings: ClientSettings,
  values: RequestValues = {}
): [string, string][] =>
  params.flatMap(({ key, value }): [string, string][] => {
    const found = Object.hasOwn(PLACEHOLDERS, value)
      ? PLACEHOLDERS[value]?.(settings, values)
      : value;
    return found === null || found === undefined ? [] : [[key, found]];
  });

/** An app's extra parameters for token requests. */
export const extraTokenParams = (
  settings: ClientSettings,
  values: RequestValues = {}
): URLSearchParams => {
  const { tokenParams, protocol } = settings;
  const isOfProtocol = (key: string) =>
    RESERVED_TOKEN_PARAMS.includes(key.toLowerCase()) ||
    protocol.tokenParamNames.some(({ value }) => value === key);
  const params = tokenParams.filter(({ key }) => !isOfProtocol(key));
  return new URLSearchParams(filledParams(params, settings, values));
};
