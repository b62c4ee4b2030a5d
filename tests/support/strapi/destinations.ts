import { UID } from '../../../server/src/constants';
import type { App } from '../../../server/src/store/apps';
import { createDestinationsMac } from '../../../server/src/store/destinations-mac';
import type { BootedStrapi } from './strapi';

/** Writes destinations directly to the database, with the MAC that the plugin would store. */
export const writeDestinations = async (
  { strapi, internals }: Pick<BootedStrapi, 'strapi' | 'internals'>,
  key: string,
  changes: Partial<App>
): Promise<void> => {
  const { secrets, apps } = internals.store;
  const app = await apps.find(key);
  if (!app) throw new Error(`there is no app ${key}`);
  const destinationsMac = createDestinationsMac(strapi, secrets).of({ ...app, ...changes });
  const data = { ...changes, destinationsMac };
  await strapi.db.query(UID.app).update({ where: { key }, data });
};
