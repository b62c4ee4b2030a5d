import { setImmediate as nextTurn } from 'node:timers/promises';

import { ConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import { createCircuitBreaker } from '../../../../server/src/services/refresh/circuit-breaker';
import { createRefreshFailures } from '../../../../server/src/services/refresh/refresh-failures';
import { toFreshToken } from '../../../../server/src/services/tokens/fresh-token';
import type { Store } from '../../../../server/src/store';
import type { Connection, StoredFault } from '../../../../server/src/store/connections';
import type { NeighbourFacts } from '../../../../server/src/store/neighbours';
import { appRow, connectionRow } from '../../../support/databases/rows';
import { only } from '../../../support/elements';

const NOW_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SHARED = { kind: 'shared' } as const;

const at = (ms: number) => new Date(NOW_MS + ms);

const grantEnded = new ConnectedAppsError('needs_reconnect', '', { reason: 'invalid_grant' });
const clientRefused = new ConnectedAppsError('provider_rejected', '', { reason: 'invalid_client' });
const refused = new ConnectedAppsError('provider_rejected', 'Refused.', { reason: 'http_400' });
const down = new ConnectedAppsError('provider_unavailable', '', { retryAfterSeconds: 120 });

const FAULT: StoredFault = {
  ...{ blame: 'unknown', code: 'provider_rejected', reason: 'http_400', message: 'Refused.' },
  ...{ at: at(-HOUR_MS).toISOString(), retryNotBefore: null, isOwnerTold: true },
};

/** Refused twice, while others of the app were refreshed: one more refusal is final. */
const TWICE = { failureCount: 2, strikes: 2, failingSince: at(-HOUR_MS), fault: FAULT };
const OTHERS_ARE_REFRESHED = { lastRefreshedAt: at(-1) };

type Ending = Parameters<Store['connections']['markNeedsReconnect']>;
type Recording = Parameters<Store['connections']['recordFailure']>;

/** A connection whose refresh has failed, and what is known about the others of its app. */
const setUp = (changes: Partial<Connection> = {}, known: Partial<NeighbourFacts> = {}) => {
  let nowMs = NOW_MS;
  const connection = connectionRow(changes);
  const end = jest.fn<Promise<boolean>, Ending>(async () => true);
  const record = jest.fn<Promise<boolean>, Recording>(async () => true);
  const connections: Partial<Store['connections']> = {
    markNeedsReconnect: end,
    recordFailure: record,
  };
  const neighbours: Partial<Store['neighbours']> = {
    of: async () => ({ lastRefreshedAt: null, failingCodes: [], healthy: [], ...known }),
  };
  const clock = { now: () => nowMs, monotonicMs: () => nowMs };
  const breaker = createCircuitBreaker({ clock });
  const appFaults = { record: jest.fn(async () => {}), clear: jest.fn(async () => {}) };
  const [emit, error] = [jest.fn(), jest.fn()];
  const compareWith = jest.fn(async (_healthy: Connection): Promise<unknown> => undefined);
  const { handle, assertMayAsk } = createRefreshFailures({
    clock,
    log: { debug: error, info: error, warn: error, error },
    store: { connections, neighbours } as Pick<Store, 'connections' | 'neighbours'>,
    owners: { isAllowed: async (owner) => owner.kind === 'shared' },
    breaker,
    appFaults,
    responses: { currentlyStored: async (row) => toFreshToken(row, 'newer', at(0)) },
    events: { emit },
  });
  const fail = (failure: ConnectedAppsError, isByHand = false, app = appRow()) =>
    handle(connection, app, failure, { isByHand, isComparison: false }, compareWith);
  const mocks = { end, record, appFaults, emit, error, compareWith };
  return { ...mocks, fail, assertMayAsk, breaker, passMs: (ms: number) => (nowMs += ms) };
};

describe('a grant that the provider has ended', () => {
  it('needs its owner, who is told once, and shows that the provider works', async () => {
    const { fail, end, emit, breaker, appFaults } = setUp();
    breaker.open('mail', { uid: 'x', code: 'provider_unavailable', retryAfterSeconds: 60 });
    const app = appRow({ fault: { ...FAULT, code: 'provider_unavailable', nextAttemptAt: null } });
    const thrown = { code: 'needs_reconnect', message: expect.stringContaining('Press Reconnect') };
    await expect(fail(grantEnded, false, app)).rejects.toMatchObject(thrown);
    const [, ending] = only(end.mock.calls);
    expect(ending).toMatchObject({ reason: 'invalid_grant', at: at(0), nextRefreshAt: null });
    const state = expect.objectContaining({ name: 'needs_reconnect', turn: 'owner' });
    const told = ['needs-reconnect', expect.anything(), { reason: 'invalid_grant', state }];
    expect(emit.mock.calls).toEqual([told]);
    expect(breaker.isOpen('mail')).toBe(false);
    expect(appFaults.clear).toHaveBeenCalledWith(app);

    const again = setUp({ status: 'needs_reconnect', statusReason: 'refused' });
    await expect(again.fail(grantEnded)).rejects.toMatchObject({ code: 'needs_reconnect' });
    expect(again.emit).not.toHaveBeenCalled();
  });

  it('was lost with a rotated token if another process held the lease before', async () => {
    const { fail } = setUp({ leaseOwner: 'a process that was killed' });
    await expect(fail(grantEnded)).rejects.toMatchObject({ reason: 'rotation_lost' });
  });

  it('is alive after all if another process has stored a newer token', async () => {
    const { fail, end, emit } = setUp();
    end.mockResolvedValue(false);
    await expect(fail(grantEnded)).resolves.toMatchObject({ accessToken: 'newer' });
    expect(emit).not.toHaveBeenCalled();
  });
});

describe('a failure that ends nothing', () => {
  it('is told to the owner once in a series, and never if the row has moved on', async () => {
    const first = setUp();
    await expect(first.fail(refused)).rejects.toBe(refused);
    const [, failure] = only(first.record.mock.calls);
    expect(failure).toMatchObject({ failureCount: 1, failingSince: at(0), strikes: 1 });
    expect(first.emit).toHaveBeenCalledWith('failing', expect.anything(), expect.anything());

    const second = setUp({ failureCount: 1, failingSince: at(-1), fault: FAULT });
    await expect(second.fail(refused)).rejects.toBe(refused);
    const [, repeated] = only(second.record.mock.calls);
    expect(repeated).toMatchObject({ failureCount: 2, failingSince: at(-1) });

    const late = setUp();
    late.record.mockResolvedValue(false);
    await expect(late.fail(refused)).rejects.toBe(refused);
    for (const { emit } of [second, late]) expect(emit).not.toHaveBeenCalled();
  });

  it("is no news for the owner while it is the provider's, and waits for its Retry-After", async () => {
    const { fail, record, emit } = setUp({}, { healthy: [connectionRow({ owner: SHARED })] });
    await expect(fail(down)).rejects.toBe(down);
    const [, { fault, nextRefreshAt }] = only(record.mock.calls);
    const retryNotBefore = at(120_000).toISOString();
    expect(fault).toMatchObject({ blame: 'provider', retryNotBefore, isOwnerTold: false });
    expect(Number(nextRefreshAt)).toBeGreaterThanOrEqual(NOW_MS + 120_000);
    expect(emit).not.toHaveBeenCalled();
  });

  it('of the app opens the circuit, and is recorded there once, however many show it', async () => {
    const { fail, breaker, appFaults } = setUp();
    for (let count = 0; count < 3; count += 1) {
      await expect(fail(clientRefused)).rejects.toBe(clientRefused);
    }
    expect(breaker.isOpen('mail')).toBe(true);
    expect(appFaults.record).toHaveBeenCalledTimes(1);
  });
});

describe('a connection that is refused while others are refreshed', () => {
  it('ends, and is tried again a day later, but never ends by the press of a button', async () => {
    const { fail, end, record } = setUp(TWICE, OTHERS_ARE_REFRESHED);
    await expect(fail(refused, true)).rejects.toBe(refused);
    expect(only(record.mock.calls)[1]).toMatchObject({ strikes: 2 });
    await expect(fail(refused)).rejects.toMatchObject({ reason: 'refused' });
    expect(only(end.mock.calls)[1]).toMatchObject({ nextRefreshAt: at(DAY_MS) });
  });

  it('does not end by strikes from the time when the provider itself failed', async () => {
    const fault: StoredFault = { ...FAULT, code: 'provider_unavailable' };
    const { fail, record } = setUp({ ...TWICE, fault }, OTHERS_ARE_REFRESHED);
    await expect(fail(refused)).rejects.toBe(refused);
    expect(only(record.mock.calls)[1]).toMatchObject({ strikes: 1 });
  });

  it.each([
    [0.5, 1],
    [6, 7],
    [7, null],
  ])('that was tried %d days after its end waits for day: %p', async (day, next) => {
    const needsReconnectSince = at(-day * DAY_MS);
    const { fail, record, emit } = setUp({ status: 'needs_reconnect', needsReconnectSince });
    await expect(fail(refused)).rejects.toBe(refused);
    const nextRefreshAt = next === null ? null : at((next - day) * DAY_MS);
    expect(only(record.mock.calls)[1]).toMatchObject({ nextRefreshAt });
    expect(emit).not.toHaveBeenCalled();
  });
});

it('a suspicious refusal is compared, once a minute, with a connection that may be used', async () => {
  const usable = connectionRow({ uid: 'usable', owner: SHARED });
  const healthy = [connectionRow({ uid: 'deactivated' }), usable];
  const { fail, compareWith, error, passMs } = setUp({ failureCount: 1, strikes: 1 }, { healthy });
  compareWith.mockRejectedValueOnce(down).mockRejectedValueOnce(new Error('a fault of ours'));
  for (const waitMs of [0, 59_999, 1]) {
    passMs(waitMs);
    await expect(fail(refused)).rejects.toBe(refused);
  }
  await nextTurn();
  expect(compareWith.mock.calls).toEqual([[usable], [usable]]);
  expect(error.mock.calls).toEqual([[expect.stringContaining('a fault of ours')]]);
});

it('a person may ask before the next try is due, but never before the Retry-After', () => {
  const { assertMayAsk, passMs } = setUp();
  const fault = { ...FAULT, retryNotBefore: at(60_000).toISOString() };
  const failing = connectionRow({ failureCount: 1, fault, nextRefreshAt: at(HOUR_MS) });
  const ask = (isByHand: boolean) => () => assertMayAsk(failing, { isByHand });
  passMs(500);
  expect(ask(true)).toThrow(expect.objectContaining({ retryAfterSeconds: 60 }));
  passMs(59_500);
  expect(ask(true)).not.toThrow();
  expect(ask(false)).toThrow(expect.objectContaining({ retryAfterSeconds: 3_540 }));
  passMs(HOUR_MS);
  expect(ask(false)).not.toThrow();
});
