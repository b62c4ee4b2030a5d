import type { Core } from '@strapi/strapi';

import { UID } from '../constants';

/** The state of the database, without a query. */
export const createDatabaseState = (strapi: Core.Strapi) => ({
  /** Strapi knows the tables from the start of its bootstrap, before any plugin's bootstrap. */
  isReady: (): boolean => strapi.db?.metadata.has(UID.connection) ?? false,

  /** Whether the caller is in a transaction. */
  inTransaction: (): boolean => strapi.db.inTransaction(),
});
