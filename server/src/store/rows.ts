/** What Strapi's query engine gives for a `datetime` column: an ISO string, or a Date on some drivers. */
export type DateColumn = string | Date | null | undefined;

export const toDate = (value: DateColumn): Date | null =>
  value === null || value === undefined ? null : new Date(value);

export const toRequiredDate = (value: DateColumn): Date => toDate(value) ?? new Date(0);
