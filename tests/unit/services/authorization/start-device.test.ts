import { ConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import type { DeviceAuthorization, OAuthClient } from '../../../../server/src/oauth/client';
import { withStandard } from '../../../../server/src/protocol-settings';
import type { PreparedStart } from '../../../../server/src/services/authorization/prepared-start';
import { createDeviceStart } from '../../../../server/src/services/authorization/start-device';
import type { App } from '../../../../server/src/store/apps';
import { appRow } from '../../../support/databases/rows';

const NOW_MS = 1_800_000_000_000;

const DEVICE: DeviceAuthorization = {
  deviceCode: 'device code',
  userCode: 'WDJB-MJHT',
  verificationUri: 'https://device.example.com/activate',
  verificationUriComplete: null,
  lifetimeSeconds: 900,
  intervalSeconds: 7,
};

const setUp = (app: Partial<App> = {}, authorize = async () => DEVICE) => {
  const saved: unknown[] = [];
  const judged: unknown[] = [];
  const authorizeDevice = jest.fn(authorize);
  const prepared: PreparedStart = {
    flow: { appKey: 'mail', owner: { kind: 'shared' }, account: 'default', startedBy: 'jane' },
    app: appRow({ protocol: withStandard({ grantType: 'device_code' }), ...app }),
    client: { authorizeDevice } as Partial<OAuthClient> as OAuthClient,
    scopes: ['mail.read'],
    values: {},
    returnTo: null,
  };
  const start = createDeviceStart(
    {
      clock: { now: () => NOW_MS, monotonicMs: () => 0 },
      appFaults: { recordRefusedConnect: async (_app, error) => void judged.push(error) },
      providerClients: { formRules: { assertUrlAllowed: (url) => new URL(url) } },
    },
    async (_prepared, own) => {
      saved.push(own);
      return 'flow-1';
    }
  );
  return { start: () => start(prepared), saved, judged, authorizeDevice };
};

describe('the start of a flow with a device code', () => {
  it('shows the code to the person, and keeps the device code for the polls', async () => {
    const { start, saved, authorizeDevice } = setUp();
    const expiresAt = new Date(NOW_MS + 900_000);
    await expect(start()).resolves.toEqual({
      kind: 'device',
      flow: 'flow-1',
      userCode: 'WDJB-MJHT',
      verificationUri: 'https://device.example.com/activate',
      verificationUriComplete: null,
      expiresAt,
      intervalSeconds: 7,
      appName: 'Mail',
    });
    expect(authorizeDevice).toHaveBeenCalledWith({ scopes: ['mail.read'] });
    const nextPollAt = new Date(NOW_MS + 7_000);
    const device = { deviceCode: 'device code', intervalSeconds: 7, nextPollAt };
    expect(saved).toEqual([expect.objectContaining({ codeVerifier: null, expiresAt, device })]);
  });

  it('stores nothing if the provider issues no code, and the app may be at fault', async () => {
    const refusal = new ConnectedAppsError('provider_rejected', 'Refused.');
    const { start, saved, judged } = setUp({}, () => Promise.reject(refusal));
    await expect(start()).rejects.toBe(refusal);
    expect([saved, judged]).toEqual([[], [refusal]]);
  });

  it('asks for no code if an address waits for a value of a callback', async () => {
    const { start, authorizeDevice } = setUp({
      tokenEndpoint: 'https://{host}.example.com/token',
      variables: [
        { name: 'host', label: '', source: 'callback', from: 'host', example: '', pattern: '' },
      ],
    });
    await expect(start()).rejects.toMatchObject({ reason: 'value_missing' });
    expect(authorizeDevice).not.toHaveBeenCalled();
  });
});
