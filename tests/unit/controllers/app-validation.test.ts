import { parseAppInput, parseAppUpdate } from '../../../server/src/controllers/validation/app';

const RULES = {
  providerIds: ['custom'],
  clientAuthMethods: ['client_secret_basic'],
  reservedAuthorizationParams: [],
  reservedTokenParams: [],
  assertUrlAllowed: (url: string) => new URL(url),
} as const;

const DEFAULT = { enabled: true, activeDays: null, idleIntervalDays: null };

const parse = (backgroundRefresh: unknown) =>
  parseAppUpdate({ data: { backgroundRefresh } }, RULES).backgroundRefresh;

const refusal = (backgroundRefresh: unknown): string => {
  try {
    parse(backgroundRefresh);
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
};

describe("an app's settings of the background refresh", () => {
  it('may be left out, of a new app and of a change', () => {
    expect(parseAppInput({ data: { name: 'Mail' } }, RULES)).not.toHaveProperty(
      'backgroundRefresh',
      expect.anything()
    );
    expect(parseAppUpdate({ data: {} }, RULES)).toEqual({});
  });

  it.each([
    DEFAULT,
    { enabled: false, activeDays: 30, idleIntervalDays: 0.5 },
    { enabled: true, activeDays: 3_650, idleIntervalDays: 3_650 },
  ])('are taken as they are: %j', (settings) => {
    expect(parse(settings)).toEqual(settings);
  });

  it.each(['activeDays', 'idleIntervalDays'])('refuse days that are none, at %s', (field) => {
    const of = (days: unknown) => refusal({ ...DEFAULT, [field]: days });
    const tooFew = `backgroundRefresh.${field}: Enter more than 0 days, or null for the default.`;
    const tooMany = `backgroundRefresh.${field}: Enter at most 3650 days, or null for the default.`;
    const noNumber = `backgroundRefresh.${field}: Enter a number of days, or null for the default.`;
    expect([0, -1].map(of)).toEqual([tooFew, tooFew]);
    expect([3_650.5, 1e300].map(of)).toEqual([tooMany, tooMany]);
    expect(['7', undefined, Number.NaN, {}].map(of)).toEqual(Array(4).fill(noNumber));
  });

  it('are given whole, so that a part that is left out is not reset', () => {
    expect(refusal({ activeDays: 3, idleIntervalDays: null })).toBe(
      'backgroundRefresh.enabled: Enter true or false.'
    );
    expect(refusal(null)).toBe(
      'backgroundRefresh: Enter { enabled, activeDays, idleIntervalDays }, or leave it out.'
    );
  });
});
