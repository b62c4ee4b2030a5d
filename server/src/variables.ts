/**
 * Where the value of a variable comes from: fixed in the app, asked of the person who connects, a
 * parameter of the callback, or a place in the token response.
 */
export const VARIABLE_SOURCES = ['app', 'person', 'callback', 'response'] as const;

export type VariableSource = (typeof VARIABLE_SOURCES)[number];

/** A part of an app's addresses, or a value that plugins need, such as the id of a tenant. */
export interface AppVariable {
  /** A letter, then letters, digits and underscores. In an address, `{name}` stands for the value. */
  name: string;
  source: VariableSource;
  /** Source `app`: the value. `callback`: a parameter. `response`: a place. `person`: empty. */
  from: string;
  /** What people are asked to enter. Empty: the name. */
  label: string;
  /**
   * What a value in an address must look like; for an origin, what its host must look like. `*`
   * stands for one part of a host name or path, and `|` separates alternatives. Empty: any part.
   */
  pattern: string;
  /** An example for the person. */
  example: string;
}

/** The values of a connection, by variable. Those that the app fixes are not among them. */
export type Values = Readonly<Record<string, string>>;

export const NO_VALUES: Values = {};

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)\}/g;

/** The names of the variables in a text, in order. */
export const placeholdersIn = (text: string): string[] =>
  [...text.matchAll(PLACEHOLDER)].map(([, name]) => String(name));

/** An address that begins with a variable, which then stands for a whole origin. */
export const originVariableOf = (address: string): string | null =>
  /^\{([A-Za-z][A-Za-z0-9_]*)\}/.exec(address)?.[1] ?? null;

/** The text with the values that are known. Other placeholders stay. */
export const filledIn = (text: string, values: Values): string =>
  text.replace(PLACEHOLDER, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : placeholder
  );

/** The address with a sample for each variable: an origin at the beginning, else a part. */
export const withSampleValues = (address: string): string => {
  const first = originVariableOf(address);
  const samples = placeholdersIn(address).map((name) => [
    name,
    name === first ? 'https://sample.example' : 'sample',
  ]);
  return filledIn(address, Object.fromEntries(samples));
};

/** The alternatives of a pattern; none if it is empty. */
export const alternativesOf = (pattern: string): string[] =>
  pattern === '' ? [] : pattern.split('|');

export const fixedValues = (variables: readonly AppVariable[]): Values =>
  Object.fromEntries(
    variables.filter(({ source }) => source === 'app').map(({ name, from }) => [name, from])
  );

/**
 * The values as text; null for none. The same values give the same text, because the tokens of a
 * connection are bound to it.
 */
export const valuesText = (values: Values): string | null => {
  const entries = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length > 0 ? JSON.stringify(Object.fromEntries(entries)) : null;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const hasTextsOnly = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'string');

/** None for a text that the plugin did not write. The tokens bound to it do not open. */
export const valuesOf = (text: string | null): Values => {
  if (text === null) return NO_VALUES;
  const value = parsed(text);
  return hasTextsOnly(value) ? value : NO_VALUES;
};

/** The variables in a JSON column, without whatever somebody else wrote there. */
export const variablesIn = (column: unknown): AppVariable[] =>
  Array.isArray(column) ? column.filter((one): one is AppVariable => isVariable(one)) : [];

const PARTS: readonly (keyof AppVariable)[] = [
  'name',
  'source',
  'from',
  'label',
  'pattern',
  'example',
];

const isVariable = (value: unknown): boolean =>
  hasTextsOnly(value) &&
  PARTS.every((part) => Object.hasOwn(value, part)) &&
  VARIABLE_SOURCES.some((source) => source === value.source);
