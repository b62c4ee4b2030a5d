import { setImmediate as nextTurn } from 'node:timers/promises';

import { createTurns } from '../../../server/src/services/turns';

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
  it('let no more than the limit run at a time, in the order in which they came', async () => {
    const inTurn = createTurns(LIMIT);
    const works = Array.from({ length: 5 }, held);
    const started: number[] = [];
    const all = works.map(({ ended }, i) =>
      inTurn('app', () => {
        started.push(i);
        return ended;
      })
    );
    await nextTurn();
    expect(started).toEqual([0, 1]);
    works[1].end();
    await nextTurn();
    expect(started).toEqual([0, 1, 2]);
    for (const { end } of works) end();
    await Promise.all(all);
    expect(started).toEqual([0, 1, 2, 3, 4]);
  });

  it('hand the place on when the work fails', async () => {
    const inTurn = createTurns(1);
    const first = held();
    const failing = inTurn('app', () => first.ended);
    const second = inTurn('app', async () => 'done');
    first.fail(new Error('no'));
    await expect(failing).rejects.toThrow('no');
    await expect(second).resolves.toBe('done');
    await expect(inTurn('app', async () => 'again')).resolves.toBe('again');
  });

  it('of one key do not wait for those of another', async () => {
    const inTurn = createTurns(1);
    const slow = held();
    const waiting = inTurn('slow', () => slow.ended);
    await expect(inTurn('quick', async () => 'done')).resolves.toBe('done');
    slow.end();
    await waiting;
  });
});
