import type { Configuration } from 'openid-client';

import type { KeyValue } from '../../contracts';
import { RESERVED_TOKEN_PARAMS } from '../reserved-params';
import type { Session } from '../session';
import { readTokenAnswer, type TokenAnswer } from '../token-response';

export interface TokenRequest {
  /** False: an id_token in the answer is dropped, because nobody asked for it or could verify it. */
  usesIdToken: boolean;
  prepare?(form: URLSearchParams): void;
  signal?: AbortSignal;
  /** How long the provider's signing keys may take; else as long as any request. */
  jwksTimeoutMs?: number;
  acceptsExpiredIdToken?: boolean;
}

export interface Requested<T> {
  result: T;
  answer: TokenAnswer;
  /** Epoch milliseconds, taken before the request was sent. */
  requestedAtMs: number;
}

/** A failure after the answer was there, and the answer. */
export class FailedAfterAnswer extends Error {
  override readonly name = 'FailedAfterAnswer';

  constructor(
    override readonly cause: unknown,
    readonly answer: TokenAnswer,
    readonly requestedAtMs: number
  ) {
    super('the answer of the token endpoint was not accepted', { cause });
    // Loggers print what is enumerable, and an answer is made of secrets.
    Object.defineProperty(this, 'answer', { enumerable: false });
  }
}

/**
 * One request to the token endpoint by a function of openid-client, with a readable answer.
 * @throws {FailedAfterAnswer} when the answer was read and then refused; else what the request throws
 */
export const requestToken = async <T>(
  session: Session,
  { usesIdToken, ...exchange }: TokenRequest,
  grant: (configuration: Configuration) => Promise<T>
): Promise<Requested<T>> => {
  let answer: TokenAnswer | undefined;
  const receive = async (response: Response): Promise<Response> => {
    const { id_token: idToken, ...rest } = await readTokenAnswer(response);
    answer = usesIdToken ? { ...rest, id_token: idToken } : rest;
    return Response.json(answer);
  };
  const requestedAtMs = session.now();
  try {
    const result = await session.run({ ...exchange, receive }, grant);
    if (!answer) throw new Error('openid-client did not ask the token endpoint');
    return { result, answer, requestedAtMs };
  } catch (error) {
    throw answer ? new FailedAfterAnswer(error, answer, requestedAtMs) : error;
  }
};

/** An app's extra parameters of token requests, in their order, a name as often as it was given. */
export const extraTokenParams = (params: KeyValue[]): URLSearchParams =>
  new URLSearchParams(
    params
      .filter(({ key }) => !RESERVED_TOKEN_PARAMS.includes(key.toLowerCase()))
      .map(({ key, value }): [string, string] => [key, value])
  );
