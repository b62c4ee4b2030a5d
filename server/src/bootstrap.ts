import type { Core } from '@strapi/strapi';

import { registerAuditEvents } from './audit-log';
import { registerCron } from './cron';
import { registerPermissions } from './permissions';
import { getService } from './services/registry';
import { persistTables } from './store/persisted-tables';

const bootstrap = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  await registerPermissions(strapi);
  await persistTables(strapi);
  await getService(strapi, 'store').secrets.checkKeys();
  getService(strapi, 'owner-lifecycle').subscribe();
  // Made here, outside of any request, because they keep the context they are made in.
  getService(strapi, 'refresh');
  getService(strapi, 'provider-clients');
  registerAuditEvents(strapi);
  getService(strapi, 're-encryption').startSoon();
  registerCron(strapi);
};

export default bootstrap;
