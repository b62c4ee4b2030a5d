import type { Core } from '@strapi/strapi';

import type { PluginConfig } from './config';
import { PLUGIN_ID } from './constants';
import { getService } from './services/registry';

const EVERY_MINUTE = '* * * * *';

/** Strapi's cron runs on every instance; what must happen once is decided by leases. */
export const registerCron = (strapi: Core.Strapi): void => {
  const { backgroundRefresh } = strapi.config.get<PluginConfig>(`plugin::${PLUGIN_ID}`);

  const addEachMinute = (name: string, run: () => Promise<unknown>) => {
    const task = async () => {
      try {
        await run();
      } catch (error) {
        strapi.log.error(`${PLUGIN_ID}: the ${name} failed: ${String(error)}`);
      }
    };
    const key = `${PLUGIN_ID}.${name.replaceAll(' ', '-')}`;
    strapi.cron.add({ [key]: { task, options: { rule: EVERY_MINUTE } } });
  };

  addEachMinute('retry of revocations', () => getService(strapi, 'revocations').retryDue());
  if (!backgroundRefresh.enabled) return;
  addEachMinute('background refresh', () => getService(strapi, 'background-refresh').run());
};
