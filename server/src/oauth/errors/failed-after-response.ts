import type { TokenResponse } from '../token-response';

/** A failure that followed the response, together with that response. */
export class FailedAfterResponse extends Error {
  override readonly name = 'FailedAfterResponse';

  constructor(
    override readonly cause: unknown,
    readonly response: TokenResponse,
    readonly requestedAtMs: number
  ) {
    super('the response of the token endpoint was not accepted', { cause });
    // Loggers print enumerable properties, and the response consists of secrets.
    Object.defineProperty(this, 'response', { enumerable: false });
  }
}
