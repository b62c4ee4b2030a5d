import type { AppFault } from '../../../../server/src/contracts';
import {
  ConnectedAppsError,
  TAMPERED,
  type ConnectedAppsErrorCode,
} from '../../../../server/src/errors/connected-apps-error';
import { createAppFaults } from '../../../../server/src/services/apps/app-faults';
import { appRow } from '../../../support/databases/rows';

const NOW_MS = Date.UTC(2027, 0, 15, 8);
const NOW = '2027-01-15T08:00:00.000Z';
const EARLIER = '2027-01-14T20:00:00.000Z';

const errorOf = (code: ConnectedAppsErrorCode, reason?: string) =>
  new ConnectedAppsError(code, `It failed: ${code}.`, { reason });

const faultOf = (code: ConnectedAppsErrorCode, at = EARLIER): AppFault => ({
  code,
  reason: null,
  message: 'It failed before.',
  at,
  nextAttemptAt: null,
});

/** The stored faults by app key, and whether another connection shows that the app works. */
const setUp = ({ isAnyHealthy = false, currentKeyId = 'k1' as string | null } = {}) => {
  const stored = new Map<string, AppFault | null>();
  const warnings: string[] = [];
  const setFault = jest.fn(
    async (key: string, fault: AppFault | null) => void stored.set(key, fault)
  );
  const store = {
    apps: { setFault },
    neighbours: { isAnyHealthy: async () => isAnyHealthy },
    secrets: { currentKeyId: () => currentKeyId },
  };
  const faults = createAppFaults({
    clock: { now: () => NOW_MS },
    log: { warn: (message) => void warnings.push(message) },
    store,
  });
  return { faults, stored, setFault, warnings };
};

describe('the fault of an app', () => {
  it('that cannot be stored is told in the log, and changes no outcome', async () => {
    const { faults, setFault, warnings } = setUp();
    setFault.mockRejectedValue(new Error('the database is gone'));
    const app = appRow({ fault: faultOf('provider_unavailable') });
    await faults.clear(app);
    await faults.record(app, errorOf('provider_unavailable'));
    await faults.recordRefusedConnect(app, errorOf('provider_rejected', 'invalid_client'));
    expect(warnings).toHaveLength(3);
    expect(new Set(warnings)).toEqual(
      new Set([expect.stringMatching(/whether mail has a fault.*the database is gone/)])
    );
  });

  it('is stored with its message, its time and the next attempt', async () => {
    const { faults, stored } = setUp();
    const nextAttemptAtMs = NOW_MS + 60_000;
    await faults.record(appRow(), errorOf('provider_unavailable', 'http_503'), nextAttemptAtMs);
    expect(stored.get('mail')).toEqual({
      code: 'provider_unavailable',
      reason: 'http_503',
      message: 'It failed: provider_unavailable.',
      at: NOW,
      nextAttemptAt: '2027-01-15T08:01:00.000Z',
    });
  });

  it('keeps its start while it lasts, although the reason and the message change', async () => {
    const { faults, stored } = setUp();
    const app = appRow({ fault: faultOf('provider_unavailable') });
    await faults.record(app, errorOf('provider_unavailable', 'http_500'));
    expect(stored.get('mail')).toMatchObject({
      reason: 'http_500',
      message: 'It failed: provider_unavailable.',
      at: EARLIER,
      nextAttemptAt: null,
    });
  });

  it('starts now if a different one preceded it', async () => {
    const { faults, stored } = setUp();
    const app = appRow({ fault: faultOf('provider_unavailable') });
    await faults.record(app, errorOf('provider_rejected', 'invalid_client'));
    expect(stored.get('mail')).toMatchObject({ code: 'provider_rejected', at: NOW });
  });

  it('is not the missing encryption key of this Strapi, but is a secret of its own', async () => {
    const unreadable = errorOf('key_unavailable');
    const withoutKey = setUp({ currentKeyId: null });
    await withoutKey.faults.record(appRow(), unreadable);
    expect(withoutKey.stored.size).toBe(0);
    const withKey = setUp();
    await withKey.faults.record(appRow(), unreadable);
    expect(withKey.stored.get('mail')).toMatchObject({ code: 'key_unavailable', reason: null });
  });

  it('is recorded without an encryption key if it is about something else', async () => {
    const { faults, stored } = setUp({ currentKeyId: null });
    await faults.record(appRow(), errorOf('url_not_allowed', 'forbidden_address'));
    expect(stored.get('mail')).toMatchObject({ code: 'url_not_allowed' });
  });

  it('is never stored for tampering, which would outlast the repair', async () => {
    const { faults, stored } = setUp();
    await faults.record(appRow(), errorOf('key_unavailable', TAMPERED));
    expect(stored.size).toBe(0);
  });

  it('is cleared once the app works, and an app without one is not written', async () => {
    const { faults, stored } = setUp();
    await faults.clear(appRow());
    expect(stored.size).toBe(0);
    await faults.clear(appRow({ fault: faultOf('provider_rejected') }));
    expect([...stored]).toEqual([['mail', null]]);
  });
});

describe('a connect that the provider refuses', () => {
  it.each<[ConnectedAppsErrorCode, string | undefined]>([
    ['provider_rejected', 'invalid_client'],
    ['url_not_allowed', 'forbidden_address'],
    ['key_unavailable', undefined],
  ])('shows a fault of the app by %s (%s), however well others fare', async (code, reason) => {
    const { faults, stored } = setUp({ isAnyHealthy: true });
    await faults.recordRefusedConnect(appRow(), errorOf(code, reason));
    expect(stored.get('mail')).toMatchObject({ code, reason: reason ?? null });
  });

  it('shows a fault by a vague refusal only if no connection shows that the app works', async () => {
    const refusal = errorOf('provider_rejected', 'invalid_request');
    const alone = setUp();
    await alone.faults.recordRefusedConnect(appRow(), refusal);
    expect(alone.stored.get('mail')).toMatchObject({ reason: 'invalid_request' });
    const amongHealthy = setUp({ isAnyHealthy: true });
    await amongHealthy.faults.recordRefusedConnect(appRow(), refusal);
    expect(amongHealthy.stored.size).toBe(0);
  });

  it.each<[ConnectedAppsErrorCode, string | undefined]>([
    ['provider_unavailable', 'timeout'],
    ['provider_unavailable', 'http_500'],
    ['flow_invalid', 'access_denied'],
    ['flow_expired', undefined],
    ['needs_reconnect', 'invalid_grant'],
  ])('is a matter of this attempt alone by %s (%s)', async (code, reason) => {
    const { faults, stored } = setUp();
    await faults.recordRefusedConnect(appRow(), errorOf(code, reason));
    expect(stored.size).toBe(0);
  });

  it('says nothing about the app if it failed by an error of another kind', async () => {
    const { faults, stored } = setUp();
    await faults.recordRefusedConnect(appRow(), new TypeError('A fault in the plugin.'));
    await faults.recordRefusedConnect(appRow(), 'not an error');
    expect(stored.size).toBe(0);
  });
});
