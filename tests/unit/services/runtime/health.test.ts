import { createHealth } from '../../../../server/src/services/runtime/health';
import type { SealedCounts } from '../../../../server/src/store/row-re-encryption';
import { ENCRYPTION_MESSAGES, type EncryptionState } from '../../../../server/src/store/secrets';

type HealthStore = Parameters<typeof createHealth>[0]['store'];

/** How long the counts may be reused. */
const TTL_MS = 30_000;

const setUp = ({ deleteOrphans = false } = {}) => {
  let nowMs = 1_800_000_000_000;
  const stored = {
    encryption: 'ready' as EncryptionState,
    isKeyCheckRenewed: false,
    unreadableApps: 0,
    orphans: 0,
    sealed: {
      apps: { unreadable: 0, sealedWithFormerKeys: 0 },
      connections: { unreadable: 0, sealedWithFormerKeys: 0 },
    },
  };
  const countSealed = jest.fn(
    async (table: keyof typeof stored.sealed): Promise<SealedCounts> => stored.sealed[table]
  );
  const countOrphans = jest.fn(async () => stored.orphans);
  const store = {
    apps: { countUnreadable: async () => stored.unreadableApps },
    orphans: { count: countOrphans },
    reEncryption: { count: countSealed },
    secrets: {
      state: () => stored.encryption,
      isKeyCheckRenewed: () => stored.isKeyCheckRenewed,
    },
  };
  const { read } = createHealth({
    clock: { now: () => nowMs, monotonicMs: () => 0 },
    store: store as unknown as HealthStore,
    deleteOrphans,
  });
  return { read, stored, countSealed, countOrphans, passMs: (ms: number) => (nowMs += ms) };
};

describe('the health', () => {
  it('adds up apps and connections that await the current key, and keeps unreadable ones apart', async () => {
    const { read, stored } = setUp({ deleteOrphans: true });
    stored.unreadableApps = 1;
    stored.orphans = 2;
    stored.sealed.apps = { unreadable: 10, sealedWithFormerKeys: 20 };
    stored.sealed.connections = { unreadable: 300, sealedWithFormerKeys: 400 };
    await expect(read()).resolves.toMatchObject({
      unreadableSecrets: 1,
      unreadableConnections: 300,
      sealedWithFormerKeys: 420,
      orphanedConnections: 2,
      deletesOrphans: true,
    });
  });

  it.each<EncryptionState>(['ready', 'missing_key', 'invalid_key'])(
    'tells what to do while the encryption is %s',
    async (encryption) => {
      const { read, stored } = setUp();
      stored.encryption = encryption;
      const message = ENCRYPTION_MESSAGES[encryption];
      await expect(read()).resolves.toMatchObject({ encryption, message });
    }
  );

  it('counts the whole table at most once in half a minute', async () => {
    const { read, stored, countSealed, passMs } = setUp();
    await read();
    stored.orphans = 5;
    passMs(TTL_MS - 1);
    await expect(read()).resolves.toMatchObject({ orphanedConnections: 0 });
    expect(countSealed.mock.calls).toEqual([['apps'], ['connections']]);
    passMs(1);
    await expect(read()).resolves.toMatchObject({ orphanedConnections: 5 });
  });

  it('always shows the present state of the keys and of the apps, whose repair people watch', async () => {
    const { read, stored } = setUp();
    await read();
    stored.encryption = 'invalid_key';
    stored.isKeyCheckRenewed = true;
    stored.unreadableApps = 3;
    await expect(read()).resolves.toMatchObject({
      encryption: 'invalid_key',
      isKeyCheckRenewed: true,
      unreadableSecrets: 3,
    });
  });

  it('counts again if the clock was set back, instead of reusing the counts for hours', async () => {
    const { read, stored, passMs } = setUp();
    await read();
    stored.orphans = 5;
    passMs(-3_600_000);
    await expect(read()).resolves.toMatchObject({ orphanedConnections: 5 });
  });

  it('counts once for concurrent callers', async () => {
    const { read, countOrphans } = setUp();
    await Promise.all(Array.from({ length: 10 }, read));
    expect(countOrphans).toHaveBeenCalledTimes(1);
  });

  it('counts again at once after a count that failed', async () => {
    const { read, stored, countSealed } = setUp();
    countSealed.mockRejectedValueOnce(new Error('the database is gone'));
    await expect(read()).rejects.toThrow('the database is gone');
    stored.orphans = 5;
    await expect(read()).resolves.toMatchObject({ orphanedConnections: 5 });
  });

  it('keeps newer counts when an older count fails late', async () => {
    const { read, countSealed, countOrphans, passMs } = setUp();
    let fail = (): void => {};
    const late = new Promise<never>((_resolve, reject) => {
      fail = () => reject(new Error('the database is gone'));
    });
    const isCounting = new Promise<void>((resolve) => {
      countSealed.mockImplementationOnce(() => {
        resolve();
        return late;
      });
    });
    const older = read();
    await isCounting;
    passMs(TTL_MS);
    await read();
    fail();
    await expect(older).rejects.toThrow('the database is gone');
    await read();
    expect(countOrphans).toHaveBeenCalledTimes(1);
  });
});
