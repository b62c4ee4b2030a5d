import type { Core } from '@strapi/strapi';

import type { PluginConfig } from './config';
import { PLUGIN_ID } from './constants';
import { getService } from './services/registry';

const EVERY_MINUTE = '* * * * *';

/** Strapi's cron runs on every instance; what must happen once is decided by leases. */
export const registerCron = (strapi: Core.Strapi): void => {
  const { backgroundRefresh } = strapi.config.get<PluginConfig>(`plugin::${PLUGIN_ID}`);
  if (!backgroundRefresh.enabled) return;
  strapi.cron.add({
    [`${PLUGIN_ID}.background-refresh`]: {
      task: async () => {
        try {
          await getService(strapi, 'background-refresh').run();
        } catch (error) {
          strapi.log.error(`${PLUGIN_ID}: the background refresh failed: ${String(error)}`);
        }
      },
      options: { rule: EVERY_MINUTE },
    },
  });
};
