import { backoffMs, refreshDueAt } from '../../../../server/src/services/tokens/token-life';

const NOW = Date.UTC(2026, 0, 1);
const expiringIn = (seconds: number) => new Date(NOW + seconds * 1_000);
const secondsLeftWhenDue = (lifetimeSeconds: number, uid = 'a') => {
  const expiresAt = expiringIn(lifetimeSeconds);
  const dueAt = refreshDueAt(uid, NOW, expiresAt);
  return (expiresAt.getTime() - (dueAt?.getTime() ?? 0)) / 1_000;
};

describe('the time at which a token is due', () => {
  it('is with a fifth of a short lifetime left, and at most half as much earlier', () => {
    expect(secondsLeftWhenDue(60)).toBeGreaterThanOrEqual(12);
    expect(secondsLeftWhenDue(60)).toBeLessThanOrEqual(18);
  });

  it('is with five minutes of a long lifetime left, and at most half as much earlier', () => {
    expect(secondsLeftWhenDue(86_400)).toBeGreaterThanOrEqual(300);
    expect(secondsLeftWhenDue(86_400)).toBeLessThanOrEqual(450);
  });

  it('differs between connections, and stays the same for one', () => {
    const times = new Set(
      Array.from({ length: 50 }, (_, i) => secondsLeftWhenDue(3_600, `uid-${i}`))
    );
    expect(times.size).toBeGreaterThan(40);
    expect(secondsLeftWhenDue(3_600, 'b')).toBe(secondsLeftWhenDue(3_600, 'b'));
  });

  it('never comes if the provider gave no lifetime', () => {
    expect(refreshDueAt('a', NOW, null)).toBeNull();
  });
});

describe('the wait after transient faults', () => {
  it('doubles from a second to a quarter of an hour', () => {
    const longest = (failures: number) => backoffMs(failures, undefined, () => 1);
    expect([1, 2, 3, 9, 10, 11, 500].map(longest)).toEqual([
      2_000, 4_000, 8_000, 512_000, 900_000, 900_000, 900_000,
    ]);
  });

  it('is never less than half of that, so that an hour of faults costs at most 20 requests', () => {
    let elapsedMs = 0;
    let requests = 0;
    for (; elapsedMs < 3_600_000; requests += 1)
      elapsedMs += backoffMs(requests + 1, undefined, () => 0);
    expect(requests).toBeLessThanOrEqual(20);
  });

  it('is not shorter than the provider requests', () => {
    expect(backoffMs(1, 120, () => 0)).toBe(120_000);
  });
});
