import { setImmediate as nextTurn } from 'node:timers/promises';

import { createTurns } from '../../../server/src/lib/turns';
import { nth } from '../../support/elements';

const LIMIT = 2;

/** Work that goes on until it is told to end. */
const held = () => {
  let end = () => {};
  let fail: (error: Error) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { ended, end, fail };
};

describe('turns', () => {
  it('allow no more than the limit at once, in the order of arrival', async () => {
    const { run } = createTurns(LIMIT);
    const works = Array.from({ length: 5 }, held);
    const started: number[] = [];
    const all = works.map(({ ended }, i) =>
      run('app', () => {
        started.push(i);
        return ended;
      })
    );
    await nextTurn();
    expect(started).toEqual([0, 1]);
    nth(works, 1).end();
    await nextTurn();
    expect(started).toEqual([0, 1, 2]);
    for (const { end } of works) end();
    await Promise.all(all);
    expect(started).toEqual([0, 1, 2, 3, 4]);
  });

  it('are passed on when the work fails', async () => {
    const { run } = createTurns(1);
    const first = held();
    const failing = run('app', () => first.ended);
    const second = run('app', async () => 'done');
    first.fail(new Error('no'));
    await expect(failing).rejects.toThrow('no');
    await expect(second).resolves.toBe('done');
    await expect(run('app', async () => 'again')).resolves.toBe('again');
  });

  it('last until they end, once', async () => {
    const { begin, run } = createTurns(1);
    const end = await begin('app');
    const [second, third] = [held(), held()];
    const started: string[] = [];
    const note = (name: string, { ended }: ReturnType<typeof held>) =>
      run('app', () => {
        started.push(name);
        return ended;
      });
    const all = [note('second', second), note('third', third)];
    await nextTurn();
    expect(started).toEqual([]);
    end();
    end();
    await nextTurn();
    expect(started).toEqual(['second']);
    for (const { end: endWork } of [second, third]) endWork();
    await Promise.all(all);
  });

  it('of one key do not wait for those of another', async () => {
    const { run } = createTurns(1);
    const slow = held();
    const waiting = run('slow', () => slow.ended);
    await expect(run('quick', async () => 'done')).resolves.toBe('done');
    slow.end();
    await waiting;
  });
});
