import type { Core } from '@strapi/strapi';

import type { PluginConfig } from './config';
import { PLUGIN_ID } from './constants';
import { getService } from './services/registry';

const EVERY_MINUTE = '* * * * *';
const EVERY_HOUR = '23 * * * *';

/** Strapi's cron runs on every instance; what must happen once is decided in the database. */
export const registerCron = (strapi: Core.Strapi): void => {
  const { backgroundRefresh } = strapi.config.get<PluginConfig>(`plugin::${PLUGIN_ID}`);

  const add = (name: string, rule: string, work: () => Promise<unknown>) =>
    strapi.cron.add({
      [`${PLUGIN_ID}.${name}`]: {
        task: async () => {
          try {
            await work();
          } catch (error) {
            strapi.log.error(`${PLUGIN_ID}: the ${name} failed: ${String(error)}`);
          }
        },
        options: { rule },
      },
    });

  add('flow-sweep', EVERY_MINUTE, () => getService(strapi, 'authorization').sweep());
  add('revocation-retry', EVERY_MINUTE, () => getService(strapi, 'revocations').retryDue());
  if (backgroundRefresh.enabled) {
    add('background-refresh', EVERY_MINUTE, () => getService(strapi, 'background-refresh').run());
  }
  // While instances change their keys one by one, those that still have the former key use it.
  add('re-encryption', EVERY_HOUR, () => getService(strapi, 're-encryption').run());
};
