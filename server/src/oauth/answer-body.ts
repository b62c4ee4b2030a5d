import { isJsonObject, type JsonObject } from './provider-fault';

const FORM_TYPES = ['application/x-www-form-urlencoded', 'text/plain'];

/** Deeper than any answer. Some thousands of levels overflow the stack of whoever copies them. */
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

const parseForm = (text: string): JsonObject | null => {
  const params = new URLSearchParams(text.trim());
  return params.has('access_token') || params.has('error') ? Object.fromEntries(params) : null;
};

export const mediaTypeOf = (response: Response): string =>
  (response.headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase();

/** A body as a JSON object, whatever it says its type is; null when it is none. */
export const readJsonObject = async (response: Response): Promise<JsonObject | null> =>
  parseJson(await response.text());

/** A token endpoint's body: JSON, else form-encoded as GitHub answers; null when it is neither. */
export const readAnswerBody = async (response: Response): Promise<JsonObject | null> => {
  const text = await response.text();
  const json = parseJson(text);
  if (json) return json;
  return FORM_TYPES.includes(mediaTypeOf(response)) ? parseForm(text) : null;
};
