import { UID } from '../../server/src/constants';
import type { Connection } from '../../server/src/store/connections';
import { databases } from '../support/databases/databases';
import { grantToStore } from '../support/strapi/grant-to-store';
import { strapiOn } from '../support/strapi/strapi-on-database';

const LEASE_TTL_MS = 60_000;
const TABLE = 'connected_apps_connections';
const CONNECTIONS = 60;

const DUE_AT_MS = Date.now() - 60_000;

const grant = grantToStore({
  expiresAt: new Date(Date.now() + 60_000),
  nextRefreshAt: new Date(DUE_AT_MS),
});

const appOf = (key: string) => ({
  uid: `app-${key}`,
  key,
  name: key,
  provider: 'custom',
  clientAuthMethod: 'none',
  enabled: true,
});

const uidsOf = (list: readonly { uid: string }[]) => list.map(({ uid }) => uid);

describe.each(databases)('$name: due connections', (kind) => {
  const on = strapiOn(kind);

  beforeAll(async () => {
    await apps().create({ data: appOf('mail') });
  });

  afterEach(() => on.database.knex(TABLE).delete());

  const store = () => on.booted.internals.store;

  const apps = () => on.booted.strapi.db.query(UID.app);

  const connect = async (count: number, app = 'mail'): Promise<Connection[]> => {
    const made = [];
    for (let index = 0; index < count; index += 1) {
      const account = `account-${index}`;
      const identity = { appKey: app, owner: { kind: 'shared' } as const, account };
      made.push(await store().grants.save(identity, () => grant));
    }
    return made;
  };

  const claim = (
    { limit = CONNECTIONS, appKeys = ['mail'], dueBy = new Date() } = {},
    leaseOwner = 'here'
  ) =>
    store().claims.claimDue(
      { status: 'active', dueBy, appKeys, limit },
      { leaseOwner, leaseTtlMs: LEASE_TTL_MS }
    );

  const tokensOf = ({ uid }: Connection) => ({
    accessToken: `access of ${uid}`,
    refreshToken: `refresh of ${uid}`,
    tokenType: 'Bearer',
    expiresAt: new Date(Date.now() + 3_600_000),
    nextRefreshAt: new Date(Date.now() + 3_000_000),
    scopesGranted: ['mail.read', `of ${uid}`],
  });

  const stored = async ({ uid }: Connection): Promise<Connection> => {
    const row = await store().connections.findByUid(uid);
    if (!row) throw new Error('the connection is gone');
    return row;
  };

  const saveTogether = (connections: readonly Connection[]) => {
    const { connections: rows, fencedUpdates } = store();
    return fencedUpdates.updateTogether(
      connections.map((connection) =>
        rows.refreshedUpdate(connection, tokensOf(connection), new Date())
      )
    );
  };

  const inParallel = <T>(count: number, work: (index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, index) => work(index)));

  it('are claimed with their stored values', async () => {
    const [connection] = await connect(1);
    expect(await claim()).toEqual([connection]);
  });

  it('C go to one process each, however many claim at the same moment', async () => {
    const all = await connect(CONNECTIONS);
    const batches = await inParallel(12, (index) => claim({ limit: 10 }, `process-${index}`));
    const claimed = batches.flat();
    expect(new Set(uidsOf(claimed)).size).toBe(claimed.length);
    while (claimed.length < CONNECTIONS) {
      const more = await claim({ limit: 10 });
      expect(more).not.toEqual([]);
      claimed.push(...more);
    }
    expect(uidsOf(claimed).sort()).toEqual(uidsOf(all).sort());
    expect(await claim()).toEqual([]);
  });

  it('are skipped while leased, and claimed when the lease has expired by the clock of the database', async () => {
    const [leased, over] = await connect(2);
    if (!leased || !over) throw new Error('not connected');
    await store().connections.acquireLease(leased, 'a caller', LEASE_TTL_MS);
    await store().connections.acquireLease(over, 'a dead process', LEASE_TTL_MS);
    await on.database
      .knex(TABLE)
      .where({ uid: over.uid })
      .update({ lease_until: Date.now() - 1_000 });
    const claimed = await claim();
    expect(claimed).toMatchObject([{ uid: over.uid, leaseOwner: 'a dead process' }]);
    const row = await on.database.knex(TABLE).where({ uid: over.uid }).first();
    expect(Number(row.lease_until) - Date.now()).toBeGreaterThan(LEASE_TTL_MS - 10_000);
    expect(Number(row.lease_until) - Date.now()).toBeLessThanOrEqual(LEASE_TTL_MS);
  });

  it('of a dead process go to others when the lease has expired, not before', async () => {
    const all = await connect(5);
    expect(await claim({}, 'the dead')).toHaveLength(5);
    expect(await claim({}, 'another')).toEqual([]);
    await on.database.knex(TABLE).update({ lease_until: Date.now() - 1_000 });
    const claimed = await claim({}, 'another');
    expect(uidsOf(claimed).sort()).toEqual(uidsOf(all).sort());
    expect(new Set(claimed.map(({ leaseOwner }) => leaseOwner))).toEqual(new Set(['the dead']));
  });

  it('can be claimed again as soon as they are released, by whoever comes first', async () => {
    const [first, second] = await connect(2);
    if (!first || !second) throw new Error('not connected');
    await claim();
    await store().claims.release(first, 'here');
    await store().claims.release(second, 'somebody else');
    expect(uidsOf(await claim({}, 'another'))).toEqual([first.uid]);
  });

  it('cannot be leased by a caller while they are claimed', async () => {
    const [connection] = await connect(1);
    if (!connection) throw new Error('not connected');
    await claim();
    expect(await store().connections.acquireLease(connection, 'caller', LEASE_TTL_MS)).toBe(false);
  });

  it('of other apps, of disabled apps, or due later are left alone', async () => {
    await connect(1);
    expect(await claim({ appKeys: ['another'] })).toEqual([]);
    expect(await claim({ appKeys: [] })).toEqual([]);
    expect(await claim({ dueBy: new Date(DUE_AT_MS - 1) })).toEqual([]);
    await apps().update({ where: { key: 'mail' }, data: { enabled: false } });
    expect(await claim()).toEqual([]);
    await apps().update({ where: { key: 'mail' }, data: { enabled: true } });
    expect(await claim()).toHaveLength(1);
  });

  it('are claimed with the longest overdue first', async () => {
    const [first, second, third] = await connect(3);
    if (!first || !second || !third) throw new Error('not connected');
    await on.database.knex(TABLE).where({ uid: third.uid }).update({ next_refresh_at: 1 });
    await on.database.knex(TABLE).where({ uid: first.uid }).update({ next_refresh_at: 2 });
    expect(uidsOf(await claim({ limit: 2 })).sort()).toEqual([first.uid, third.uid].sort());
    expect(uidsOf(await claim())).toEqual([second.uid]);
  });

  describe('saved together', () => {
    it('get their own tokens, and release their leases', async () => {
      const all = await connect(7);
      await claim();
      expect([...(await saveTogether(all))].sort()).toEqual(uidsOf(all).sort());
      for (const connection of all) {
        const row = await stored(connection);
        const { accessToken, refreshToken, ...rest } = tokensOf(connection);
        expect(store().connections.openAccessToken(row)).toBe(accessToken);
        expect(store().connections.openRefreshToken(row)).toBe(refreshToken);
        const { tokenType, scopesGranted } = rest;
        expect(row).toMatchObject({ tokenType, scopesGranted, leaseOwner: null, failureCount: 0 });
        expect(row.tokenVersion).toBe(connection.tokenVersion + 1);
        expect(row.expiresAt?.getTime()).toBeGreaterThan(Date.now());
      }
    });

    it('are stored like one that is saved alone', async () => {
      const all = await connect(3);
      const [alone, ...together] = all;
      if (!alone) throw new Error('not connected');
      const at = new Date();
      const tokens = tokensOf(alone);
      await store().connections.saveRefreshed(alone, tokens, at);
      const { connections, fencedUpdates } = store();
      await fencedUpdates.updateTogether(
        together.map((connection) => connections.refreshedUpdate(connection, tokens, at))
      );
      const rows = await on.database.knex(TABLE).orderBy('id');
      const comparable = rows.map(
        ({ id: _id, uid: _uid, account: _account, document_id: _documentId, ...row }) => ({
          ...row,
          access_token: typeof row.access_token,
          refresh_token: typeof row.refresh_token,
          created_at: typeof row.created_at,
          updated_at: typeof row.updated_at,
          published_at: typeof row.published_at,
        })
      );
      expect(comparable[1]).toEqual(comparable[0]);
      expect(comparable[2]).toEqual(comparable[0]);
    });

    it('record the use of those that are used, and keep what the others say about it', async () => {
      const all = await connect(4);
      const [first, second, third, fourth] = all;
      if (!first || !second || !third || !fourth) throw new Error('not connected');
      const [before, now] = [new Date(1_700_000_000_000), new Date(1_800_000_000_000)];
      for (const { uid } of [first, second]) await store().connections.markUsed(uid, before);
      const used = [second, third];
      const { connections, fencedUpdates } = store();
      await fencedUpdates.updateTogether(
        all.map((connection) => {
          const use = used.includes(connection) ? { lastUsedAt: now } : {};
          return connections.refreshedUpdate(connection, { ...tokensOf(connection), ...use }, now);
        })
      );
      const uses = await Promise.all(all.map(async (one) => (await stored(one)).lastUsedAt));
      expect(uses).toEqual([before, now, now, null]);
    });

    it('are fenced individually', async () => {
      const all = await connect(4);
      const [moved, gone, ...rest] = all;
      if (!moved || !gone) throw new Error('not connected');
      await store().connections.saveRefreshed(moved, tokensOf(gone), new Date());
      await store().connections.delete(gone.uid);
      expect([...(await saveTogether(all))].sort()).toEqual(uidsOf(rest).sort());
      expect((await stored(moved)).tokenVersion).toBe(moved.tokenVersion + 1);
    });

    it('are each won by one group if many groups save them at the same moment', async () => {
      const all = await connect(10);
      const groups = await inParallel(6, (index) =>
        saveTogether(index % 2 === 0 ? all : [...all].reverse())
      );
      const written = groups.flatMap((group) => [...group]);
      expect(new Set(written).size).toBe(written.length);
      for (const connection of all) {
        const { tokenVersion } = await stored(connection);
        const wasWritten = written.includes(connection.uid);
        expect(tokenVersion - connection.tokenVersion).toBe(wasWritten ? 1 : 0);
      }
    });
  });
});
