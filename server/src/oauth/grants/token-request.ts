import type { Configuration } from 'openid-client';

import type { KeyValue } from '../../contracts';
import { FailedAfterAnswer } from '../errors/failed-after-answer';
import { RESERVED_TOKEN_PARAMS } from '../reserved-params';
import { sendAtOnce, type Session } from '../session';
import type { Send } from '../types';
import { readTokenAnswer, type TokenAnswer } from '../token-response';

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
  answer: TokenAnswer;
  /** Epoch milliseconds, measured immediately before the request was sent. */
  requestedAtMs: number;
}

/**
 * Sends one request to the token endpoint with a function of openid-client. openid-client gets the
 * response after `readTokenAnswer` has corrected it.
 * @throws {FailedAfterAnswer} if the response was read and then refused; otherwise whatever the
 *   request throws
 */
export const requestToken = async <T>(
  session: Session,
  { usesIdToken, send = sendAtOnce, ...exchange }: TokenRequest,
  grant: (configuration: Configuration) => Promise<T>
): Promise<Requested<T>> => {
  let answer: TokenAnswer | undefined;
  let requestedAtMs = session.now();
  const receive = async (response: Response): Promise<Response> => {
    const { id_token: idToken, ...rest } = await readTokenAnswer(
      response,
      requestedAtMs,
      session.settings.endedGrantWords
    );
    answer = usesIdToken ? { ...rest, id_token: idToken } : rest;
    return Response.json(answer);
  };
  const sendTimed: Send = (request) =>
    send(() => {
      requestedAtMs = session.now();
      return request();
    });
  try {
    const result = await session.run({ ...exchange, send: sendTimed, receive }, grant);
    if (!answer) throw new Error('openid-client did not ask the token endpoint');
    return { result, answer, requestedAtMs };
  } catch (error) {
    throw answer ? new FailedAfterAnswer(error, answer, requestedAtMs) : error;
  }
};

/** An app's extra parameters for token requests, in order. A name may occur more than once. */
export const extraTokenParams = (params: KeyValue[]): URLSearchParams =>
  new URLSearchParams(
    params
      .filter(({ key }) => !RESERVED_TOKEN_PARAMS.includes(key.toLowerCase()))
      .map(({ key, value }): [string, string] => [key, value])
  );
