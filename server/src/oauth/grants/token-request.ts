import type { Configuration } from 'openid-client';

import type { KeyValue } from '../../contracts';
import { FailedAfterResponse } from '../errors/failed-after-response';
import { RESERVED_TOKEN_PARAMS } from '../reserved-params';
import { sendAtOnce, type Session } from '../session';
import type { Send } from '../types';
import { readTokenResponse, type TokenResponse } from '../token-response';

export interface TokenRequest {
  /** False: an id_token in the response is dropped, since it is not expected or not verifiable. */
  usesIdToken: boolean;
  prepare?(form: URLSearchParams): void;
  /** Default: at once. */
  send?: Send;
  signal?: AbortSignal;
  /** Time limit for the request for the signing keys. Default: that of any request. */
  jwksTimeoutMs?: number;
  acceptsExpiredIdToken?: boolean;
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
  { usesIdToken, send = sendAtOnce, ...exchange }: TokenRequest,
  grant: (configuration: Configuration) => Promise<T>
): Promise<Requested<T>> => {
  let tokenResponse: TokenResponse | undefined;
  let requestedAtMs = session.now();
  const receive = async (response: Response): Promise<Response> => {
    const { id_token: idToken, ...rest } = await readTokenResponse(
      response,
      requestedAtMs,
      session.settings.endedGrantWords
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

/** An app's extra parameters for token requests, in order. A name may occur more than once. */
export const extraTokenParams = (params: KeyValue[]): URLSearchParams =>
  new URLSearchParams(
    params
      .filter(({ key }) => !RESERVED_TOKEN_PARAMS.includes(key.toLowerCase()))
      .map(({ key, value }): [string, string] => [key, value])
  );
