import type { Store } from '../../store';
import type { App } from '../../store/apps';
import { createBackgroundRun, type BackgroundRunCounts, type RunParts } from './background-run';
import { createSharedRun } from '../../lib/shared-run';
import { createTurns } from '../../lib/turns';

interface BackgroundRefreshParts extends RunParts {
  store: Pick<Store, 'apps'>;
}

/**
 * Refreshes connections before they expire, without a person present. Every instance runs it each
 * minute; only one of them claims each connection.
 */
export const createBackgroundRefresh = ({ store, ...parts }: BackgroundRefreshParts) => {
  const { apps } = store;
  const { breaker, config } = parts;
  const hostTurns = createTurns(config.concurrencyPerHost);

  /**
   * Omits apps that are disabled, entirely or for the background, apps whose destinations are not
   * intact, and apps whose provider is down.
   */
  const listApps = async (): Promise<App[]> => {
    const openApps = breaker.openApps();
    return (await apps.list()).filter(
      (app) =>
        app.enabled &&
        app.backgroundRefresh.enabled &&
        app.destinationsCheck === 'intact' &&
        !openApps.includes(app.key)
    );
  };

  const { run, stop, isStopping } = createSharedRun(async (): Promise<BackgroundRunCounts> =>
    createBackgroundRun(parts, { apps: await listApps(), hostTurns, isStopping }).run()
  );

  /** `run` refreshes the due connections. */
  return { run, stop };
};

export type BackgroundRefresh = ReturnType<typeof createBackgroundRefresh>;
