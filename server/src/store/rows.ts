/** A column of epoch milliseconds: a number, or its digits if a 64-bit number arrives as text. */
export type EpochMsColumn = string | number | null | undefined;

export const toDate = (value: EpochMsColumn): Date | null =>
  value === null || value === undefined ? null : new Date(Number(value));

export const toRequiredDate = (value: EpochMsColumn): Date => toDate(value) ?? new Date(0);

/** The same data with its dates as epoch milliseconds. */
export const datesToEpochMs = (data: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      value instanceof Date ? value.getTime() : value,
    ])
  );

/** Parses a `json` column, which arrives as text from SQLite and PostgreSQL, parsed from MySQL. */
export const toJson = (value: unknown): unknown =>
  typeof value === 'string' ? JSON.parse(value) : value;

export const toStringList = (value: unknown): string[] => {
  const list = toJson(value);
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
};
