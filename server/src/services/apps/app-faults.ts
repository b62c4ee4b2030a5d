import {
  isConnectedAppsError,
  TAMPERED,
  type ConnectedAppsError,
  type ConnectedAppsErrorCode,
} from '../../errors/connected-apps-error';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { Clock } from '../runtime/clock';
import { failureKindOf } from '../refresh/whose-fault';

/** A fault that continues keeps its start time. */
const beginningOf = ({ fault }: App, code: ConnectedAppsErrorCode, nowMs: number): string =>
  fault?.code === code ? fault.at : new Date(nowMs).toISOString();

interface AppFaultParts {
  clock: Clock;
  store: Pick<Store, 'apps' | 'neighbours' | 'secrets'>;
}

/** Records the fault that keeps an app from working, for every instance and page. */
export const createAppFaults = ({ clock, store }: AppFaultParts) => {
  const { apps, neighbours, secrets } = store;

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

  return {
    record,

    /**
     * Records a connect that the provider refused as a fault of the app, if the provider refused
     * the client, or if no connection shows that the app works. Otherwise only this attempt failed.
     */
    async recordRefusedConnect(app: App, error: unknown): Promise<void> {
      if (!isConnectedAppsError(error)) return;
      const kind = failureKindOf(error);
      if (kind === 'refused') {
        if (await neighbours.isAnyHealthy(app.key)) return;
      } else if (kind !== 'client') return;
      await record(app, error);
    },

    /** Clears the fault, because the app works. */
    async clear({ key, fault }: App): Promise<void> {
      if (fault === null) return;
      await apps.setFault(key, null);
    },
  };
};

export type AppFaults = ReturnType<typeof createAppFaults>;
