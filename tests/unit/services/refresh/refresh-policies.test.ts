import { createRefreshPolicies } from '../../../../server/src/services/refresh/refresh-policies';
import { nextRefreshAt } from '../../../../server/src/services/tokens/token-life';

const DAY_MS = 24 * 60 * 60_000;
const NOW = Date.UTC(2026, 0, 1);

const policies = createRefreshPolicies({ activeDays: 10, idleIntervalDays: 20 });

const of = (days: { activeDays?: number; idleIntervalDays?: number }) =>
  policies.of({
    backgroundRefresh: { enabled: true, activeDays: null, idleIntervalDays: null, ...days },
  });

describe('the frequency of refreshes ahead of need', () => {
  it('comes from the configuration if the app sets nothing', () => {
    expect(policies.defaults).toEqual({ activeDays: 10, idleIntervalDays: 20 });
    expect(of({})).toEqual({ activeDays: 10, idleIntervalDays: 20 });
  });

  it('comes from the app, each number independently', () => {
    expect(of({ activeDays: 1 })).toEqual({ activeDays: 1, idleIntervalDays: 20 });
    expect(of({ idleIntervalDays: 0.5 })).toEqual({ activeDays: 10, idleIntervalDays: 0.5 });
  });
});

describe('the next refresh', () => {
  const EXPIRES_AT = new Date(NOW + 60 * 60_000);

  const daysUntilNext = (policy: ReturnType<typeof of>, unusedForDays: number) => {
    const lastUsedAt = new Date(NOW - unusedForDays * DAY_MS);
    const next = nextRefreshAt('a', NOW, EXPIRES_AT, lastUsedAt, policy);
    return ((next?.getTime() ?? 0) - NOW) / DAY_MS;
  };

  it('comes before the token expires while the connection counts as used', () => {
    expect(daysUntilNext(of({ activeDays: 3 }), 3)).toBeLessThan(1 / 24);
    expect(daysUntilNext(of({ activeDays: 3 }), 3.1)).toBeGreaterThan(1);
  });

  it("comes within the app's interval for an unused connection", () => {
    for (const idleIntervalDays of [1, 5, 90]) {
      const days = daysUntilNext(of({ idleIntervalDays }), 11);
      expect(days).toBeLessThanOrEqual(idleIntervalDays);
      expect(days).toBeGreaterThanOrEqual(idleIntervalDays * 0.7);
    }
  });
});
