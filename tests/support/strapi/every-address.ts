import type { Core } from '@strapi/strapi';

import { UID } from '../../../server/src/constants';

interface Layer {
  methods: string[];
  path: string;
}

const QUERIES = [
  '',
  '?populate=*&pageSize=100',
  '?populate=*&sort=id:DESC&page=1&pageSize=100',
  '?fields=*&filters[id][$notNull]=true&status=draft',
];

/**
 * Every address of this Strapi that handles GET. Its parameters are each of the plugin's three
 * content types and an entry of it, and its queries request extra data.
 */
export const everyAddress = async (strapi: Core.Strapi): Promise<string[]> => {
  const layers = strapi.server.listRoutes() as unknown as Layer[];
  const paths = layers.filter(({ methods }) => methods.includes('GET')).map((layer) => layer.path);
  const entries = await Promise.all(
    Object.values(UID).map(async (type) => ({ type, row: await strapi.db.query(type).findOne({}) }))
  );
  const fill = (pathname: string, { type, row }: (typeof entries)[number]): string =>
    pathname
      .replace(/:(model|uid|contentType|slug)\b(\([^)]*\))?/g, type)
      .replace(/:key\b/g, row?.key ?? row?.appKey ?? 'none')
      .replace(/:\w+(\([^)]*\))?\??/g, String(row?.documentId ?? row?.id ?? 1))
      .replace(/\(\.\*\)|\*/g, '');
  const addresses = paths.flatMap((pathname) =>
    entries.flatMap((entry) => QUERIES.map((query) => fill(pathname, entry) + query))
  );
  return [...new Set(addresses)];
};
