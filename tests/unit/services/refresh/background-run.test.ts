import { setImmediate as nextTurn } from 'node:timers/promises';

import { ConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import { leasedElsewhere } from '../../../../server/src/errors/definitions';
import { createTurns } from '../../../../server/src/lib/turns';
import type { Send } from '../../../../server/src/oauth/client';
import { createBackgroundRun } from '../../../../server/src/services/refresh/background-run';
import { createCircuitBreaker } from '../../../../server/src/services/refresh/circuit-breaker';
import type { Claim } from '../../../../server/src/services/refresh/claims';
import { createLease } from '../../../../server/src/services/refresh/lease';
import { toFreshToken } from '../../../../server/src/services/tokens/fresh-token';
import type { ClaimFilters } from '../../../../server/src/store/claims';
import type { Connection } from '../../../../server/src/store/connections';
import { appRow, connectionRow } from '../../../support/databases/rows';

const BEGAN_AT_MS = 1_800_000_000_000;
const CONCURRENCY = 4;

const failure = () => new ConnectedAppsError('provider_unavailable', 'The provider is down.');

const appAt = (key: string, provider: string) =>
  appRow({ key, tokenEndpoint: `https://${provider}.example/${key}/token` });
const APPS = [appAt('mail', 'one'), appAt('files', 'one'), appAt('chat', 'two')];

const due = (count: number, appKey = 'mail', changes: Partial<Connection> = {}): Connection[] =>
  Array.from({ length: count }, (_, index) =>
    connectionRow({ uid: `${appKey} ${index}`, appKey, ...changes })
  );

/** A provider that responds at once, or, for apps that the test holds, when the test says so. */
const setUp = (rows: readonly Connection[], concurrencyPerHost = CONCURRENCY) => {
  let nowMs = BEGAN_AT_MS;
  const isStopping = jest.fn(() => false);
  const unclaimed = [...rows];
  const filters: ClaimFilters[] = [];
  const claimed: Claim[] = [];
  const sent: string[] = [];
  const heldApps = new Set<string>();
  const held = new Map<string, (response: Response) => void>();
  /** How the refreshes of these connections fail after their responses. */
  const mishap = new Map<string, Error | Promise<Error>>();
  const debug = jest.fn();
  const clock = { now: () => nowMs, monotonicMs: () => nowMs };
  const breaker = createCircuitBreaker({ clock });

  const request = async ({ connection, lease }: Claim) => {
    if (lease.isGivenUp()) throw leasedElsewhere(connection);
    lease.assertMaySend();
    sent.push(connection.uid);
    if (!heldApps.has(connection.appKey)) return new Response();
    return new Promise<Response>((resolve) => held.set(connection.uid, resolve));
  };
  const refreshClaimed = async (claim: Claim, send: Send) => {
    const { uid, appKey } = claim.connection;
    if (breaker.isOpen(appKey)) throw failure();
    await send(() => request(claim));
    const error = await mishap.get(uid);
    if (error) throw error;
    return toFreshToken(claim.connection, 'renewed', new Date(nowMs));
  };
  const claim = async (given: ClaimFilters): Promise<Claim[]> => {
    filters.push(given);
    const { status, appKeys, limit } = given;
    const batch = unclaimed.filter((row) => row.status === status && appKeys.includes(row.appKey));
    const claims = batch.slice(0, limit).map((connection) => {
      unclaimed.splice(unclaimed.indexOf(connection), 1);
      const lease = createLease(clock.monotonicMs);
      return { connection, lease, app: null, isOwnerAllowed: true };
    });
    claimed.push(...claims);
    return claims;
  };
  const { run } = createBackgroundRun(
    {
      clock,
      log: { debug, info: debug, warn: debug, error: debug },
      breaker,
      claims: { claim, release: async () => undefined },
      refresh: { refreshClaimed },
      config: { concurrencyPerHost },
    },
    { apps: APPS, hostTurns: createTurns(concurrencyPerHost), isStopping }
  );
  const respond = (uid: string, status = 200) => held.get(uid)?.(new Response(null, { status }));
  return {
    ...{ run, isStopping, filters, claimed, sent, heldApps, mishap, breaker, debug, respond },
    passMs: (ms: number) => (nowMs += ms),
    /** Until nothing more happens without the provider. */
    async settle() {
      for (let turns = 0; turns < 50; turns += 1) await nextTurn();
    },
    respondAll() {
      heldApps.clear();
      for (const uid of held.keys()) respond(uid);
    },
  };
};

describe('a run of the background refresh', () => {
  it('refreshes all that is due, connections that work before those worth another try', async () => {
    const ended = due(3, 'files', { status: 'needs_reconnect' });
    const { run, sent } = setUp([...ended, ...due(9), ...due(9, 'chat')]);
    await expect(run()).resolves.toEqual({ refreshed: 21, failed: 0 });
    expect(sent.slice(-3)).toEqual(ended.map(({ uid }) => uid));
  });

  it('keeps one bound for all apps of a host, and claims only a few ahead, due at the start', async () => {
    const rows = [...due(10), ...due(10, 'files')];
    const { run, sent, claimed, filters, heldApps, passMs, settle, respondAll } = setUp(rows);
    heldApps.add('mail').add('files');
    const ended = run();
    await settle();
    expect(sent).toHaveLength(CONCURRENCY);
    expect(claimed).toHaveLength(CONCURRENCY * 1.5);
    passMs(1_000);
    respondAll();
    await expect(ended).resolves.toMatchObject({ refreshed: 20 });
    const expected = { dueBy: new Date(BEGAN_AT_MS), limit: CONCURRENCY / 2 };
    for (const given of filters) expect(given).toMatchObject(expected);
  });

  it('is not held up by a slow provider where another one responds', async () => {
    const { run, sent, heldApps, settle, respondAll } = setUp([...due(20), ...due(20, 'chat')]);
    heldApps.add('mail');
    const ended = run();
    await settle();
    expect(sent.filter((uid) => uid.startsWith('chat'))).toHaveLength(20);
    respondAll();
    await ended;
  });
});

describe('the end of a run', () => {
  it.each(['after 50 seconds', 'when Strapi stops'])(
    'claims nothing more %s, and gives up claims whose turn comes only then',
    async (when) => {
      const { run, isStopping, passMs, sent, claimed, heldApps, settle, respondAll } = setUp(
        due(20)
      );
      heldApps.add('mail');
      const ended = run();
      await settle();
      if (when === 'when Strapi stops') isStopping.mockReturnValue(true);
      else passMs(50_000);
      respondAll();
      await expect(ended).resolves.toEqual({ refreshed: CONCURRENCY, failed: 0 });
      expect(sent).toHaveLength(CONCURRENCY);
      expect(claimed).toHaveLength(CONCURRENCY * 1.5);
    }
  );

  it('comes with the first fault of ours, but not before the requests in flight have ended', async () => {
    const { run, mishap, sent, heldApps, respond, settle, respondAll } = setUp(due(20));
    heldApps.add('mail');
    mishap.set('mail 0', new Error('the database is gone'));
    const isSettled = jest.fn();
    const ended = run();
    ended.then(isSettled, isSettled);
    await settle();
    respond('mail 0', 500);
    await settle();
    expect(isSettled).not.toHaveBeenCalled();
    respondAll();
    await expect(ended).rejects.toThrow('the database is gone');
    expect(sent).toHaveLength(CONCURRENCY);
  });
});

describe('a refresh that fails', () => {
  it('is counted and does not end the run, unless another process had the lease', async () => {
    const { run, mishap, debug } = setUp(due(5));
    mishap.set('mail 0', failure()).set('mail 1', leasedElsewhere(connectionRow()));
    await expect(run()).resolves.toEqual({ refreshed: 3, failed: 1 });
    expect(debug.mock.calls).toEqual([['connected-apps: The provider is down.']]);
  });

  it('without a request, because the circuit is open, leaves only that app alone', async () => {
    const { run, breaker, sent, claimed } = setUp([...due(20), ...due(3, 'files')]);
    breaker.open('mail', { uid: 'x', code: 'provider_unavailable', retryAfterSeconds: undefined });
    await expect(run()).resolves.toMatchObject({ refreshed: 3 });
    expect(sent).toEqual(due(3, 'files').map(({ uid }) => uid));
    expect(claimed.length).toBeLessThan(20);
  });

  it('is judged before the next request to the host goes out, if its status is an error', async () => {
    const { run, mishap, sent, heldApps, respond, settle } = setUp(due(2), 1);
    heldApps.add('mail');
    let judge = (): void => {};
    mishap.set('mail 0', new Promise((resolve) => (judge = () => resolve(failure()))));
    const ended = run();
    await settle();
    heldApps.clear();
    respond('mail 0', 503);
    await settle();
    expect(sent).toEqual(['mail 0']);
    judge();
    await expect(ended).resolves.toEqual({ refreshed: 1, failed: 1 });
  });
});
