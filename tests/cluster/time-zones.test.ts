import { Cluster } from '../support/cluster/house';
import type { Ref } from '../support/cluster/worker';
import { databases } from '../support/databases/databases';
import { only } from '../support/elements';

const BOOT_MS = 120_000;
const TTL_SECONDS = 60;

/** In this night Berlin had the hour from two to three twice. */
const HOUR_BEGINS_AGAIN = Date.parse('2026-10-25T01:00:00Z');

describe.each(databases)('$name: clocks that change', (kind) => {
  const ref: Ref = { app: 'demo-mail', account: 'default' };
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.open(kind, 1, { accessTokenTtlSeconds: TTL_SECONDS, isQuiet: true });
    await cluster.createApp(ref.app);
  }, BOOT_MS);

  afterAll(() => cluster?.close(), BOOT_MS);

  it('let instances in different time zones share one token', async () => {
    const newYork = await cluster.boot({ timeZone: 'America/New_York' });
    const tokyo = await cluster.boot({ timeZone: 'Asia/Tokyo' });
    await cluster.connect(ref, {}, newYork);
    await cluster.provider.resetBooks();
    const [[first], [second]] = [await newYork.call(ref), await tokyo.call(ref)];
    expect(second?.token).toBe(first?.token);
    await cluster.travel(TTL_SECONDS + 1);
    const [[third], [fourth]] = [await tokyo.call(ref), await newYork.call(ref)];
    expect(third?.token).not.toBe(first?.token);
    expect(fourth?.token).toBe(third?.token);
    expect((await cluster.provider.books()).refreshes).toHaveLength(1);
  }, 60_000);

  it('let a token outlive the end of summer time', async () => {
    const berlin = await cluster.boot({ timeZone: 'Europe/Berlin' });
    await berlin.setClock(HOUR_BEGINS_AGAIN - 30_000 - Date.now());
    await cluster.connect(ref, {}, berlin);
    await cluster.provider.resetBooks();
    await berlin.forgetApp(ref.app);
    const { token } = only(await berlin.call(ref));
    expect((await berlin.call(ref))[0]?.token).toBe(token);
    await berlin.setClock(HOUR_BEGINS_AGAIN + 10_000 - Date.now());
    expect((await berlin.call(ref))[0]?.token).toBe(token);
    expect((await cluster.provider.books()).refreshes).toEqual([]);
  }, 60_000);
});
