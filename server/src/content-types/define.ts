/** Attribute definitions and options that the three content types share. */

/**
 * A string of at most `length` characters. The column has the same width, so that it fits into a
 * compound index on MySQL.
 */
export const key = (length: number) => ({
  type: 'string' as const,
  maxLength: length,
  column: { args: [length] },
});

/**
 * Encrypted text or a MAC. Not `string`, which holds only 255 characters, and not `password`, which
 * Strapi would hash. Each call returns a new object, because Strapi writes into it.
 */
export const secret = () => ({ type: 'text' as const, private: true, configurable: false });

/**
 * A moment in epoch milliseconds. A `datetime` column of PostgreSQL or MySQL holds the writer's
 * local time. So an instance in another time zone would read another moment, and at the end of
 * summer time, the repeated hour would be read as the wrong one of the two.
 */
export const epochMs = () => ({ type: 'biginteger' as const });

/** Hides the content type from Strapi's own screens. */
export const pluginOptions = {
  'content-manager': { visible: false },
  'content-type-builder': { visible: false },
};

/**
 * A super admin can read any content type from the content manager by its address, even an
 * invisible one. Only hidden attributes are left out of that response.
 */
export const hideAttributes = (names: readonly string[]) => ({
  attributes: Object.fromEntries(names.map((name) => [name, { hidden: true }])),
});
