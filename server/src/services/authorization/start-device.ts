import { newState } from '../../oauth/random';
import type { AppFaults } from '../apps/app-faults';
import type { ProviderClients } from '../apps/provider-clients';
import type { Clock } from '../runtime/clock';
import { valuesOfProvider } from './connection-values';
import type { PreparedStart, SaveStart } from './prepared-start';

/** What the panel shows to the person (RFC 8628 §3.3). */
export interface StartedDeviceFlow {
  kind: 'device';
  /** The flow's uid, which the panel polls with. */
  flow: string;
  userCode: string;
  verificationUri: string;
  verificationUriComplete: string | null;
  expiresAt: Date;
  intervalSeconds: number;
  appName: string;
}

export interface DeviceStartParts {
  clock: Clock;
  appFaults: Pick<AppFaults, 'recordRefusedConnect'>;
  providerClients: { formRules: Pick<ProviderClients['formRules'], 'assertUrlAllowed'> };
}

/** The first step with a device code: the provider issues the code that the person enters there. */
export const createDeviceStart =
  ({ clock, appFaults, providerClients }: DeviceStartParts, save: SaveStart) =>
  async (prepared: PreparedStart): Promise<StartedDeviceFlow> => {
    const { app, client, scopes } = prepared;
    const { assertUrlAllowed } = providerClients.formRules;
    // There is no callback, so an address that waits for a value of it would never be complete.
    valuesOfProvider(app, 'callback', () => null, assertUrlAllowed);
    const startedAtMs = clock.now();
    const device = await client.authorizeDevice({ scopes }).catch(async (error: unknown) => {
      await appFaults.recordRefusedConnect(app, error);
      throw error;
    });
    const { deviceCode, intervalSeconds, lifetimeSeconds } = device;
    const expiresAt = new Date(startedAtMs + lifetimeSeconds * 1_000);
    const nextPollAt = new Date(clock.now() + intervalSeconds * 1_000);
    const flow = await save(prepared, {
      // The column needs a value. This one is sent to nobody, so no callback can name it.
      state: newState(),
      codeVerifier: null,
      nonce: null,
      redirectUri: '',
      expiresAt,
      device: { deviceCode, intervalSeconds, nextPollAt },
    });
    return {
      kind: 'device',
      flow,
      userCode: device.userCode,
      verificationUri: device.verificationUri,
      verificationUriComplete: device.verificationUriComplete,
      expiresAt,
      intervalSeconds,
      appName: app.name,
    };
  };
