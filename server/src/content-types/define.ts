import type { ColumnName, Columns } from './columns';

/** Hides the content type from Strapi's own screens. */
export const pluginOptions = {
  'content-manager': { visible: false },
  'content-type-builder': { visible: false },
};

/**
 * A super admin can read any content type from the content manager by its address, even an
 * invisible one. Only hidden attributes are left out of that response.
 */
export const hidePrivate = (columns: Columns) => ({
  attributes: Object.fromEntries(
    Object.entries(columns)
      .filter(([, { private: isPrivate }]) => isPrivate)
      .map(([name]) => [name, { hidden: true }])
  ),
});

/** Names of columns in the database. */
export interface Index<Table> {
  name: string;
  columns: readonly ColumnName<Table>[];
  type?: 'unique';
}
