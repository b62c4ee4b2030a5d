import type { Core } from '@strapi/strapi';

import { UID } from '../../../server/src/constants';

type TableName = keyof typeof UID;

/** Every row of the plugin's tables, as text. If it stays the same, nothing was written. */
export const tablesOf = async (
  strapi: Core.Strapi,
  names: readonly TableName[] = Object.keys(UID) as TableName[]
): Promise<string> => {
  const tables = await Promise.all(
    names.map(async (name) => [
      name,
      await strapi.db.query(UID[name]).findMany({ orderBy: { id: 'asc' } }),
    ])
  );
  return JSON.stringify(tables);
};
