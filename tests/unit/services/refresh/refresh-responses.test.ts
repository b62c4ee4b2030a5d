import { setImmediate as nextTurn } from 'node:timers/promises';

import type { TokenResult } from '../../../../server/src/oauth/client';
import { createRefreshResponses } from '../../../../server/src/services/refresh/refresh-responses';
import type { Store } from '../../../../server/src/store';
import type { Connection, TokensToStore } from '../../../../server/src/store/connections';
import { appRow, connectionRow } from '../../../support/databases/rows';
import { nth, only } from '../../../support/elements';

/** The waits of the part, which end when the test says so. */
const mockWaits: { ms: number; end(): void }[] = [];

jest.mock('node:timers/promises', () => ({
  ...jest.requireActual<object>('node:timers/promises'),
  setTimeout: (ms: number) => new Promise<void>((end) => mockWaits.push({ ms, end })),
}));

const NOW_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const RESULT: TokenResult = {
  accessToken: 'renewed',
  refreshToken: 'rotated',
  tokenType: 'Bearer',
  requestedAtMs: NOW_MS,
  expiresAt: new Date(NOW_MS + HOUR_MS),
  scopes: ['mail.read'],
  subject: null,
  claims: null,
  account: null,
  kept: {},
};

const APP = appRow({
  fault: { code: 'provider_unavailable', reason: null, message: '', at: '', nextAttemptAt: null },
});

const neverLogged = (message: string) => {
  throw new Error(`unexpected in the log: ${message}`);
};

/** Responses for one row. `steps` are the effects, in their order. */
const setUp = (row: Partial<Connection> = {}) => {
  const connection = connectionRow({ connectedAt: new Date(NOW_MS - DAY_MS), ...row });
  const stored = new Map<string, Connection>([[connection.uid, connection]]);
  const steps: string[] = [];
  const kept: TokensToStore[] = [];
  const save = jest.fn(async ({ uid, tokenVersion }: Connection, tokens: TokensToStore) => {
    const current = stored.get(uid);
    if (current?.tokenVersion !== tokenVersion) return false;
    stored.set(uid, { ...current, tokenVersion: tokenVersion + 1 });
    kept.push(tokens);
    steps.push('saved');
    return true;
  });
  const emit = jest.fn((name: string, _of: object, _details?: object) => void steps.push(name));
  const error = jest.fn<void, [string]>();
  const revoked: unknown[] = [];
  const connections: Pick<Store['connections'], 'findByUid' | 'openAccessToken'> = {
    findByUid: async (uid) => stored.get(uid) ?? null,
    openAccessToken: () => 'stored by another process',
  };
  const responses = createRefreshResponses({
    clock: { now: () => NOW_MS, monotonicMs: () => 0 },
    log: { debug: neverLogged, info: neverLogged, warn: neverLogged, error },
    store: { connections } as Pick<Store, 'connections'>,
    groupedSaves: { save },
    policies: { of: () => ({ activeDays: 7, idleIntervalDays: 30 }) },
    revocations: { prepare: async (_app, list) => () => void revoked.push(...list) },
    appFaults: { clear: async () => void steps.push('fault cleared') },
    events: { emit },
  });
  const keep = (changes: Partial<TokenResult> = {}, usedAt?: Date) => {
    const result = { ...RESULT, ...changes };
    return responses.keep({ connection, app: APP, refreshToken: 'current', result, usedAt });
  };
  return { responses, connection, stored, steps, kept, save, emit, error, revoked, keep };
};

beforeEach(() => {
  mockWaits.length = 0;
});

describe('a response', () => {
  it('is saved before anything else follows from it, and its token is as of the new row', async () => {
    const { keep, steps, kept } = setUp();
    await expect(keep()).resolves.toMatchObject({ accessToken: 'renewed', tokenVersion: 2 });
    expect(steps).toEqual(['saved', 'fault cleared', 'refreshed']);
    expect(only(kept)).toMatchObject({ refreshToken: 'rotated', scopesGranted: ['mail.read'] });
  });

  it('without a refresh token leaves the current one in force', async () => {
    const { keep, kept } = setUp();
    await keep({ refreshToken: null });
    expect(only(kept).refreshToken).toBe('current');
  });

  it('is announced as a connection that works, without its tokens', async () => {
    const { keep, emit } = setUp({ failureCount: 3, status: 'needs_reconnect' });
    await keep();
    expect(emit).toHaveBeenCalledWith('refreshed', expect.anything(), {
      state: expect.objectContaining({ name: 'connected', isTokenValid: true, fault: null }),
    });
    expect(JSON.stringify(nth(emit.mock.calls, 0)[2])).not.toMatch(/renewed|rotated|current/);
  });

  it('is refreshed ahead of need while somebody uses it, or has lately connected again', async () => {
    const [used, idle, connectedAgain] = [
      setUp({ connectedAt: new Date(0) }),
      setUp({ connectedAt: new Date(0), lastUsedAt: new Date(NOW_MS - 8 * DAY_MS) }),
      setUp({ connectedAt: new Date(NOW_MS - DAY_MS), lastUsedAt: new Date(0) }),
    ];
    await used.keep({}, new Date(NOW_MS));
    await idle.keep();
    await connectedAgain.keep();
    const nextMs = ({ kept }: typeof used) => Number(only(kept).nextRefreshAt) - NOW_MS;
    expect(nextMs(used)).toBeLessThan(HOUR_MS);
    expect(nextMs(connectedAgain)).toBeLessThan(HOUR_MS);
    expect(nextMs(idle)).toBeGreaterThan(20 * DAY_MS);
    expect(only(used.kept).lastUsedAt).toEqual(new Date(NOW_MS));
    expect(only(idle.kept)).not.toHaveProperty('lastUsedAt');
  });
});

describe('a response that the database does not accept', () => {
  it('serves callers from memory, and is saved again and again, less and less often', async () => {
    const { responses, keep, save, steps, connection } = setUp();
    for (let failures = 0; failures < 8; failures += 1) {
      save.mockRejectedValueOnce(new Error('connection lost'));
    }
    await expect(keep()).resolves.toMatchObject({ accessToken: 'renewed' });
    for (let retries = 0; retries < 8; retries += 1) {
      expect(responses.unsaved(connection)).toMatchObject({ accessToken: 'renewed' });
      expect(steps).toEqual([]);
      nth(mockWaits, retries).end();
      await nextTurn();
    }
    const waitsMs = mockWaits.map(({ ms }) => ms);
    expect(waitsMs).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000]);
    expect(steps).toEqual(['saved', 'fault cleared', 'refreshed']);
    expect(responses.unsaved(connection)).toBeUndefined();
  });

  it('is reported without its tokens, and given to no other owner of the row', async () => {
    const { responses, keep, save, error, connection } = setUp();
    save.mockRejectedValueOnce(new Error('connection lost'));
    await keep();
    expect(only(error.mock.calls)).toEqual([expect.stringMatching(/mail .*connection lost/)]);
    expect(JSON.stringify(error.mock.calls)).not.toMatch(/renewed|rotated/);
    const owner = { kind: 'admin', id: 'mallory' } as const;
    expect(responses.unsaved({ ...connection, owner })).toBeUndefined();
  });

  it('gets one more try when Strapi stops, which ends even if that fails', async () => {
    const { responses, keep, save } = setUp();
    save.mockRejectedValue(new Error('connection lost'));
    await keep();
    const stopped = responses.stop();
    only(mockWaits).end();
    await expect(stopped).resolves.toBeUndefined();
    expect(save).toHaveBeenCalledTimes(2);
  });
});

describe('a response whose row has changed meanwhile', () => {
  it('is revoked if the connection was removed, because nobody may use it', async () => {
    const { keep, stored, revoked, steps } = setUp();
    stored.clear();
    await expect(keep()).rejects.toMatchObject({ code: 'not_connected' });
    expect(revoked).toEqual([{ token: 'rotated', tokenTypeHint: 'refresh_token', values: {} }]);
    expect(steps).toEqual([]);
  });

  it('gives way to what another process has stored, and is not revoked', async () => {
    const { keep, stored, connection, revoked, steps } = setUp();
    stored.set(connection.uid, { ...connection, tokenVersion: 5 });
    await expect(keep()).resolves.toMatchObject({
      accessToken: 'stored by another process',
      tokenVersion: 5,
    });
    expect(revoked).toEqual([]);
    expect(steps).toEqual([]);
  });

  it('does not revive a connection that has ended', async () => {
    const { keep, stored, connection } = setUp();
    const ended = { status: 'needs_reconnect', statusReason: 'app_changed' } as const;
    stored.set(connection.uid, { ...connection, ...ended, tokenVersion: 2 });
    await expect(keep()).rejects.toMatchObject({ code: 'needs_reconnect', reason: 'app_changed' });
  });
});
