import type { Core } from '@strapi/strapi';

import type { PluginConfig } from './config';
import { PLUGIN_ID } from './constants';
import { getService } from './services/registry';

const EVERY_MINUTE = '* * * * *';

/** Strapi's cron runs on every instance; what must happen once is decided by leases. */
export const registerCron = (strapi: Core.Strapi): void => {
  const { backgroundRefresh } = strapi.config.get<PluginConfig>(`plugin::${PLUGIN_ID}`);

  const everyMinute = (name: string, work: () => Promise<unknown>) =>
    strapi.cron.add({
      [`${PLUGIN_ID}.${name}`]: {
        task: async () => {
          try {
            await work();
          } catch (error) {
            strapi.log.error(`${PLUGIN_ID}: ${name} failed: ${String(error)}`);
          }
        },
        options: { rule: EVERY_MINUTE },
      },
    });

  everyMinute('flow-sweep', () => getService(strapi, 'authorization').sweep());
  if (backgroundRefresh.enabled) {
    everyMinute('background-refresh', () => getService(strapi, 'background-refresh').run());
  }
};
