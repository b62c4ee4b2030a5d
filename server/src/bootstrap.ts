import type { Core } from '@strapi/strapi';

import { registerPermissions } from './permissions';
import { getService } from './services/registry';
import { persistTables } from './store/persisted-tables';

const bootstrap = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  await registerPermissions(strapi);
  await persistTables(strapi);
  await getService(strapi, 'store').secrets.checkCurrentKey();
  getService(strapi, 'owner-lifecycle').subscribe();
  getService(strapi, 'refresh');
};

export default bootstrap;
