import { setTimeout as sleep } from 'node:timers/promises';

import { Cluster, LEASE_TTL_MS } from '../support/cluster/house';
import type { Ref, Worker } from '../support/cluster/worker';
import { databases } from '../support/databases/databases';
import { nth } from '../support/elements';

const BOOT_MS = 120_000;
const TTL_SECONDS = 3_600;
/** The other process polls, and asks the provider. */
const PATIENCE_MS = LEASE_TTL_MS + 20_000;

// It takes more than a minute of real time, and no statement of a database is special here.
const kind = nth(databases, 0);

describe(`${kind.name}: a process that is stopped while it holds the lease`, () => {
  let cluster: Cluster;
  let stopped: Worker;
  let other: Worker;
  const ref: Ref = { app: 'mail', account: 'default' };

  beforeAll(async () => {
    cluster = await Cluster.open(kind, 2, { accessTokenTtlSeconds: TTL_SECONDS, isQuiet: true });
    stopped = nth(cluster.workers, 0);
    other = nth(cluster.workers, 1);
    await cluster.createApp(ref.app);
    await cluster.connect(ref);
    await cluster.provider.resetBooks();
  }, BOOT_MS);

  afterAll(() => cluster?.close(), BOOT_MS);

  const leaseOwner = async () => (await cluster.stored(ref))?.leaseOwner;

  /** The answer of a refresh that begins, wins the lease, and is stopped before it sends anything. */
  const stopBeforeSending = async () => {
    await stopped.arm('before-request');
    const reached = stopped.reached('before-request', ref.app);
    const answer = stopped.call(ref, 1, {}, 2 * PATIENCE_MS);
    await reached;
    stopped.pause();
    // Waits in the pipe, so that the process goes on from there as soon as it wakes.
    const goOn = stopped.goOn(2 * PATIENCE_MS);
    return { answer, goOn };
  };

  it(
    'S10 sends nothing on waking if another one has taken over the lease and refreshed',
    async () => {
      await cluster.travel(TTL_SECONDS);
      const { answer, goOn } = await stopBeforeSending();
      const firstOwner = await leaseOwner();
      expect(firstOwner).toEqual(expect.any(String));

      const startedAt = Date.now();
      const [renewed] = await other.call(ref, 1, {}, PATIENCE_MS);
      expect(renewed).toMatchObject({ token: expect.any(String) });
      expect(Date.now() - startedAt).toBeGreaterThan(LEASE_TTL_MS - 10_000);
      expect(await cluster.provider.books()).toMatchObject({ refreshes: [{ failure: null }] });

      stopped.resume();
      await goOn;
      const [woken] = await answer;
      expect(woken).toMatchObject({ token: renewed?.token });
      await sleep(1_000);
      const books = await cluster.provider.books();
      expect([books.tokenRequests, books.refreshes.length]).toEqual([1, 1]);
      expect(await cluster.stored(ref)).toMatchObject({ status: 'active', leaseOwner: null });
      expect(await cluster.provider.accepts(renewed?.token ?? '')).toBe(true);
    },
    3 * PATIENCE_MS
  );

  it('S10 refreshes the next time, with the refresh token that the other one stored', async () => {
    await cluster.provider.resetBooks();
    await cluster.travel(TTL_SECONDS);
    const [next] = await stopped.call(ref);
    expect(next).toMatchObject({ token: expect.any(String) });
    expect(await cluster.provider.books()).toMatchObject({ refreshes: [{ failure: null }] });
  });
});
