/** Attribute definitions and options that the three content types share. */

/** A string of at most `length` characters: the column is that wide, so that it fits a compound index on MySQL. */
export const key = (length: number) => ({
  type: 'string' as const,
  maxLength: length,
  column: { args: [length] },
});

/** Encrypted text; a new object each time, because Strapi writes into it. `string` is 255 characters wide, and `password` would be hashed. */
export const secret = () => ({ type: 'text' as const, private: true, configurable: false });

/**
 * A moment, in epoch milliseconds. A `datetime` column of PostgreSQL or MySQL holds what the writer's
 * clock on the wall showed: an instance in another time zone reads another moment, and the hour that
 * the end of summer time repeats is read as the wrong one of the two.
 */
export const epochMs = () => ({ type: 'biginteger' as const });

/** Neither listed nor editable in Strapi's own screens. */
export const pluginOptions = {
  'content-manager': { visible: false },
  'content-type-builder': { visible: false },
};

/**
 * A super admin can ask the content manager for any content type by its address, however
 * invisible it is; only hidden attributes are left out of that answer.
 */
export const hideAttributes = (names: readonly string[]) => ({
  attributes: Object.fromEntries(names.map((name) => [name, { hidden: true }])),
});
