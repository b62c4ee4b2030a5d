/** Attribute definitions and options that the three content types share. */

/** A string of at most `length` characters: the column is that wide, so that it fits a compound index on MySQL. */
export const key = (length: number) => ({
  type: 'string' as const,
  maxLength: length,
  column: { args: [length] },
});

/** Encrypted text; a new object each time, because Strapi writes into it. `string` is 255 characters wide, and `password` would be hashed. */
export const secret = () => ({ type: 'text' as const, private: true, configurable: false });

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
