import { parseAppInput, parseAppUpdate } from '../../../server/src/controllers/validation/app';

const RULES = {
  providerIds: ['custom'],
  clientAuthMethods: ['client_secret_basic'],
  reservedAuthorizationParams: [],
  reservedTokenParams: [],
  transportHeaders: ['host'],
  assertConsentPageAllowed: (url: string) => new URL(url),
  assertUrlAllowed: (url: string) => new URL(url),
} as const;

const DEFAULT = { enabled: true, activeDays: null, idleIntervalDays: null };

const parseUpdate = (data: object) =>
  parseAppUpdate({ data: { configVersion: 1, ...data } }, RULES);

const parse = (backgroundRefresh: unknown) => parseUpdate({ backgroundRefresh }).backgroundRefresh;

const refusal = (backgroundRefresh: unknown): string => {
  try {
    parse(backgroundRefresh);
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
};

describe("an app's settings for the background refresh", () => {
  it('may be omitted, for a new app and for a change', () => {
    expect(parseAppInput({ data: { name: 'Mail' } }, RULES)).not.toHaveProperty(
      'backgroundRefresh',
      expect.anything()
    );
    expect(parseUpdate({})).toEqual({ configVersion: 1 });
  });

  it.each([
    DEFAULT,
    { enabled: false, activeDays: 30, idleIntervalDays: 0.5 },
    { enabled: true, activeDays: 3_650, idleIntervalDays: 3_650 },
  ])('are accepted as they are: %j', (settings) => {
    expect(parse(settings)).toEqual(settings);
  });

  it.each(['activeDays', 'idleIntervalDays'])('are refused with invalid days, at %s', (field) => {
    const of = (days: unknown) => refusal({ ...DEFAULT, [field]: days });
    const tooFew = `backgroundRefresh.${field}: Enter more than 0 days, or null for the default.`;
    const tooMany = `backgroundRefresh.${field}: Enter at most 3650 days, or null for the default.`;
    const noNumber = `backgroundRefresh.${field}: Enter a number of days, or null for the default.`;
    expect([0, -1].map(of)).toEqual([tooFew, tooFew]);
    expect([3_650.5, 1e300].map(of)).toEqual([tooMany, tooMany]);
    expect(['7', undefined, Number.NaN, {}].map(of)).toEqual(Array(4).fill(noNumber));
  });

  it('must be complete, so that an omitted part is not reset', () => {
    expect(refusal({ activeDays: 3, idleIntervalDays: null })).toBe(
      'backgroundRefresh.enabled: Enter true or false.'
    );
    expect(refusal(null)).toBe(
      'backgroundRefresh: Enter { enabled, activeDays, idleIntervalDays }, or leave it out.'
    );
  });
});

describe('the lifetime that an app assumes', () => {
  const parseLifetime = (defaultLifetimeSeconds: unknown) =>
    parseUpdate({ defaultLifetimeSeconds }).defaultLifetimeSeconds;

  it.each([1, 3_600, 315_360_000, null, undefined])('P07 may be %p', (value) => {
    expect(parseLifetime(value)).toBe(value);
  });

  it.each([
    [0, 'Enter more than 0 seconds'],
    [-1, 'Enter more than 0 seconds'],
    [0.5, 'Enter a whole number of seconds'],
    [315_360_001, 'Enter at most 315360000 seconds'],
    ['3600', 'Enter a whole number of seconds'],
    [{}, 'Enter a whole number of seconds'],
  ])('P07 may not be %p', (value, message) => {
    expect(() => parseLifetime(value)).toThrow(`defaultLifetimeSeconds: ${message}`);
  });
});

describe('S21 a name with invisible characters', () => {
  const named = (data: object): string => {
    try {
      parseUpdate(data);
      return 'accepted';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each(['202e', '2066', '200b', '200d', 'feff', '00ad', '2028', '3164', '2800', 'e0041'])(
    'is refused, as in a client id: U+%s',
    (codePoint) => {
      const text = `Google${String.fromCodePoint(Number.parseInt(codePoint, 16))}Mail`;
      const hint = 'This contains invisible characters.';
      expect(named({ name: text })).toContain(`name: ${hint}`);
      expect(named({ clientId: text })).toContain(`clientId: ${hint}`);
    }
  );

  it.each(['Größe & Maß', '谷歌邮件', 'بريد', 'Mail ❤️', "O'Brien – CRM"])(
    'does not include names in other scripts: %s',
    (name) => {
      expect(named({ name })).toBe('accepted');
    }
  );
});
