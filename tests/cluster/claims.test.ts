import { setTimeout as sleep } from 'node:timers/promises';

import { Cluster } from '../support/cluster/house';
import type { Ref } from '../support/cluster/worker';
import { databases } from '../support/databases/databases';
import { until } from '../support/until';

const BOOT_MS = 120_000;
const TTL_SECONDS = 3_600;
const APP = 'mail';
const CONNECTIONS = 6;

describe.each(databases)('$name: a batch claimed by one instance', (kind) => {
  let cluster: Cluster;
  const refs: Ref[] = Array.from({ length: CONNECTIONS }, (_, index) => ({
    app: APP,
    account: `account-${index}`,
  }));

  beforeAll(async () => {
    cluster = await Cluster.open(kind, 2, { accessTokenTtlSeconds: TTL_SECONDS, isQuiet: true });
    await cluster.createApp(APP, cluster.provider);
    for (const ref of refs) await cluster.connect(ref);
    await cluster.provider.resetBooks();
  }, BOOT_MS);

  afterAll(() => cluster?.close(), BOOT_MS);

  const leaseOwners = async (): Promise<(string | null | undefined)[]> => {
    const rows = await Promise.all(refs.map((ref) => cluster.stored(ref)));
    return rows.map((row) => row?.leaseOwner);
  };

  const requests = async () => (await cluster.provider.books()).refreshes;

  it('C is refreshed by another after the lease, each connection once, if the instance is killed', async () => {
    const [victim, other] = cluster.workers;
    if (!victim || !other) throw new Error('no instance');
    await cluster.travel(TTL_SECONDS - 60);
    await victim.arm('before-request');
    victim.renewAhead().catch(() => undefined);
    await until('all are claimed', async () => !(await leaseOwners()).includes(null));
    expect(new Set(await leaseOwners()).size).toBe(1);
    await victim.kill();
    cluster.forget(victim);

    expect(await other.renewAhead()).toEqual({ refreshed: 0, failed: 0 });
    expect(await requests()).toEqual([]);
    await cluster.endLeases(refs);
    expect(await other.renewAhead()).toEqual({ refreshed: CONNECTIONS, failed: 0 });
    expect(await other.renewAhead()).toEqual({ refreshed: 0, failed: 0 });
    const failures = (await requests()).map(({ failure }) => failure);
    expect(failures).toEqual(Array(CONNECTIONS).fill(null));
    expect(new Set(await leaseOwners())).toEqual(new Set([null]));
    for (const ref of refs) expect((await other.call(ref))[0]?.token).toBeDefined();
  }, 60_000);

  it('C is released when the instance shuts down, so that nobody waits for the lease to expire', async () => {
    const [other] = cluster.alive;
    const leaving = await cluster.boot({
      config: { backgroundRefresh: { enabled: false, concurrencyPerHost: 1 } },
    });
    if (!other) throw new Error('no instance');
    await cluster.provider.resetBooks();
    await cluster.travel(TTL_SECONDS - 60);
    await cluster.provider.hold('answer');
    const held = cluster.provider.held();
    leaving.renewAhead().catch(() => undefined);
    await held;
    const stopped = leaving.stop();
    // The order to stop arrives before the response does.
    await sleep(500);
    await cluster.provider.release();
    await stopped;
    cluster.forget(leaving);
    expect(new Set(await leaseOwners())).toEqual(new Set([null]));
    const before = (await requests()).length;
    expect(before).toBe(1);
    expect(await other.renewAhead()).toEqual({ refreshed: CONNECTIONS - before, failed: 0 });
    expect((await requests()).map(({ failure }) => failure)).toEqual(Array(CONNECTIONS).fill(null));
  }, 120_000);
});
