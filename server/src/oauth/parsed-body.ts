import type { ProtocolSettings } from '../contracts';
import { isJsonObject, type JsonObject } from './errors/provider-fault';

const FORM_TYPES = ['application/x-www-form-urlencoded', 'text/plain'];

/** No real response is deeper. Copying a value with thousands of levels overflows the stack. */
const MAX_DEPTH = 100;

const isShallow = (value: unknown, levels = MAX_DEPTH): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((item) => isShallow(item, levels - 1)));

const parseJson = (text: string): JsonObject | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && isShallow(value) ? value : null;
  } catch {
    return null;
  }
};

const parseForm = (text: string, names: readonly string[]): JsonObject | null => {
  const params = new URLSearchParams(text.trim());
  return names.some((name) => params.has(name)) ? Object.fromEntries(params) : null;
};

export const mediaTypeOf = (response: Response): string => {
  const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
  return type.trim().toLowerCase();
};

/** A body as a JSON object, whatever its content type; null if it is not one. */
export const readJsonObject = async (response: Response): Promise<JsonObject | null> =>
  parseJson(await response.text());

/**
 * A token endpoint's body: JSON, or form-encoded as GitHub sends it; null if it is neither. A form
 * has an access token or an error, which `places` may name otherwise.
 */
export const readTokenBody = async (
  response: Response,
  { accessToken, error }: Pick<ProtocolSettings['responsePlaces'], 'accessToken' | 'error'>
): Promise<JsonObject | null> => {
  const text = await response.text();
  const json = parseJson(text);
  if (json) return json;
  const names = ['access_token', 'error', ...accessToken, ...error];
  return FORM_TYPES.includes(mediaTypeOf(response)) ? parseForm(text, names) : null;
};
