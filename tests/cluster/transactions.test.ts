import { recordFigure } from '../support/cluster/figures';
import { Cluster } from '../support/cluster/house';
import type { Ref, Worker } from '../support/cluster/worker';
import { databases } from '../support/databases/databases';
import { nth, only } from '../support/elements';
import { until } from '../support/until';

const BOOT_MS = 120_000;
const TTL_SECONDS = 60;
const DUE_AFTER_SECONDS = 50;
const EXPIRED_AFTER_SECONDS = 61;

/** A deadlock would last as long as Strapi waits for a connection to the database: a minute. */
const AT_ONCE_MS = 1_000;

describe.each(databases)('$name: a caller inside a transaction', (kind) => {
  const ref: Ref = { app: 'demo-mail', account: 'default' };
  let cluster: Cluster;
  let instance: Worker;
  let other: Worker;

  beforeAll(async () => {
    cluster = await Cluster.open(kind, 2, {
      accessTokenTtlSeconds: TTL_SECONDS,
      isQuiet: true,
    });
    instance = nth(cluster.workers, 0);
    other = nth(cluster.workers, 1);
    await cluster.createApp(ref.app);
  }, BOOT_MS);

  afterAll(() => cluster?.close(), BOOT_MS);

  beforeEach(async () => {
    await cluster.connect(ref);
    await cluster.provider.resetBooks();
  });

  const requests = async () => (await cluster.provider.books()).refreshes.length;

  it('gets a valid token from memory', async () => {
    const { token } = only(await instance.call(ref));
    expect((await instance.callInTransaction(ref)).token).toBe(token);
  });

  it('gets a valid token from the database', async () => {
    const { token } = only(await instance.call(ref));
    await instance.forgetApp(ref.app);
    expect((await instance.callInTransaction(ref)).token).toBe(token);
  });

  it.each([
    ['an expired token', EXPIRED_AFTER_SECONDS, {}],
    ['a new token', 0, { forceRefresh: true }],
    ['a token for longer than it is valid', 20, { minValiditySeconds: TTL_SECONDS }],
  ])(
    'is refused %s at once, without a request to the provider',
    async (_what, seconds, options) => {
      await instance.call(ref);
      await cluster.travel(seconds);
      const { failure, ms } = await instance.callInTransaction(ref, { options });
      expect(failure?.code).toBe('in_transaction');
      expect(ms).toBeLessThan(AT_ONCE_MS);
      expect(await requests()).toBe(0);
    }
  );

  it('gets a due token, which is refreshed in parallel: a rollback does not undo the refresh', async () => {
    const { token } = only(await instance.call(ref));
    const before = await cluster.stored(ref);
    await cluster.travel(DUE_AFTER_SECONDS);
    const outcome = await instance.callInTransaction(ref, { rollsBack: true });
    expect(outcome.token).toBe(token);
    expect(outcome.ms).toBeLessThan(AT_ONCE_MS);
    const isRenewed = async () =>
      (await cluster.stored(ref))?.tokenVersion === (before?.tokenVersion ?? 0) + 1;
    await until('the token is renewed', isRenewed);
    const { token: renewed } = only(await instance.call(ref));
    expect(await cluster.provider.accepts(renewed ?? '')).toBe(true);
    expect(await requests()).toBe(1);
  });

  it('does not deadlock with others: 20 inside and 20 outside, with an expired token', async () => {
    await instance.call(ref);
    await cluster.travel(EXPIRED_AFTER_SECONDS);
    const startedAt = Date.now();
    const [outside, inside] = await Promise.all([
      instance.call(ref, 20),
      Promise.all(Array.from({ length: 20 }, () => instance.callInTransaction(ref))),
    ]);
    const ms = Date.now() - startedAt;
    recordFigure({ database: kind.name, what: '20 in transactions, 20 outside', measured: { ms } });
    expect(ms).toBeLessThan(5 * AT_ONCE_MS);
    const tokens = new Set(outside.map(({ token }) => token));
    expect(tokens.size).toBe(1);
    for (const { token, failure } of inside) {
      if (token) expect(tokens).toContain(token);
      else expect(failure?.code).toBe('in_transaction');
    }
    expect(await requests()).toBe(1);
  });

  // On SQLite nobody else can write while a transaction reads.
  if (kind.name !== 'SQLite') {
    it('does not restore for others what another instance has ended since the transaction began', async () => {
      await instance.call(ref);
      await instance.openSnapshot();
      await other.disconnect(ref);
      await cluster.travel(10);
      await instance.askInSnapshot(ref);
      const { failure } = only(await instance.call(ref));
      expect(failure?.code).toBe('not_connected');
    });
  }
});
