import { createOrphanSweep } from '../../../../server/src/services/connections/orphan-sweep';
import type { Store } from '../../../../server/src/store';
import type { Connection } from '../../../../server/src/store/connections';
import { appRow, connectionRow } from '../../../support/databases/rows';
import { only } from '../../../support/elements';

/** The pauses between batches end at once. */
jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const DAY_MS = 24 * 60 * 60_000;
const NOTHING = { found: 0, deleted: 0, notRevoked: 0 };
const SHARED = { kind: 'shared' } as const;

/** Rows in a map, and two apps. The owner "gone" is gone. `steps` are the effects, in their order. */
const setUp = (rows: readonly Connection[], { deleteOrphans = true } = {}) => {
  let nowMs = 1_800_000_000_000;
  const stored = new Map(rows.map((row) => [row.uid, row]));
  const apps = new Map(['mail', 'files'].map((key) => [key, appRow({ key })]));
  const goneOwners = new Set(['gone']);
  const steps: string[] = [];
  let keyId: string | null = 'key';

  const change = (uid: string, changes: Partial<Connection>) => {
    const row = stored.get(uid);
    if (row) stored.set(uid, { ...row, ...changes });
  };
  const noteAll = async (list: readonly { uid: string }[], orphanedSince: Date | null) => {
    for (const { uid } of list) change(uid, { orphanedSince });
  };
  const orphans: Partial<Store['orphans']> = {
    async *batches() {
      yield [...stored.values()];
    },
    note: noteAll,
    forget: (list) => noteAll(list, null),
    async claim({ uid, orphanedSince }, at) {
      if (stored.get(uid)?.orphanedSince?.getTime() !== orphanedSince?.getTime()) return false;
      change(uid, { orphanedSince: at });
      return true;
    },
    delete: async ({ uid, tokenVersion }) =>
      stored.get(uid)?.tokenVersion === tokenVersion && stored.delete(uid),
  };
  const store = {
    apps: { list: async () => [...apps.values()], find: async (key) => apps.get(key) ?? null },
    connections: { findByUid: async (uid) => stored.get(uid) ?? null },
    orphans,
    secrets: { currentKeyId: () => keyId },
  } satisfies { [Name in keyof Store]?: Partial<Store[Name]> };
  const revoke = jest.fn(async (_app: unknown, { token }: { token: string }) => {
    steps.push(`revoke ${token}`);
    return true;
  });
  const warn = jest.fn<void, [string]>();
  const create = () =>
    createOrphanSweep({
      clock: { now: () => nowMs, monotonicMs: () => nowMs },
      log: { debug: warn, info: warn, warn, error: warn },
      store: store as unknown as Pick<Store, 'apps' | 'connections' | 'orphans' | 'secrets'>,
      owners: {
        gone: async () => (owner) => owner.kind !== 'shared' && goneOwners.has(owner.id),
      },
      connections: {
        openRevocation: (_app, { uid }) => ({
          token: uid,
          tokenTypeHint: 'refresh_token',
          values: {},
        }),
        announceEnd: (ended, reason) => void steps.push(`${reason}: ${only(ended).uid}`),
      },
      revocations: { revoke },
      tokenCache: { forget: () => void steps.push('forget the token') },
      deleteOrphans,
    });
  const pass = (ms: number) => (nowMs += ms);
  const loseKey = () => (keyId = null);
  const sweep = create();
  return { create, sweep, stored, apps, goneOwners, steps, change, revoke, warn, pass, loseKey };
};

const leaver = (uid = 'leaver') => connectionRow({ uid, owner: { kind: 'admin', id: 'gone' } });
const appless = connectionRow({ uid: 'appless', appKey: 'gone', owner: SHARED });

describe('an orphaned connection', () => {
  it('is only noted at first, with a warning that says whose it was and what comes next', async () => {
    const { sweep, stored, steps, warn } = setUp([leaver(), connectionRow({ owner: SHARED })]);
    await expect(sweep.run()).resolves.toEqual({ ...NOTHING, found: 1 });
    expect(steps).toEqual([]);
    const noted = [...stored.values()].filter((row) => row.orphanedSince);
    expect(only(noted).uid).toBe('leaver');
    const [message] = only(warn.mock.calls);
    expect(message).toMatch(/of 1 connection\(s\) is gone.* in a day .*deleted: .*"leaver"/);
    expect(message).toContain('"owner":{"kind":"admin","id":"gone"}');
  });

  it('is revoked, and only then deleted, a day after it was found, and not a moment earlier', async () => {
    const { sweep, stored, steps, pass } = setUp([leaver()]);
    await sweep.run();
    pass(DAY_MS - 1);
    await expect(sweep.run()).resolves.toEqual(NOTHING);
    pass(1);
    await expect(sweep.run()).resolves.toEqual({ ...NOTHING, deleted: 1 });
    expect(steps).toEqual(['revoke leaver', 'forget the token', 'owner_deleted: leaver']);
    expect(stored.size).toBe(0);
  });

  it('without an app cannot be revoked, and the log says how many are not', async () => {
    const { sweep, steps, revoke, warn, pass } = setUp([appless]);
    await sweep.run();
    pass(DAY_MS);
    await expect(sweep.run()).resolves.toEqual({ found: 0, deleted: 1, notRevoked: 1 });
    expect(steps).toEqual(['forget the token', 'app_deleted: appless']);
    expect(revoke).not.toHaveBeenCalled();
    expect(warn).toHaveBeenLastCalledWith(expect.stringContaining('revocation of 1 of them'));
  });

  it('starts its wait anew if its owner was there in between', async () => {
    const { sweep, stored, goneOwners, pass } = setUp([leaver()]);
    await sweep.run();
    goneOwners.clear();
    pass(DAY_MS);
    await sweep.run();
    expect(stored.get('leaver')).toMatchObject({ orphanedSince: null });
    goneOwners.add('gone');
    await expect(sweep.run()).resolves.toEqual({ ...NOTHING, found: 1 });
  });

  it.each([
    ['came with an old backup', 8 * DAY_MS],
    ['is from the future', -8 * DAY_MS],
  ])('is noted anew if its note %s', async (_case, ageMs) => {
    const { sweep, change, stored, pass } = setUp([leaver()]);
    const nowMs = pass(0);
    change('leaver', { orphanedSince: new Date(nowMs - ageMs) });
    await expect(sweep.run()).resolves.toEqual({ ...NOTHING, found: 1 });
    expect(stored.get('leaver')).toMatchObject({ orphanedSince: new Date(nowMs) });
  });

  it('stays if its owner is back, or it has connected again, before its turn comes', async () => {
    const rows = [leaver('reconnected'), leaver('next')];
    const { sweep, stored, goneOwners, change, revoke, steps, pass } = setUp(rows);
    await sweep.run();
    pass(DAY_MS);
    revoke.mockImplementationOnce(async () => {
      change('reconnected', { tokenVersion: 2 });
      goneOwners.clear();
      return true;
    });
    await expect(sweep.run()).resolves.toEqual(NOTHING);
    expect([...stored.keys()]).toEqual(['reconnected', 'next']);
    expect(revoke).toHaveBeenCalledTimes(1);
    expect(steps).toEqual([]);
  });
});

describe('the sweep', () => {
  it('of several instances at once ends each orphan once', async () => {
    const { create, sweep, steps, pass } = setUp([leaver('a'), leaver('b')]);
    await sweep.run();
    pass(DAY_MS);
    const runs = await Promise.all([sweep.run(), create().run()]);
    expect(runs.map(({ deleted }) => deleted).reduce((sum, count) => sum + count)).toBe(2);
    const revoked = steps.filter((step) => step.startsWith('revoke'));
    expect(revoked.sort()).toEqual(['revoke a', 'revoke b']);
  });

  it('writes nothing while the key is missing, because nothing could be revoked', async () => {
    const { sweep, stored, loseKey, warn } = setUp([leaver()]);
    loseKey();
    await expect(sweep.run()).resolves.toEqual(NOTHING);
    expect(stored.get('leaver')).toMatchObject({ orphanedSince: null });
    expect(warn).not.toHaveBeenCalled();
  });

  it('only tells of orphans if it must not delete, and names no more than fifty', async () => {
    const rows = Array.from({ length: 51 }, (_, index) => leaver(`leaver ${index}`));
    const { sweep, stored, warn, pass } = setUp(rows, { deleteOrphans: false });
    await expect(sweep.run()).resolves.toEqual({ ...NOTHING, found: 51 });
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/deleteOrphans.*, and others$/));
    const [message] = only(warn.mock.calls);
    expect(message.match(/"connection":/g)).toHaveLength(50);
    pass(2 * DAY_MS);
    await expect(sweep.run()).resolves.toEqual(NOTHING);
    expect(stored.size).toBe(51);
  });

  it('ends after the orphan in hand when Strapi stops, and the stop waits for that', async () => {
    const { sweep, stored, revoke, steps, pass } = setUp([leaver('a'), leaver('b')]);
    await sweep.run();
    pass(DAY_MS);
    let stopped = Promise.resolve();
    revoke.mockImplementationOnce(async () => {
      stopped = sweep.stop().then(() => void steps.push('stopped'));
      return true;
    });
    await expect(sweep.run()).resolves.toEqual({ ...NOTHING, deleted: 1 });
    await stopped;
    expect(steps).toEqual(['forget the token', 'owner_deleted: a', 'stopped']);
    expect([...stored.keys()]).toEqual(['b']);
  });
});
