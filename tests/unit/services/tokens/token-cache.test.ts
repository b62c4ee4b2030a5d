import type { Owner } from '../../../../server/src/owners/kinds';
import { apiRequestSettings, STANDARD_PROTOCOL } from '../../../../server/src/protocol-settings';
import {
  createTokenCache,
  rowKey,
  type CachedToken,
} from '../../../../server/src/services/tokens/token-cache';

const NOW = 1_800_000_000_000;
const JANE: Owner = { kind: 'admin', id: 'jane' };

const identity = (appKey: string, owner: Owner = JANE, account = 'default') => ({
  appKey,
  owner,
  account,
});

const token = (changes: Partial<CachedToken> = {}): CachedToken => ({
  uid: 'connection',
  tokenVersion: 1,
  variableValues: null,
  accessToken: 'token',
  tokenType: 'Bearer',
  scopes: [],
  apiRequest: apiRequestSettings(STANDARD_PROTOCOL),
  values: {},
  apiOrigins: [],
  expiresAtMs: NOW + 3_600_000,
  lifetimeMs: 3_600_000,
  refreshDueAtMs: NOW + 3_000_000,
  checkedAtMs: NOW,
  ...changes,
});

const cacheOf = (...identities: ReturnType<typeof identity>[]) => {
  const cache = createTokenCache({ maxCachedTokens: 10 });
  for (const one of identities) cache.set(one, token());
  return cache;
};

describe('a token in memory', () => {
  it('is ready until it must be compared with its row again', () => {
    const cache = cacheOf(identity('mail'));
    expect(cache.ready(identity('mail'), NOW + 9_000)).toMatchObject({ accessToken: 'token' });
    expect(cache.ready(identity('mail'), NOW + 10_000)).toBeUndefined();
    expect(cache.get(identity('mail'))).toMatchObject({ accessToken: 'token' });
  });

  it('is ready until it is due for a refresh', () => {
    const cache = createTokenCache({ maxCachedTokens: 10 });
    cache.set(identity('mail'), token({ refreshDueAtMs: NOW + 1_000 }));
    expect(cache.ready(identity('mail'), NOW + 999)).toBeDefined();
    expect(cache.ready(identity('mail'), NOW + 1_000)).toBeUndefined();
  });

  it('is one of as many as the configuration allows', () => {
    const cache = createTokenCache({ maxCachedTokens: 2 });
    for (const app of ['first', 'second', 'third']) cache.set(identity(app), token());
    expect(cache.get(identity('first'))).toBeUndefined();
    expect(cache.get(identity('third'))).toBeDefined();
  });
});

describe('a forgotten token', () => {
  it('is gone even if the caller has changed the owner object', () => {
    const owner = { ...JANE };
    const cache = cacheOf(identity('mail', owner));
    Object.assign(owner, { id: 'john' });
    cache.forgetOwner(JANE);
    expect(cache.get(identity('mail'))).toBeUndefined();
    expect(cache.ready(identity('mail'), NOW)).toBeUndefined();
  });

  it('is not that of an app whose key starts the same', () => {
    const cache = cacheOf(
      identity('mail'),
      identity('mail', { kind: 'shared' }),
      identity('mail-2')
    );
    cache.forgetApp('mail');
    expect(cache.get(identity('mail'))).toBeUndefined();
    expect(cache.get(identity('mail', { kind: 'shared' }))).toBeUndefined();
    expect(cache.get(identity('mail-2'))).toBeDefined();
  });

  it('is not that of another kind of owner with the same id', () => {
    const user: Owner = { kind: 'user', id: 'jane' };
    const cache = cacheOf(identity('mail'), identity('calendar'), identity('mail', user));
    cache.forgetOwner(JANE);
    expect(cache.get(identity('mail'))).toBeUndefined();
    expect(cache.get(identity('calendar'))).toBeUndefined();
    expect(cache.get(identity('mail', user))).toBeDefined();
  });

  it('does not come back with a token that was read before', () => {
    const cache = cacheOf();
    const before = cache.forgotten();
    cache.forget(identity('mail'));
    cache.setUnlessForgotten(identity('mail'), token(), before);
    expect(cache.get(identity('mail'))).toBeUndefined();
    cache.setUnlessForgotten(identity('mail'), token(), cache.forgotten());
    expect(cache.get(identity('mail'))).toBeDefined();
  });
});

test('treats a row that was given to another owner as another row', () => {
  const row = { ...identity('mail'), uid: 'connection' };
  expect(rowKey(row)).toBe(rowKey({ ...row }));
  expect(rowKey(row)).not.toBe(rowKey({ ...row, owner: { kind: 'shared' } }));
});
