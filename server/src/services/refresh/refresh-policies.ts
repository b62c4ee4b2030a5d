import type { PluginConfig } from '../../config';
import type { App } from '../../store/apps';
import type { RefreshPolicy } from '../tokens/token-life';

/** How often tokens are refreshed ahead of need. The configuration fills in what an app omits. */
export const createRefreshPolicies = ({
  activeDays,
  idleIntervalDays,
}: Pick<PluginConfig['backgroundRefresh'], 'activeDays' | 'idleIntervalDays'>) => {
  const defaults: RefreshPolicy = { activeDays, idleIntervalDays };

  return {
    defaults,

    of: ({ backgroundRefresh }: Pick<App, 'backgroundRefresh'>): RefreshPolicy => ({
      activeDays: backgroundRefresh.activeDays ?? defaults.activeDays,
      idleIntervalDays: backgroundRefresh.idleIntervalDays ?? defaults.idleIntervalDays,
    }),
  };
};

export type RefreshPolicies = ReturnType<typeof createRefreshPolicies>;
