import { createRateLimiter } from '../../../server/src/lib/rate-limiter';

const MINUTE_MS = 60_000;

const START_MS = 1_900_000_000_000;

const limited = (perMinute: number, maxKeys = 1_000) => {
  let nowMs = START_MS;
  const limiter = createRateLimiter({ perMinute, maxKeys, now: () => nowMs });
  const takeMany = (key: string, count: number) =>
    Array.from({ length: count }, () => limiter.take(key));
  return { limiter, takeMany, pass: (ms: number) => (nowMs += ms) };
};

describe('a limit', () => {
  it.each([1, 7, 30, 60, 999])('of %d accepts that many at once, and no more', (perMinute) => {
    const { takeMany } = limited(perMinute);
    const waits = takeMany('a', perMinute + 5);
    expect(waits.filter((wait) => wait === 0)).toHaveLength(perMinute);
    expect(waits.slice(perMinute).every((wait) => wait > 0)).toBe(true);
  });

  it('says how long to wait, and is right', () => {
    const { limiter, takeMany, pass } = limited(30);
    takeMany('a', 30);
    const waitMs = limiter.take('a');
    expect(waitMs).toBe(2_000);
    pass(waitMs - 1);
    expect(limiter.take('a')).toBe(1);
    pass(1);
    expect(limiter.take('a')).toBe(0);
  });

  it('is not extended for those who ask too early', () => {
    const { limiter, takeMany, pass } = limited(30);
    takeMany('a', 10_000);
    pass(2_000);
    expect(limiter.take('a')).toBe(0);
  });

  it('starts again after a minute', () => {
    const { takeMany, pass } = limited(30);
    takeMany('a', 30);
    pass(MINUTE_MS);
    expect(takeMany('a', 30).every((wait) => wait === 0)).toBe(true);
  });

  it('accepts at most twice as many in any minute', () => {
    const { limiter, pass } = limited(30);
    let passed = 0;
    for (let second = 0; second < 60; second += 1) {
      for (let i = 0; i < 10; i += 1) if (limiter.take('a') === 0) passed += 1;
      pass(1_000);
    }
    expect(passed).toBeLessThan(60);
  });

  it('for one key does not affect another', () => {
    const { limiter, takeMany } = limited(30);
    takeMany('a', 100);
    expect(limiter.take('b')).toBe(0);
  });

  it('stores no more keys than allowed, whoever asks', () => {
    const { limiter } = limited(30, 100);
    for (let i = 0; i < 100_000; i += 1) limiter.take(`address ${i}`);
    expect(limiter.size).toBe(100);
  });

  it('locks nobody out when the clock is set back', () => {
    const { limiter, takeMany, pass } = limited(30);
    takeMany('a', 30);
    pass(-24 * 60 * MINUTE_MS);
    expect(limiter.take('a')).toBe(2_000);
    pass(2_000);
    expect(limiter.take('a')).toBe(0);
  });
});
