import { PLUGIN_ID } from '../../constants';
import {
  isConnectedAppsError,
  TAMPERED,
  type ConnectedAppsError,
  type ConnectedAppsErrorCode,
} from '../../errors/connected-apps-error';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { Clock } from '../runtime/clock';
import type { Log } from '../runtime/log';
import { failureKindIn } from '../refresh/whose-fault';

/** A fault that continues keeps its start time. */
const beginningOf = ({ fault }: App, code: ConnectedAppsErrorCode, nowMs: number): string =>
  fault?.code === code ? fault.at : new Date(nowMs).toISOString();

interface AppFaultParts {
  clock: Pick<Clock, 'now'>;
  log: Pick<Log, 'warn'>;
  store: {
    apps: Pick<Store['apps'], 'setFault'>;
    neighbours: Pick<Store['neighbours'], 'isAnyHealthy'>;
    secrets: Pick<Store['secrets'], 'currentKeyId'>;
  };
}

/**
 * Records the fault that keeps an app from working, for every instance and page. If that cannot be
 * stored, the log says so, and what else happened stays as it is: a token, a connection or an error.
 */
export const createAppFaults = ({ clock, log, store }: AppFaultParts) => {
  const { apps, neighbours, secrets } = store;

  const orWarn = async ({ key }: App, work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      log.warn(`${PLUGIN_ID}: whether ${key} has a fault could not be stored: ${String(error)}`);
    }
  };

  const record = async (
    app: App,
    { code, reason, message }: Pick<ConnectedAppsError, 'code' | 'reason' | 'message'>,
    nextAttemptAtMs: number | null = null
  ): Promise<void> => {
    // No single app is at fault for a missing or wrong key. The health banner reports it.
    if (code === 'key_unavailable' && secrets.currentKeyId() === null) return;
    // The app's state reports tampering itself, as long as it lasts.
    if (reason === TAMPERED) return;
    const at = beginningOf(app, code, clock.now());
    const nextAttemptAt = nextAttemptAtMs === null ? null : new Date(nextAttemptAtMs).toISOString();
    await apps.setFault(app.key, {
      code,
      reason: reason ?? null,
      message,
      at,
      nextAttemptAt,
    });
  };

  const recordRefusedConnect = async (app: App, error: ConnectedAppsError): Promise<void> => {
    const kind = failureKindIn(app, error);
    if (kind === 'refused') {
      if (await neighbours.isAnyHealthy(app.key)) return;
    } else if (kind !== 'client') return;
    await record(app, error);
  };

  return {
    record: (...[app, error, nextAttemptAtMs]: Parameters<typeof record>) =>
      orWarn(app, record(app, error, nextAttemptAtMs)),

    /**
     * Records a connect that the provider refused as a fault of the app, if the provider refused
     * the client, or if no connection shows that the app works. Otherwise only this attempt failed.
     */
    async recordRefusedConnect(app: App, error: unknown): Promise<void> {
      if (isConnectedAppsError(error)) await orWarn(app, recordRefusedConnect(app, error));
    },

    /** Clears the fault, because the app works. */
    async clear(app: App): Promise<void> {
      if (app.fault !== null) await orWarn(app, apps.setFault(app.key, null));
    },
  };
};

export type AppFaults = ReturnType<typeof createAppFaults>;
