import { ConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import { notConnected } from '../../../../server/src/errors/definitions';
import { apiRequestSettings, STANDARD_PROTOCOL } from '../../../../server/src/protocol-settings';
import type { FreshToken } from '../../../../server/src/services/tokens/fresh-token';
import { createTokenCache } from '../../../../server/src/services/tokens/token-cache';
import { createTokens } from '../../../../server/src/services/tokens/tokens';
import type { ConnectionInUse } from '../../../../server/src/store/connections-in-use';
import { appRow, connectionRow } from '../../../support/databases/rows';

const REF = { app: 'mail', owner: { kind: 'admin', id: 'jane' } } as const;
const START_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
/** As long as a token in memory is trusted without a look at its row. */
const TRUSTED_MS = 9_500;

const inUse = (changes: Partial<ConnectionInUse> = {}): ConnectionInUse => {
  const { appKey, owner, account, uid, tokenVersion, status, statusReason } = connectionRow();
  return {
    appKey,
    owner,
    account,
    uid,
    tokenVersion,
    status,
    statusReason,
    sealedAccessToken: 'stored',
    tokenType: 'Bearer',
    expiresAt: new Date(START_MS + HOUR_MS),
    nextRefreshAt: new Date(START_MS + HOUR_MS / 2),
    obtainedAt: new Date(START_MS),
    lastUsedAt: new Date(START_MS),
    scopesGranted: ['mail.read'],
    isAppEnabled: true,
    destinationsCheck: 'intact',
    apiOrigins: [],
    apiRequest: apiRequestSettings(STANDARD_PROTOCOL),
    fixedValues: {},
    variableValues: null,
    user: { isActive: true, blocked: false },
    ...changes,
  };
};

/** A token service over one connection, whose row, database and clock are the test's. */
const setUp = (row: ConnectionInUse | null = inUse()) => {
  let nowMs = START_MS;
  const stored = { row, isInTransaction: false, isReady: true, app: appRow() };
  const clock = { now: () => nowMs };
  const find = jest.fn(async () => stored.row);
  const markUsed = jest.fn(async () => undefined);
  const refresh = jest.fn(async (): Promise<FreshToken> => ({
    uid: 'connection',
    tokenVersion: 2,
    variableValues: null,
    accessToken: 'refreshed',
    tokenType: 'Bearer',
    scopes: [],
    expiresAtMs: nowMs + HOUR_MS,
    lifetimeMs: HOUR_MS,
    refreshDueAtMs: nowMs + HOUR_MS / 2,
  }));
  const cache = createTokenCache({ maxCachedTokens: 10 });
  const unused = () => {
    throw new Error('not part of this test');
  };
  const tokens = createTokens({
    clock,
    log: { warn: jest.fn() },
    store: {
      apps: { find: async (key) => (key === stored.app.key ? stored.app : null) },
      connections: {
        find: async () => null,
        markUsed,
        openAccessToken: ({ sealedAccessToken }) => sealedAccessToken ?? '',
      },
      connectionsInUse: { find },
      database: { isReady: () => stored.isReady, inTransaction: () => stored.isInTransaction },
      secrets: { assertUsable: () => undefined },
    },
    owners: { isAllowed: async () => true },
    cache,
    refresh: { refresh },
    providerClients: { apiFetch: unused, clientFor: unused },
    clientCredentials: { tokenFor: unused },
    tokenExchange: { tokenFor: unused },
    authorization: { connectByPage: unused },
    connections: { disconnect: unused },
  });
  const passMs = (ms: number) => (nowMs += ms);
  return { tokens, stored, find, markUsed, refresh, cache, passMs };
};

describe('a token in memory', () => {
  it('costs no query while it is trusted, and one look at its row afterwards', async () => {
    const { tokens, find, passMs } = setUp();
    for (let call = 0; call < 3; call += 1) await tokens.getAccessToken(REF);
    expect(find).toHaveBeenCalledTimes(1);
    passMs(TRUSTED_MS);
    expect(await tokens.getAccessToken(REF)).toBe('stored');
    expect(find).toHaveBeenCalledTimes(2);
  });

  it('is used while the database does not respond, until it expires', async () => {
    const { tokens, find, passMs } = setUp(inUse({ nextRefreshAt: null }));
    await tokens.getAccessToken(REF);
    find.mockRejectedValue(new Error('the database is gone'));
    passMs(HOUR_MS - 60_000);
    expect(await tokens.getAccessToken(REF)).toBe('stored');
    passMs(60_000);
    await expect(tokens.getAccessToken(REF)).rejects.toThrow('the database is gone');
  });

  it('is not replaced by an older one that the database still has', async () => {
    const { tokens, passMs } = setUp();
    await tokens.getAccessToken(REF, { forceRefresh: true });
    passMs(TRUSTED_MS);
    expect(await tokens.getAccessToken(REF)).toBe('refreshed');
  });

  it('is opened again for other values, so that values from the database alone lead it nowhere', async () => {
    const row = inUse({ apiOrigins: ['{server}'], variableValues: '{"server":"https://a.com"}' });
    const { tokens, stored, passMs } = setUp(row);
    expect((await tokens.getToken(REF)).values).toEqual({ server: 'https://a.com' });
    const changed = {
      variableValues: '{"server":"https://evil.com"}',
      sealedAccessToken: 'opened',
    };
    stored.row = { ...row, ...changed };
    passMs(TRUSTED_MS);
    // Opening fails for values that the token is not bound to: here, it shows that it was tried.
    expect(await tokens.getAccessToken(REF)).toBe('opened');
  });

  it('is never paired with the values of another connection that came during its refresh', async () => {
    const row = inUse({ variableValues: '{"realm":"a"}' });
    const { tokens, stored, refresh } = setUp(row);
    const variableValues = '{"realm":"b"}';
    refresh.mockImplementationOnce(async () => {
      stored.row = { ...row, variableValues, tokenVersion: 2, sealedAccessToken: 'of b' };
      return { ...(await refresh()), accessToken: 'of b', variableValues };
    });
    const { accessToken, values } = await tokens.getToken(REF, { forceRefresh: true });
    expect([accessToken, values]).toEqual(['of b', { realm: 'b' }]);
  });

  it('is not stored if its use ended while it was being read', async () => {
    const { tokens, find, cache } = setUp();
    find.mockImplementationOnce(async () => {
      cache.forgetApp('mail');
      return inUse();
    });
    await tokens.getAccessToken(REF);
    await tokens.getAccessToken(REF);
    expect(find).toHaveBeenCalledTimes(2);
  });
});

describe('a caller', () => {
  it('shares the query with concurrent callers', async () => {
    const { tokens, find } = setUp();
    await Promise.all(Array.from({ length: 20 }, () => tokens.getAccessToken(REF)));
    expect(find).toHaveBeenCalledTimes(1);
  });

  it('shares the refresh of an expired token with concurrent callers', async () => {
    const { tokens, refresh, passMs } = setUp();
    passMs(HOUR_MS);
    const got = await Promise.all(Array.from({ length: 20 }, () => tokens.getAccessToken(REF)));
    expect(new Set(got)).toEqual(new Set(['refreshed']));
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('gets a token that is due at once, while it is refreshed', async () => {
    const { tokens, refresh, passMs } = setUp();
    passMs(HOUR_MS / 2);
    expect(await tokens.getAccessToken(REF)).toBe('stored');
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('keeps a token that is due even if its refresh fails', async () => {
    const { tokens, refresh, passMs } = setUp();
    refresh.mockRejectedValue(new ConnectedAppsError('provider_unavailable', 'Down.'));
    passMs(HOUR_MS / 2);
    expect(await tokens.getAccessToken(REF)).toBe('stored');
    expect(await tokens.getAccessToken(REF)).toBe('stored');
  });

  it('that wants more validity than any token has does not cause a refresh on each call', async () => {
    const { tokens, refresh } = setUp();
    const minValiditySeconds = 10 * HOUR_MS;
    expect(await tokens.getAccessToken(REF, { minValiditySeconds })).toBe('stored');
    expect(refresh).not.toHaveBeenCalled();
  });

  it('in a transaction gets no refresh, because a rollback would lose the new tokens', async () => {
    const { tokens, stored, refresh, passMs } = setUp();
    stored.isInTransaction = true;
    passMs(HOUR_MS);
    await expect(tokens.getAccessToken(REF)).rejects.toMatchObject({ code: 'in_transaction' });
    expect(refresh).not.toHaveBeenCalled();
  });

  it('who has aborted causes neither a query nor a refresh', async () => {
    const { tokens, find, refresh } = setUp();
    const reason = new Error('changed my mind');
    const signal = AbortSignal.abort(reason);
    await expect(tokens.getAccessToken(REF, { signal, forceRefresh: true })).rejects.toBe(reason);
    expect([find.mock.calls.length, refresh.mock.calls.length]).toEqual([0, 0]);
  });

  it('before the tables exist is told to call later', async () => {
    const { tokens, stored } = setUp();
    stored.isReady = false;
    await expect(tokens.getAccessToken(REF)).rejects.toMatchObject({ code: 'not_ready' });
  });
});

describe('the use of a connection', () => {
  it.each<[string, Partial<ConnectionInUse> | null, string]>([
    ['without a row', null, 'not_connected'],
    ['of a disabled app', { isAppEnabled: false }, 'app_disabled'],
    ['of a deactivated user', { user: { isActive: false, blocked: false } }, 'owner_not_allowed'],
    ['of a deleted user', { user: null }, 'owner_not_allowed'],
    ['that must be connected again', { status: 'needs_reconnect' }, 'needs_reconnect'],
  ])('%s is refused, and a token in memory is forgotten', async (_what, change, code) => {
    const { tokens, stored, cache, passMs } = setUp();
    await tokens.getAccessToken(REF);
    stored.row = change && inUse(change);
    passMs(TRUSTED_MS);
    await expect(tokens.getAccessToken(REF)).rejects.toMatchObject({ code });
    expect(cache.get({ appKey: 'mail', owner: REF.owner, account: 'default' })).toBeUndefined();
  });

  it('names the app, not the connection, if the app is what is missing', async () => {
    const { tokens, stored } = setUp(null);
    stored.app = appRow({ key: 'another' });
    await expect(tokens.getAccessToken(REF)).rejects.toMatchObject({ code: 'app_not_found' });
  });

  it('ends in memory if the refresh finds that it has ended', async () => {
    const { tokens, refresh, cache, passMs } = setUp();
    const identity = { appKey: 'mail', owner: REF.owner, account: 'default' };
    refresh.mockRejectedValue(notConnected(identity));
    passMs(HOUR_MS);
    await expect(tokens.getAccessToken(REF)).rejects.toMatchObject({ code: 'not_connected' });
    expect(cache.get(identity)).toBeUndefined();
  });

  it('is noted at most once an hour', async () => {
    const { tokens, stored, markUsed, passMs } = setUp(
      inUse({ expiresAt: null, nextRefreshAt: null })
    );
    passMs(HOUR_MS - 1);
    await tokens.getAccessToken(REF);
    expect(markUsed).not.toHaveBeenCalled();
    passMs(TRUSTED_MS);
    await tokens.getAccessToken(REF);
    expect(markUsed).toHaveBeenCalledTimes(1);
    stored.row = inUse({
      expiresAt: null,
      nextRefreshAt: null,
      lastUsedAt: new Date(START_MS + HOUR_MS + TRUSTED_MS),
    });
    passMs(TRUSTED_MS);
    await tokens.getAccessToken(REF);
    expect(markUsed).toHaveBeenCalledTimes(1);
  });
});
