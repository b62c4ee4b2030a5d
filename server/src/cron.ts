import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from './constants';
import type { Job } from './jobs';

/** Strapi's cron runs on every instance. For work that must happen once, the database decides. */
export const registerCron = (strapi: Core.Strapi, jobs: readonly Job[]): void => {
  for (const { name, schedule, run } of jobs) {
    if (schedule === null) continue;
    strapi.cron.add({
      [`${PLUGIN_ID}.${name}`]: {
        task: async () => {
          try {
            await run();
          } catch (error) {
            strapi.log.error(`${PLUGIN_ID}: the ${name} failed: ${String(error)}`);
          }
        },
        options: { rule: schedule },
      },
    });
  }
};
