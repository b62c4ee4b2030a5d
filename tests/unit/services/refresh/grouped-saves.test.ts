import { setImmediate as nextTurn } from 'node:timers/promises';

import { createGroupedSaves } from '../../../../server/src/services/refresh/grouped-saves';
import type { Store } from '../../../../server/src/store';
import type { Connection, TokensToStore } from '../../../../server/src/store/connections';
import type { FencedUpdate } from '../../../../server/src/store/fenced-updates';
import { connectionRow } from '../../../support/databases/rows';
import { nth, only } from '../../../support/elements';

/** The waits of the part, which end when the test says so. */
const mockWaits: { ms: number; end(): void }[] = [];

jest.mock('node:timers/promises', () => ({
  ...jest.requireActual<object>('node:timers/promises'),
  setTimeout: (ms: number) => new Promise<void>((end) => mockWaits.push({ ms, end })),
}));

const REFRESHED_AT = new Date(1_800_000_000_000);
const LONGEST_WAIT_MS = 100;

const TOKENS: TokensToStore = {
  accessToken: 'renewed',
  refreshToken: 'rotated',
  tokenType: 'Bearer',
  expiresAt: null,
  scopesGranted: [],
  nextRefreshAt: null,
};

/** A database of token versions. A commit lasts until the test ends it, if the test holds it. */
const setUp = () => {
  const versions = new Map<string, number>();
  /** Rows that another transaction is writing: a group skips them. */
  const locked = new Set<string>();
  const groups: string[][] = [];
  const alone: string[] = [];
  let hold: Promise<void> | undefined;

  const write = ({ uid, tokenVersion }: Pick<FencedUpdate, 'uid' | 'tokenVersion'>): boolean => {
    if (versions.get(uid) !== tokenVersion) return false;
    versions.set(uid, tokenVersion + 1);
    return true;
  };
  const saveRefreshed = jest.fn(async (connection: Connection) => {
    alone.push(connection.uid);
    return write(connection);
  });
  const updateTogether = jest.fn(async (updates: readonly FencedUpdate[]) => {
    groups.push(updates.map(({ uid }) => uid));
    await hold;
    const saved = updates.filter((update) => !locked.has(update.uid) && write(update));
    return new Set(saved.map(({ uid }) => uid));
  });
  const store: {
    connections: Pick<Store['connections'], 'saveRefreshed' | 'refreshedUpdate'>;
    fencedUpdates: Store['fencedUpdates'];
  } = {
    connections: {
      saveRefreshed,
      refreshedUpdate: ({ uid, tokenVersion }) => ({ uid, tokenVersion, data: {} }),
    },
    fencedUpdates: { updateTogether },
  };
  const saves = createGroupedSaves({
    store: store as Pick<Store, 'connections' | 'fencedUpdates'>,
  });
  return {
    versions,
    locked,
    groups,
    alone,
    saveRefreshed,
    updateTogether,
    /** A response for a row that is as it was when its refresh began. */
    save(uid: string): Promise<boolean> {
      const connection = connectionRow({ uid });
      versions.set(uid, connection.tokenVersion);
      return saves.save(connection, TOKENS, REFRESHED_AT);
    },
    holdCommits(): () => void {
      let release = (): void => {};
      hold = new Promise((resolve) => (release = resolve));
      return release;
    },
  };
};

const uids = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `connection ${index}`);

beforeEach(() => {
  mockWaits.length = 0;
});

describe('responses that arrive together', () => {
  it('are saved in one commit', async () => {
    const { save, groups, alone, versions } = setUp();
    const saved = await Promise.all(uids(20).map(save));
    expect(saved).toEqual(uids(20).map(() => true));
    expect(groups).toEqual([uids(20)]);
    expect(alone).toEqual([]);
    expect([...versions.values()]).toEqual(uids(20).map(() => 2));
  });

  it('are saved by fifty, so that no commit becomes long', async () => {
    const { save, groups } = setUp();
    await Promise.all(uids(120).map(save));
    expect(groups.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(groups.flat()).toEqual(uids(120));
  });

  it('learn individually what became of their rows: one is locked, one has moved on', async () => {
    const { save, locked, versions, alone } = setUp();
    locked.add('locked');
    const saved = ['free', 'locked', 'moved on'].map(save);
    versions.set('moved on', 7);
    await expect(Promise.all(saved)).resolves.toEqual([true, true, false]);
    expect(alone).toEqual(['locked', 'moved on']);
    expect(Object.fromEntries(versions)).toEqual({ free: 2, locked: 2, 'moved on': 7 });
  });

  it('are saved one by one if their commit fails, and one that fails again fails alone', async () => {
    const { save, updateTogether, saveRefreshed } = setUp();
    updateTogether.mockRejectedValueOnce(new Error('deadlock'));
    saveRefreshed.mockRejectedValueOnce(new Error('the connection is lost'));
    const [first, second] = await Promise.allSettled(['first', 'second'].map(save));
    expect(first).toMatchObject({ reason: { message: 'the connection is lost' } });
    expect(second).toMatchObject({ value: true });
  });
});

describe('a response', () => {
  it('that cannot be sealed fails alone, and later ones are saved', async () => {
    const { save, saveRefreshed } = setUp();
    saveRefreshed.mockImplementationOnce(() => {
      throw new Error('the key is missing');
    });
    await expect(save('a')).rejects.toThrow('the key is missing');
    await expect(save('b')).resolves.toBe(true);
  });

  it('that arrives alone needs no group', async () => {
    const { save, groups, alone } = setUp();
    await expect(save('only')).resolves.toBe(true);
    expect(groups).toEqual([]);
    expect(alone).toEqual(['only']);
  });

  it('that arrives during a commit waits for the next one, with all that arrive by then', async () => {
    const { save, holdCommits, groups } = setUp();
    const release = holdCommits();
    const saved = [save('a'), save('b')];
    await nextTurn();
    saved.push(save('c'));
    await nextTurn();
    saved.push(save('d'));
    await nextTurn();
    expect(groups).toEqual([['a', 'b']]);
    release();
    await expect(Promise.all(saved)).resolves.toEqual([true, true, true, true]);
    expect(groups).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('does not wait for another of its group, whose row somebody has locked', async () => {
    const { save, locked, saveRefreshed } = setUp();
    locked.add('locked');
    saveRefreshed.mockReturnValueOnce(new Promise(() => undefined));
    const isSettled = jest.fn();
    const saved = ['free', 'locked'].map(save);
    void nth(saved, 1).finally(isSettled);
    await expect(nth(saved, 0)).resolves.toBe(true);
    expect(isSettled).not.toHaveBeenCalled();
  });

  it('waits no longer than 100 ms for a commit that hangs, and the late commit still counts', async () => {
    const { save, holdCommits, groups, alone } = setUp();
    const release = holdCommits();
    const hanging = ['a', 'b'].map(save);
    await nextTurn();
    const next = save('c');
    await nextTurn();
    expect(alone).toEqual([]);
    const wait = only(mockWaits);
    expect(wait.ms).toBe(LONGEST_WAIT_MS);
    wait.end();
    await expect(next).resolves.toBe(true);
    release();
    await expect(Promise.all(hanging)).resolves.toEqual([true, true]);
    expect(groups).toEqual([['a', 'b']]);
  });

  it('that arrives after all others were saved starts a commit again', async () => {
    const { save, groups } = setUp();
    await Promise.all(['a', 'b'].map(save));
    await Promise.all(['c', 'd'].map(save));
    expect(groups).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });
});
