import type { Core } from '@strapi/strapi';

import type { Health } from '../contracts';
import { ENCRYPTION_MESSAGES } from '../store/secrets';
import { getService } from './registry';

/** What needs an administrator's hand before secrets can be stored and read. */
export const createHealth = ({ strapi }: { strapi: Core.Strapi }) => ({
  async read(): Promise<Health> {
    const { secrets, apps } = getService(strapi, 'store');
    const encryption = secrets.state();
    const unreadableSecrets = encryption === 'ready' ? await apps.countUnreadableSecrets() : 0;
    return { encryption, message: ENCRYPTION_MESSAGES[encryption], unreadableSecrets };
  },
});
