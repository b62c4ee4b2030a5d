import {
  ConfirmationNeeded,
  createStoreGrant,
  replacedBy,
} from '../../../../server/src/services/authorization/store-grant';
import type { Connection, ObtainedGrant } from '../../../../server/src/store/connections';
import { GrantRefused } from '../../../../server/src/store/grants';
import { appRow, connectionRow, requestRow } from '../../../support/databases/rows';
import { only } from '../../../support/elements';

type StoreGrantParts = Parameters<typeof createStoreGrant>[0];
type GrantOver = Parameters<StoreGrantParts['store']['grants']['saveFor']>[1];

const NOW_MS = 1_800_000_000_000;
const EXPIRES_AT = new Date(NOW_MS + 3_600_000);

const REQUEST = requestRow({
  ticketHash: 'hash of the ticket',
  status: 'exchanging',
  completedBy: 'jane',
  scopes: ['mail.read', 'mail.send'],
  sealedReceivedParams: 'sealed response',
  expiresAt: new Date(NOW_MS + 60_000),
});

const JANE = { subject: 'user-1', accountLabel: 'jane@example.com' };
const JOHN = { subject: 'user-2', accountLabel: 'john@example.com' };

const OBTAINED: ObtainedGrant = {
  ...JANE,
  variableValues: null,
  accessToken: 'access token',
  refreshToken: 'refresh token',
  tokenType: 'Bearer',
  expiresAt: EXPIRES_AT,
  scopesGranted: ['mail.read'],
  connectedAt: new Date(NOW_MS),
};
const WITHOUT_REFRESH_TOKEN: ObtainedGrant = { ...OBTAINED, refreshToken: null };

const FORMER = connectionRow({ ...JANE, uid: 'former', scopesGranted: ['mail.read'] });
const WIDER = { ...FORMER, scopesGranted: ['mail.read', 'mail.send'] };

/** Stores grants in memory. The store finds `formers` one by one, as other writers change the row. */
const setUp = (...formers: (Connection | null)[]) => {
  const stored: ReturnType<GrantOver>[] = [];
  const effects: string[] = [];
  const later = async (what: string[]) => () => void effects.push(...what);
  const saveFor = jest.fn(async (_request: unknown, grantOver: GrantOver) => {
    const written = (formers.length > 0 ? formers : [null]).map(grantOver);
    stored.push(...written.slice(-1));
    effects.push('store');
    return connectionRow({ uid: 'connection' });
  });
  const openRefreshToken = jest.fn((_connection: Connection) => 'former refresh token');
  const connections = { find: async () => formers[0] ?? null, openRefreshToken };
  const { store, discard } = createStoreGrant({
    store: { connections, grants: { saveFor } } as unknown as StoreGrantParts['store'],
    connections: {
      prepareRevocation: (_app, ended) => later(ended.map(({ uid }) => `revoke ${uid}`)),
    },
    revocations: {
      prepare: (_app, list) =>
        later(list.map(({ token, tokenTypeHint }) => `revoke ${tokenTypeHint} ${token}`)),
    },
  });
  const storeAs = (obtained = OBTAINED, confirmed?: string, request = REQUEST) =>
    store(request, appRow(), obtained, confirmed);
  const discardIt = () => discard(REQUEST, appRow(), OBTAINED);
  return { store: storeAs, discard: discardIt, saveFor, openRefreshToken, stored, effects };
};

describe('a grant', () => {
  it('is stored with the scopes that were requested, and falls due before it expires', async () => {
    const { store, stored, effects } = setUp();
    await expect(store()).resolves.toMatchObject({ uid: 'connection' });
    const { nextRefreshAt, ...grant } = only(stored);
    expect(grant).toEqual({ ...OBTAINED, scopesRequested: REQUEST.scopes });
    expect(nextRefreshAt?.getTime()).toBeLessThan(EXPIRES_AT.getTime() - 4 * 60_000);
    expect(effects).toEqual(['store']);
  });

  it('keeps the former refresh token if it comes without one, and falls due with it', async () => {
    const { store, stored, effects } = setUp(FORMER);
    await store(WITHOUT_REFRESH_TOKEN);
    expect(only(stored)).toMatchObject({ refreshToken: 'former refresh token' });
    expect(only(stored).nextRefreshAt).not.toBeNull();
    expect(effects).toEqual(['store']);
  });

  it('is stored without a refresh token, and never falls due, if the former one cannot be opened', async () => {
    const { store, stored, openRefreshToken } = setUp(FORMER);
    openRefreshToken.mockImplementation(() => {
      throw new Error('sealed with a lost key');
    });
    await store(WITHOUT_REFRESH_TOKEN);
    expect(only(stored)).toMatchObject({ refreshToken: null, nextRefreshAt: null });
  });

  it('of fewer scopes has the wider one revoked, after it is stored', async () => {
    const { store, stored, effects } = setUp(WIDER);
    await store(WITHOUT_REFRESH_TOKEN);
    expect(only(stored).refreshToken).toBeNull();
    expect(effects).toEqual(['store', 'revoke former']);
  });

  it('has only that revoked which it replaces in the end, if the row changes meanwhile', async () => {
    const { store, effects } = setUp(WIDER, FORMER);
    await store(WITHOUT_REFRESH_TOKEN);
    expect(effects).toEqual(['store']);
  });
});

describe('the confirmation by the person', () => {
  const ofJohn = { ...OBTAINED, ...JOHN };
  const withoutStarter = { ...REQUEST, startedBy: null };

  it('is needed before another account replaces the connected one', async () => {
    const { store, stored, effects } = setUp(FORMER);
    const refusal = await store(ofJohn).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConfirmationNeeded);
    expect(refusal).toMatchObject({ former: FORMER });
    expect([stored, effects]).toEqual([[], []]);
    await store(ofJohn, replacedBy(FORMER));
    expect(only(stored)).toMatchObject(JOHN);
  });

  it('is always needed in a flow without a starter', async () => {
    for (const former of [null, FORMER]) {
      const { store, stored } = setUp(former);
      await expect(store(OBTAINED, undefined, withoutStarter)).rejects.toMatchObject({ former });
      await store(OBTAINED, replacedBy(former), withoutStarter);
      expect(stored).toHaveLength(1);
    }
  });

  it.each([
    ['is gone', null],
    ['is another row', { ...FORMER, uid: 'another' }],
    ['is of a third account', { ...FORMER, subject: 'user-3' }],
    ['shows another name', { ...FORMER, accountLabel: 'jane.doe@example.com' }],
  ])('does not count once the connection %s', async (_what, former) => {
    const { store, effects } = setUp(former);
    const outcome = store(ofJohn, replacedBy(FORMER), withoutStarter);
    await expect(outcome).rejects.toBeInstanceOf(ConfirmationNeeded);
    expect(effects).toEqual([]);
  });
});

describe('a grant that is not stored', () => {
  it.each([
    ['app_not_found', 'app_not_found'],
    ['app_changed', 'flow_invalid'],
    ['app_disabled', 'app_disabled'],
    ['owner_not_allowed', 'owner_not_allowed'],
    ['flow_ended', 'flow_invalid'],
  ] as const)('is revoked (%s), and people read that nothing was stored', async (refusal, code) => {
    const { store, saveFor, effects } = setUp();
    saveFor.mockRejectedValue(new GrantRefused(refusal));
    const message = expect.stringMatching(/Nothing was stored\. (Connect again|Ask an admin)/);
    await expect(store()).rejects.toMatchObject({ code, app: 'mail', message });
    expect(effects).toEqual(['revoke refresh_token refresh token']);
  });

  it('is revoked after an error of the database too, which is thrown as it is', async () => {
    const { store, saveFor, effects } = setUp();
    saveFor.mockRejectedValue(new Error('the database is down'));
    await expect(store(WITHOUT_REFRESH_TOKEN)).rejects.toThrow('the database is down');
    expect(effects).toEqual(['revoke access_token access token']);
  });

  it('stays valid while the same account is connected, because a provider may end both', async () => {
    const scenes: [Connection, number][] = [
      [FORMER, 0],
      [{ ...FORMER, status: 'needs_reconnect' }, 1],
      [{ ...FORMER, ...JOHN }, 1],
      [{ ...FORMER, subject: null, accountLabel: null }, 1],
    ];
    for (const [present, revocations] of scenes) {
      const { discard, effects } = setUp(present);
      await discard();
      expect(effects).toHaveLength(revocations);
    }
  });
});
