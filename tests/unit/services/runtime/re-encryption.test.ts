import { createReEncryption } from '../../../../server/src/services/runtime/re-encryption';
import type { ReEncryptionResult } from '../../../../server/src/store/row-re-encryption';
import type { SealedRow, SealedTableName } from '../../../../server/src/store/sealed-tables';
import { only } from '../../../support/elements';

type ReEncryptionStore = Parameters<typeof createReEncryption>[0]['store'];

/** After the boot, the run has started by then. */
const STARTED_MS = 10_000;

const mockSteps: string[] = [];

/** A pause between batches takes no time here. */
jest.mock('node:timers/promises', () => ({
  setTimeout: async () => void mockSteps.push('pause'),
}));

const rowOf = (id: number): SealedRow => ({ id, uid: `row ${id}` });

/** Two tables in batches, and what becomes of each of their rows. */
const setUp = (batches: Partial<Record<SealedTableName, number[][]>> = {}) => {
  mockSteps.length = 0;
  const results = new Map<number, ReEncryptionResult>();
  const reEncrypt = jest.fn(
    async (table: SealedTableName, { id }: SealedRow): Promise<ReEncryptionResult> => {
      mockSteps.push(`${table} ${id}`);
      return results.get(id) ?? 'done';
    }
  );
  const store = {
    reEncryption: {
      batches: async function* (table: SealedTableName) {
        for (const ids of batches[table] ?? []) yield ids.map(rowOf);
      },
      reEncrypt,
    },
    secrets: { currentKeyId: () => 'k2' },
  };
  const lines: { level: string; message: string }[] = [];
  const write = (level: string) => (message: string) => void lines.push({ level, message });
  const log = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
  const reEncryption = createReEncryption({ log, store: store as unknown as ReEncryptionStore });
  return { reEncryption, reEncrypt, results, lines, steps: mockSteps };
};

/** Holds up the first row until the test lets it go on. */
const heldUp = ({ reEncrypt }: ReturnType<typeof setUp>) => {
  let goOn = (): void => {};
  const isStarted = new Promise<void>((resolve) => {
    reEncrypt.mockImplementationOnce(() => {
      resolve();
      return new Promise((give) => (goOn = () => give('done')));
    });
  });
  return { isStarted, goOn: () => goOn() };
};

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('a re-encryption', () => {
  it('goes through apps and connections, and pauses after each batch', async () => {
    const { reEncryption, steps } = setUp({ apps: [[1, 2], [3]], connections: [[4]] });
    await expect(reEncryption.run()).resolves.toEqual({ reEncrypted: 4, unreadable: 0 });
    const apps = ['apps 1', 'apps 2', 'pause', 'apps 3', 'pause'];
    expect(steps).toEqual([...apps, 'connections 4', 'pause']);
  });

  it('does not count a row that another writer has sealed meanwhile', async () => {
    const { reEncryption, results, lines } = setUp({ apps: [[1, 2, 3]] });
    results.set(1, 'changed').set(2, 'unreadable');
    await expect(reEncryption.run()).resolves.toEqual({ reEncrypted: 1, unreadable: 1 });
    expect(lines).toMatchObject([
      { level: 'info', message: expect.stringMatching(/: 1 apps .*"k2"/) },
      { level: 'warn', message: expect.stringMatching(/: 1 apps .*stays as it is/) },
    ]);
  });

  it('logs nothing if there was nothing to do', async () => {
    const { reEncryption, lines } = setUp();
    await reEncryption.run();
    expect(lines).toEqual([]);
  });

  it('is one run for concurrent callers', async () => {
    const { reEncryption, reEncrypt } = setUp({ connections: [[1, 2]] });
    const runs = await Promise.all([reEncryption.run(), reEncryption.run()]);
    expect(runs).toEqual(Array(2).fill({ reEncrypted: 2, unreadable: 0 }));
    expect(reEncrypt).toHaveBeenCalledTimes(2);
  });

  it('ends with an error of the database, and the next run tries again', async () => {
    const { reEncryption, reEncrypt } = setUp({ apps: [[1]] });
    reEncrypt.mockRejectedValueOnce(new Error('the database is gone'));
    await expect(reEncryption.run()).rejects.toThrow('the database is gone');
    await expect(reEncryption.run()).resolves.toMatchObject({ reEncrypted: 1 });
  });
});

describe('the re-encryption after a boot', () => {
  it('does not hold up the boot, and starts by itself soon after', async () => {
    const { reEncryption, steps } = setUp({ apps: [[1]] });
    reEncryption.startSoon();
    expect(steps).toEqual([]);
    await jest.advanceTimersByTimeAsync(STARTED_MS);
    expect(steps).toEqual(['apps 1', 'pause']);
  });

  it('does not start again if a run was requested meanwhile', async () => {
    const { reEncryption, reEncrypt } = setUp({ apps: [[1]] });
    reEncryption.startSoon();
    await reEncryption.run();
    await jest.advanceTimersByTimeAsync(STARTED_MS);
    expect(reEncrypt).toHaveBeenCalledTimes(1);
  });

  it('logs its failure, which nobody waits for', async () => {
    const { reEncryption, reEncrypt, lines } = setUp({ apps: [[1]] });
    reEncrypt.mockRejectedValueOnce(new Error('the database is gone'));
    reEncryption.startSoon();
    await jest.advanceTimersByTimeAsync(STARTED_MS);
    expect(only(lines)).toMatchObject({
      level: 'error',
      message: expect.stringContaining('the re-encryption failed: Error: the database is gone'),
    });
  });
});

describe('the shutdown', () => {
  it('prevents a start that is due', async () => {
    const { reEncryption, steps } = setUp({ apps: [[1]] });
    reEncryption.startSoon();
    await reEncryption.stop();
    await jest.advanceTimersByTimeAsync(STARTED_MS);
    expect(steps).toEqual([]);
  });

  it('waits for the row in progress, and lets no other row of any table follow', async () => {
    const scene = setUp({ apps: [[1, 2]], connections: [[3]] });
    const { isStarted, goOn } = heldUp(scene);
    const run = scene.reEncryption.run();
    await isStarted;
    let isStopped = false;
    const stopped = scene.reEncryption.stop().then(() => (isStopped = true));
    await jest.advanceTimersByTimeAsync(STARTED_MS);
    expect(isStopped).toBe(false);
    goOn();
    await stopped;
    await expect(run).resolves.toEqual({ reEncrypted: 1, unreadable: 0 });
    expect(scene.reEncrypt).toHaveBeenCalledTimes(1);
  });
});
