import { bootStrapi, type BootedStrapi } from './strapi';
import type { DatabaseKind, TestDatabase } from '../databases/databases';

const BOOT_MS = 120_000;

/** Strapi on its own database. */
export interface StrapiOnDatabase {
  readonly database: TestDatabase;
  readonly booted: BootedStrapi;
}

/**
 * For the body of a `describe`: boots Strapi before its tests, without the background refresh, and
 * stops it after them. The result is usable from the next `beforeAll` on.
 */
export const strapiOn = (kind: DatabaseKind): StrapiOnDatabase => {
  let database: TestDatabase | undefined;
  let booted: BootedStrapi | undefined;

  beforeAll(async () => {
    database = await kind.create();
    const pluginConfig = { backgroundRefresh: { enabled: false } };
    booted = await bootStrapi({ database: database.address, pluginConfig });
  }, BOOT_MS);

  afterAll(async () => {
    await booted?.stop();
    await database?.drop();
  }, BOOT_MS);

  return {
    get database() {
      if (!database) throw new Error('the database is there when the tests begin');
      return database;
    },
    get booted() {
      if (!booted) throw new Error('Strapi is there when the tests begin');
      return booted;
    },
  };
};
