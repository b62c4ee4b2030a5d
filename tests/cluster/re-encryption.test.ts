import { Cluster } from '../support/cluster/house';
import { SealedRows } from '../support/cluster/sealed-rows';
import type { Ref, Worker } from '../support/cluster/worker';
import { HEALTHY } from '../support/admin/fixtures';
import { databases } from '../support/databases/databases';
import { ENCRYPTION_KEY } from '../support/strapi/strapi';
import { until } from '../support/until';

const BOOT_MS = 120_000;
const TEST_MS = 180_000;

const APP = 'mail';
const ROWS = 1_000;
const LIVE_CONNECTIONS = 4;

const K2 = 'MkvPzF0xmBkHCcXbV4vEUmXyZ1l5cE9p';
/** As an instance without settings has it: the key of Strapi, by its id. */
const FORMER = { current: 'strapi', keys: { strapi: ENCRYPTION_KEY } };
/** The first step of the roll-out: all instances can read what the new key will seal. */
const PREPARED = { current: 'strapi', keys: { strapi: ENCRYPTION_KEY, k2: K2 } };
/** The second step. */
const CHANGED = { current: 'k2', keys: { strapi: ENCRYPTION_KEY, k2: K2 } };
/** The last one. */
const ONLY_NEW = { current: 'k2', keys: { k2: K2 } };

const QUIET = { backgroundRefresh: { enabled: false } };

describe.each(databases)('$name: a change of the encryption key', (kind) => {
  let cluster: Cluster;
  let rows: SealedRows;
  const live: Ref[] = Array.from({ length: LIVE_CONNECTIONS }, (_, index) => ({
    app: APP,
    account: `live-${index}`,
  }));

  const boot = (encryption: object) => cluster.boot({ config: { ...QUIET, encryption } });

  const retire = async (worker: Worker, how: 'kill' | 'stop') => {
    await worker[how]();
    cluster.forget(worker);
  };

  const refreshAll = async (worker: Worker): Promise<string[]> => {
    const outcomes = await Promise.all(
      live.map((ref) => worker.call(ref, 1, { forceRefresh: true }))
    );
    return outcomes.flat().map(({ token, failure }) => {
      if (!token) throw new Error(JSON.stringify(failure));
      return token;
    });
  };

  const expectAllAccepted = async (tokens: string[]) => {
    for (const token of tokens) expect(await cluster.provider.accepts(token)).toBe(true);
  };

  beforeAll(async () => {
    cluster = await Cluster.open(kind, 1, { isQuiet: true });
    await cluster.createApp(APP);
    for (const ref of live) await cluster.connect(ref);
    rows = new SealedRows(cluster.database.knex, APP);
    await rows.insert(ROWS, FORMER);
  }, BOOT_MS);

  afterAll(() => cluster?.close(), BOOT_MS);

  it(
    'moves everything to the new key even if the process is killed halfway, and nobody loses a token',
    async () => {
      const former = cluster.any;
      const prepared = await boot(PREPARED);
      await retire(former, 'stop');
      expect(await prepared.health()).toMatchObject({ unreadableConnections: 0 });

      // Killed half way.
      const killed = await boot(CHANGED);
      await until('some are moved', async () => (await rows.countSealedWith('k2')) >= 100, 30_000);
      await retire(killed, 'kill');
      const moved = await rows.countSealedWith('k2');
      expect(moved).toBeLessThan(ROWS);
      // Half of them are sealed with the one key, half with the other: all open at both.
      expect(await rows.countIntact(CHANGED)).toBe(ROWS);
      await expectAllAccepted(await refreshAll(prepared));

      // Two instances at once, one of which still seals with the former key, and renewals meanwhile.
      const [first, second] = await Promise.all([boot(CHANGED), boot(CHANGED)]);
      const runs = Promise.all([first.reEncrypt(), second.reEncrypt()]);
      for (const worker of [prepared, first, second, prepared]) {
        await expectAllAccepted(await refreshAll(worker));
      }
      const finished = await runs;
      const total = finished.reduce((sum, { reEncrypted }) => sum + reEncrypted, 0);
      expect(total).toBeGreaterThan(0);
      expect(finished.map(({ unreadable }) => unreadable)).toEqual([0, 0]);

      // What the last instance with the former key has sealed is moved by the next run.
      await refreshAll(prepared);
      await retire(prepared, 'stop');
      expect((await first.health()).sealedWithFormerKeys).toBeGreaterThan(0);
      await first.reEncrypt();
      expect(await second.health()).toMatchObject({ sealedWithFormerKeys: 0 });
      expect(await second.reEncrypt()).toEqual({ reEncrypted: 0, unreadable: 0 });
      expect(await rows.countSealedWith('k2')).toBe(ROWS + LIVE_CONNECTIONS);
      await retire(first, 'stop');
      await retire(second, 'stop');

      // The former key can go.
      const last = await boot(ONLY_NEW);
      expect(await last.health()).toEqual(HEALTHY);
      expect(await rows.countIntact(ONLY_NEW)).toBe(ROWS);
      await expectAllAccepted(await refreshAll(last));
      const { refreshes } = await cluster.provider.books();
      expect(refreshes.filter(({ failure }) => failure !== null)).toEqual([]);
    },
    TEST_MS
  );
});
