import type { Core } from '@strapi/strapi';

import { registerAuditEvents } from './audit-log';
import { internalsOf } from './composition';
import { registerCron } from './cron';
import { registerPermissions } from './permissions';
import { warnOfUncheckedCertificates } from './services/runtime/unchecked-certificates';
import { compareByteForByte } from './store/byte-for-byte';
import { migrateFrom010 } from './store/migration-from-0-1-0';
import { persistTables } from './store/persisted-tables';

const bootstrap = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  const { store, addresses, ownerLifecycle, reEncryption, jobs } = internalsOf(strapi);
  // First, because the steps after it look up rows.
  await compareByteForByte(strapi);
  await registerPermissions(strapi);
  await persistTables(strapi);
  await migrateFrom010(strapi);
  await store.secrets.checkKeys();
  addresses.warnOfProblem();
  warnOfUncheckedCertificates(strapi);
  ownerLifecycle.subscribe();
  registerAuditEvents(strapi);
  reEncryption.startSoon();
  registerCron(strapi, jobs);
};

export default bootstrap;
