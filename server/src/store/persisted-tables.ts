import type { Core } from '@strapi/strapi';

import { UID } from '../constants';

/** Undocumented: Strapi's schema sync never drops the tables that this setting names. */
const PERSISTED_TABLES = { type: 'core', key: 'persisted_tables' } as const;

const nameOf = (entry: unknown): unknown =>
  typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : entry;

/**
 * Keeps this plugin's tables when Strapi boots with the plugin disabled. Otherwise the schema sync
 * would drop every table that no content type claims.
 */
export const persistTables = async (strapi: Core.Strapi): Promise<void> => {
  const stored: unknown = await strapi.store.get(PERSISTED_TABLES);
  const persisted: unknown[] = Array.isArray(stored) ? stored : [];
  const known = new Set(persisted.map(nameOf));
  const missing = Object.values(UID)
    .map((uid) => strapi.db.metadata.get(uid).tableName)
    .filter((name) => !known.has(name));
  if (missing.length === 0) return;
  const value = [...persisted, ...missing.map((name) => ({ name }))];
  await strapi.store.set({ ...PERSISTED_TABLES, value });
};
