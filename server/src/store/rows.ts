/**
 * A `datetime` column: an ISO string from Strapi's query engine; from the drivers a Date, or epoch
 * milliseconds on SQLite.
 */
export type DateColumn = string | number | Date | null | undefined;

export const toDate = (value: DateColumn): Date | null =>
  value === null || value === undefined ? null : new Date(value);

export const toRequiredDate = (value: DateColumn): Date => toDate(value) ?? new Date(0);

/** A `json` column as the drivers give it: text on SQLite and PostgreSQL, parsed on MySQL. */
export const toJson = (value: unknown): unknown =>
  typeof value === 'string' ? JSON.parse(value) : value;

export const toStringList = (value: unknown): string[] => {
  const list = toJson(value);
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
};
