import { createSharedRun } from '../../../server/src/lib/shared-run';
import { nth } from '../../support/elements';

/** Work that ends when the test says so. */
const heldWork = () => {
  const runs: { end(result: string): void; fail(error: Error): void }[] = [];
  const work = () =>
    new Promise<string>((end, fail) => {
      runs.push({ end, fail });
    });
  return { runs, work };
};

describe('a run', () => {
  it('is joined while it is in flight, and starts again after its end', async () => {
    const { runs, work } = heldWork();
    const { run } = createSharedRun(work);
    const both = [run(), run()];
    expect(runs).toHaveLength(1);
    nth(runs, 0).end('first');
    await expect(Promise.all(both)).resolves.toEqual(['first', 'first']);

    const next = run();
    nth(runs, 1).end('second');
    await expect(next).resolves.toBe('second');
  });

  it('that fails, fails for all who wait, and the next one starts', async () => {
    const { runs, work } = heldWork();
    const { run } = createSharedRun(work);
    const both = [run(), run()];
    nth(runs, 0).fail(new Error('the database is gone'));
    for (const one of both) await expect(one).rejects.toThrow('the database is gone');
    void run();
    expect(runs).toHaveLength(2);
  });

  it('learns that it must stop, and the stop waits for it, however it ends', async () => {
    const { runs, work } = heldWork();
    const { run, stop, isStopping } = createSharedRun(work);
    const running = run();
    let isStopped = false;
    const stopped = stop().then(() => (isStopped = true));
    expect(isStopping()).toBe(true);
    await Promise.resolve();
    expect(isStopped).toBe(false);
    nth(runs, 0).fail(new Error('the database is gone'));
    await expect(running).rejects.toThrow();
    await stopped;
    expect(isStopped).toBe(true);
  });

  it('does not delay a stop if it is not in flight', async () => {
    const { work } = heldWork();
    await createSharedRun(work).stop();
  });
});
