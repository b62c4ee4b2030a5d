/** An array has elements only, and no `length` (RFC 6901 §4). */
const isMemberOf = (value: object, name: string): boolean =>
  Object.hasOwn(value, name) && !(Array.isArray(value) && name === 'length');

const childOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && isMemberOf(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** RFC 6901 §4: `~1` stands for a slash and `~0` for a tilde. */
const unescaped = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');

/**
 * The value at a place of a JSON document: a JSON Pointer (RFC 6901) if the place begins with a
 * slash, else the name of a member. Undefined if there is none.
 */
export const valueAt = (document: unknown, place: string): unknown =>
  place.startsWith('/')
    ? place.slice(1).split('/').map(unescaped).reduce(childOf, document)
    : childOf(document, place);

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** The value at the first place that holds one; undefined if none does. */
export const firstValueAt = (document: unknown, places: readonly string[]): unknown =>
  places.map((place) => valueAt(document, place)).find(isGiven);

/** A text or a number as text; null for anything else. */
export const asText = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;

export const textAt = (document: unknown, place: string): string | null =>
  asText(valueAt(document, place));
