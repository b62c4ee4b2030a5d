import type { Columns, Fields, Snake } from '../content-types/columns';

/** A column of epoch milliseconds: a number, or its digits if a 64-bit number arrives as text. */
export type EpochMsColumn = string | number | null | undefined;

type RowValue = string | number | boolean | Date | null;

/** A row as the database returns it, by column. */
export type Row<Table> = {
  [Name in keyof Fields<Table>]: Fields<Table>[Name] extends Date | null
    ? EpochMsColumn
    : Fields<Table>[Name];
};

/** The same, by the names that the columns have in the database. JSON may be text. */
export type RawRow<Table, Name extends keyof Table> = {
  [One in Name as Snake<One & string>]: Fields<Table>[One] extends RowValue
    ? Row<Table>[One]
    : unknown;
};

type RequiredName<Table> = {
  [Name in keyof Fields<Table>]: null extends Fields<Table>[Name] ? never : Name;
}[keyof Table];

/** The values of a new row: no column that always has a value is absent. */
export type NewFields<Table> = Pick<Fields<Table>, RequiredName<Table>> & Partial<Fields<Table>>;

export const toDate = (value: EpochMsColumn): Date | null =>
  value === null || value === undefined ? null : new Date(Number(value));

export const toRequiredDate = (value: EpochMsColumn): Date => toDate(value) ?? new Date(0);

/** The same data with its dates as epoch milliseconds. */
const datesToEpochMs = (data: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      value instanceof Date ? value.getTime() : value,
    ])
  );

/** Converts between the rows of a table and what the plugin works with. */
export const rowsOf = <Table extends Columns>(columns: Table) => {
  const readers = Object.entries(columns).map(([name, { type, required }]) => {
    const ofDate = required ? toRequiredDate : toDate;
    const read = (value: unknown) =>
      type === 'biginteger' ? ofDate(value as EpochMsColumn) : (value ?? null);
    return [name, read] as const;
  });

  return {
    read: (row: Row<Table>): Fields<Table> =>
      Object.fromEntries(readers.map(([name, read]) => [name, read(row[name])])) as Fields<Table>,

    toInsert: (fields: NewFields<Table>) => datesToEpochMs(fields),

    toUpdate: (fields: Partial<Fields<Table>>) => datesToEpochMs(fields),
  };
};

/** Parses a `json` column, which arrives as text from SQLite and PostgreSQL, parsed from MySQL. */
export const toJson = (value: unknown): unknown =>
  typeof value === 'string' ? JSON.parse(value) : value;

export const toStringList = (value: unknown): string[] => {
  const list = toJson(value);
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
};
