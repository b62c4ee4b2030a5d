import type { KeyValue } from '../../contracts';
import { MAX_DESCRIPTION_LENGTH } from '../limits';
import { retryAfterSeconds } from '../retry-after';
import { asText, valueAt } from '../wire/places';

export interface ProviderFaultOptions {
  /** HTTP status; null if the fault did not come in a response to a request (the callback). */
  status: number | null;
  /** The provider's `error` (RFC 6749 §4.1.2.1, §5.2), unchanged; null if there is none. */
  error: string | null;
  description?: string | null;
  retryAfterSeconds?: number;
  /** Whether the body holds words that this provider uses for an ended grant. */
  saysGrantEnded?: boolean;
  /** The `Location` of a redirect, unchanged. */
  location?: string | null;
}

/** A provider's refusal in its own words: untrusted text, which `translateError` makes safe. */
export class ProviderFault extends Error {
  override readonly name = 'ProviderFault';
  readonly status: number | null;
  readonly error: string | null;
  /** The first 3,000 characters. */
  readonly description: string | null;
  readonly retryAfterSeconds?: number;
  readonly saysGrantEnded: boolean;
  readonly location: string | null;

  constructor({ status, error, description, location, ...rest }: ProviderFaultOptions) {
    super(`the provider responded with ${status === null ? 'an error' : `status ${status}`}`);
    this.status = status;
    this.error = error;
    this.description = description?.slice(0, MAX_DESCRIPTION_LENGTH) ?? null;
    this.retryAfterSeconds = rest.retryAfterSeconds;
    this.saysGrantEnded = rest.saysGrantEnded ?? false;
    this.location = location ?? null;
  }
}

export type JsonObject = Record<string, unknown>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textIn = (body: JsonObject, names: string[]): string | null =>
  (names.map((name) => body[name]).find((value) => typeof value === 'string' && value !== '') as
    string | null | undefined) ?? null;

/** `{ "error": { "type": "…", "message": "…" } }`, as APIs that ignore OAuth send it. */
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

/** Members for errors in APIs that ignore OAuth. Successful responses may have such members too. */
const OTHER_ERROR_MEMBERS = ['errorCode', 'error_code', 'code', 'status'];

const refusalIn = (body: JsonObject | null) => {
  if (!body) return null;
  const error = textIn(body, OTHER_ERROR_MEMBERS);
  return { error, description: textIn(body, ['message', 'reason']) };
};

/** Whether a body holds one of these values at its place. */
export const saysOneOf = (body: JsonObject | null, words: readonly KeyValue[]): boolean =>
  words.some(({ key: place, value }) => {
    const found = valueAt(body, place);
    return (typeof found === 'boolean' ? String(found) : asText(found)) === value;
  });

export const faultOf = (
  response: Response,
  body: JsonObject | null,
  saysGrantEnded = false
): ProviderFault =>
  new ProviderFault({
    status: response.status,
    error: null,
    saysGrantEnded,
    retryAfterSeconds: retryAfterSeconds(response.headers),
    location: response.headers.get('location'),
    ...(errorIn(body) ?? refusalIn(body)),
  });
