/**
 * Definitions of columns. Each is an attribute of Strapi's schema and, for the compiler, says what
 * the column holds. A table lists its columns once; its schema, the type of its rows and the
 * conversion of dates (`store/rows.ts`) follow from that list. Each call returns a new object,
 * because Strapi writes into it.
 */

/** Exist only for the compiler. */
declare const held: unique symbol;
declare const isSealed: unique symbol;

export interface Column<Value = unknown> {
  type: 'string' | 'text' | 'json' | 'integer' | 'biginteger' | 'boolean';
  required?: true;
  private?: true;
  readonly [held]?: Value;
}

/** Holds encrypted text or a MAC. */
export interface SealedTextColumn extends Column<string | null> {
  readonly [isSealed]: true;
}

/** The names of a table's columns that `secret` made. */
export type SecretName<Table> = {
  [Name in keyof Table & string]: Table[Name] extends SealedTextColumn ? Name : never;
}[keyof Table & string];

export type Columns = Readonly<Record<string, Column>>;

/** A row's values as the plugin uses them, by column. */
export type Fields<Table> = {
  [Name in keyof Table]: Table[Name] extends Column<infer Value> ? Value : never;
};

export type Snake<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${Snake<Rest>}`
  : Name;

/** The names of a table's columns in the database. */
export type ColumnName<Table> = Snake<keyof Table & string>;

export const columnName = <Name extends string>(name: Name) =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) as Snake<Name>;

const column = <Value>(attribute: Column & Record<string, unknown>) => attribute as Column<Value>;

/**
 * A string of at most `length` characters. The column has the same width, so that it fits into a
 * compound index on MySQL.
 */
export const key = <Value extends string = string>(length: number) =>
  column<Value | null>({ type: 'string', maxLength: length, column: { args: [length] } });

export const string = <Value extends string = string>() => column<Value | null>({ type: 'string' });

export const text = () => column<string | null>({ type: 'text' });

export const json = <Value>() => column<Value | null>({ type: 'json' });

export const integer = () => column<number | null>({ type: 'integer' });

export const boolean = () => column<boolean | null>({ type: 'boolean' });

/**
 * Encrypted text or a MAC. Not `string`, which holds only 255 characters, and not `password`, which
 * Strapi would hash.
 */
export const secret = () =>
  column<string | null>({
    type: 'text',
    private: true,
    configurable: false,
  }) as SealedTextColumn;

/**
 * A moment in epoch milliseconds. A `datetime` column of PostgreSQL or MySQL holds the writer's
 * local time. So an instance in another time zone would read a different moment, and at the end of
 * summer time, the repeated hour could be read as the wrong one of the two.
 */
export const epochMs = () => column<Date | null>({ type: 'biginteger' });

export const required = <Value>(optional: Column<Value>) =>
  column<NonNullable<Value>>({ ...optional, required: true });

/** `required`, but null in rows that are older than the column. */
export const requiredSince = <Value>(optional: Column<Value>) =>
  column<Value>({ ...optional, required: true });

/** Set in each new row, though Strapi does not require it. */
export const always = <Value>(optional: Column<Value>) => optional as Column<NonNullable<Value>>;

/** Null only in rows that are older than the column: Strapi fills it in new rows only. */
export const withDefault = <Value>(optional: Column<Value | null>, value: Value) =>
  column<Value>({ ...optional, default: value });

/** Not part of any of Strapi's own responses. */
export const hidden = <Value>(shown: Column<Value>) => column<Value>({ ...shown, private: true });
