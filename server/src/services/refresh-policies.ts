import type { Core } from '@strapi/strapi';

import type { PluginConfig } from '../config';
import { PLUGIN_ID } from '../constants';
import type { App } from '../store/apps';
import type { RefreshPolicy } from './token-life';

/** How often tokens are renewed ahead of need: what an app leaves open, the configuration says. */
export const createRefreshPolicies = ({ strapi }: { strapi: Core.Strapi }) => {
  const config = strapi.config.get<PluginConfig>(`plugin::${PLUGIN_ID}`).backgroundRefresh;
  const defaults: RefreshPolicy = {
    activeDays: config.activeDays,
    idleIntervalDays: config.idleIntervalDays,
  };

  return {
    defaults,

    of: ({ backgroundRefresh }: Pick<App, 'backgroundRefresh'>): RefreshPolicy => ({
      activeDays: backgroundRefresh.activeDays ?? defaults.activeDays,
      idleIntervalDays: backgroundRefresh.idleIntervalDays ?? defaults.idleIntervalDays,
    }),
  };
};

export type RefreshPolicies = ReturnType<typeof createRefreshPolicies>;
