import { retryAfterSeconds } from './retry-after';

export interface ProviderFaultOptions {
  /** HTTP status; null where the fault did not come in a response to us (the callback). */
  status: number | null;
  /** The provider's `error` (RFC 6749 §4.1.2.1, §5.2), as it came; null when it gave none. */
  error: string | null;
  description?: string | null;
  retryAfterSeconds?: number;
}

/** A provider's refusal in its own words: untrusted text, made presentable by `translateError`. */
export class ProviderFault extends Error {
  override readonly name = 'ProviderFault';
  readonly status: number | null;
  readonly error: string | null;
  readonly description: string | null;
  readonly retryAfterSeconds?: number;

  constructor({ status, error, description, retryAfterSeconds: seconds }: ProviderFaultOptions) {
    super(`the provider answered with ${status === null ? 'an error' : `status ${status}`}`);
    this.status = status;
    this.error = error;
    this.description = description ?? null;
    this.retryAfterSeconds = seconds;
  }
}

export type JsonObject = Record<string, unknown>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textIn = (body: JsonObject, names: string[]): string | null =>
  (names.map((name) => body[name]).find((value) => typeof value === 'string' && value !== '') as
    string | null | undefined) ?? null;

/** `{ "error": { "type": "…", "message": "…" } }`, as APIs without OAuth in mind answer. */
const nestedError = (error: JsonObject) => ({
  error: textIn(error, ['code', 'type', 'status']) ?? 'unknown_error',
  description: textIn(error, ['message', 'error_description']),
});

/** The OAuth error that a body holds, or null. */
export const errorIn = (
  body: JsonObject | null
): { error: string; description: string | null } | null => {
  if (!body) return null;
  if (isJsonObject(body.error)) return nestedError(body.error);
  const error = textIn(body, ['error']);
  const description = textIn(body, ['error_description', 'message']);
  return error ? { error, description } : null;
};

export const faultOf = (response: Response, body: JsonObject | null): ProviderFault =>
  new ProviderFault({
    status: response.status,
    error: null,
    retryAfterSeconds: retryAfterSeconds(response.headers),
    ...errorIn(body),
  });
