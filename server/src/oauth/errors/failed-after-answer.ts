import type { TokenAnswer } from '../token-response';

/** A failure that followed the response, together with that response. */
export class FailedAfterAnswer extends Error {
  override readonly name = 'FailedAfterAnswer';

  constructor(
    override readonly cause: unknown,
    readonly answer: TokenAnswer,
    readonly requestedAtMs: number
  ) {
    super('the answer of the token endpoint was not accepted', { cause });
    // Loggers print enumerable properties, and the response consists of secrets.
    Object.defineProperty(this, 'answer', { enumerable: false });
  }
}
