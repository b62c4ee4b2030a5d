import { createHeld } from '../../../../server/src/services/authorization/held';
import { replacedBy } from '../../../../server/src/services/authorization/store-grant';
import type { App } from '../../../../server/src/store/apps';
import type { AuthorizationRequest } from '../../../../server/src/store/authorization-requests';
import type { Connection, ObtainedGrant } from '../../../../server/src/store/connections';
import type { HeldGrant, HeldGrantStore } from '../../../../server/src/store/held-grants';
import { appRow, connectionRow, requestRow } from '../../../support/databases/rows';
import { only } from '../../../support/elements';

type HeldParts = Parameters<typeof createHeld>[0];

const NOW_MS = 1_800_000_000_000;

const OBTAINED: ObtainedGrant = {
  accessToken: 'access token',
  refreshToken: 'refresh token',
  tokenType: 'Bearer',
  expiresAt: null,
  scopesGranted: [],
  subject: 'user-2',
  variableValues: null,
  accountLabel: 'john@example.com',
  connectedAt: new Date(NOW_MS),
};

const FORMER = connectionRow({ subject: 'user-1', accountLabel: 'jane@example.com' });

/** A flow whose code has been exchanged. */
const EXCHANGING = requestRow({
  ticketHash: 'hash of the ticket',
  status: 'exchanging',
  startedBy: null,
  completedBy: 'jane',
  expiresAt: new Date(NOW_MS + 60_000),
});

/** The same, while its grant waits for the person. */
const confirming = (changes: Partial<AuthorizationRequest> = {}): AuthorizationRequest => ({
  ...EXCHANGING,
  status: 'confirming',
  sealedHeldGrant: 'sealed grant',
  ...changes,
});

/** Held grants, with the rows of their flows in memory. */
const setUp = (...requests: AuthorizationRequest[]) => {
  const rows = new Map(requests.map((request) => [request.uid, request]));
  const present = { app: appRow() as App | null, connection: FORMER as Connection | null };
  const kept: HeldGrant[] = [];
  const advance = (uid: string, from: string, next: Partial<AuthorizationRequest>) => {
    const row = rows.get(uid);
    if (row?.status !== from) return false;
    rows.set(uid, { ...row, ...next });
    return true;
  };
  const awaiting = () => [...rows.values()].filter(({ status }) => status === 'confirming');
  const hold = jest.fn(async ({ uid }: AuthorizationRequest, held: HeldGrant) => {
    const sealedHeldGrant = 'sealed grant';
    const isHeld = advance(uid, 'exchanging', { status: 'confirming', sealedHeldGrant });
    if (isHeld) kept.push(held);
    return isHeld;
  });
  const heldGrants: HeldGrantStore = {
    hold,
    take: async ({ uid }, status) => advance(uid, 'confirming', { status, sealedHeldGrant: null }),
    open: ({ sealedHeldGrant }) => {
      if (sealedHeldGrant === null) throw new Error('the row has no grant any more');
      return { obtained: OBTAINED, replaces: replacedBy(FORMER) };
    },
    listOfApp: async (appKey) => awaiting().filter((row) => row.appKey === appKey),
    listExpired: async (now) => awaiting().filter(({ expiresAt }) => expiresAt <= now),
  };
  const apps = { find: async (_key: string) => present.app };
  const connections = { find: async (_request: AuthorizationRequest) => present.connection };
  const discard = jest.fn(
    async (_request: Pick<AuthorizationRequest, 'uid'>): Promise<void> => undefined
  );
  const warn = jest.fn();
  const held = createHeld({
    clock: { now: () => NOW_MS, monotonicMs: () => 0 },
    log: { debug: jest.fn(), info: jest.fn(), warn, error: jest.fn() },
    store: { apps, connections, heldGrants } as HeldParts['store'],
    owners: { labels: async () => (owner) => (owner.kind === 'admin' ? 'Jane Doe' : null) },
    storeGrant: { discard },
  });
  const statusOf = (uid: string) => rows.get(uid)?.status;
  const revoked = () => discard.mock.calls.map(([{ uid }]) => uid);
  return { held, present, kept, hold, discard, warn, statusOf, revoked };
};

describe('a grant that the person must confirm', () => {
  it('is kept together with what it replaces, and the question names both accounts', async () => {
    const { held, kept, statusOf } = setUp(EXCHANGING);
    await expect(held.ask(EXCHANGING, appRow(), FORMER, OBTAINED)).resolves.toEqual({
      state: 'confirm',
      appKey: 'mail',
      appName: 'Mail',
      owner: { kind: 'admin', id: 'jane', label: 'Jane Doe' },
      current: { accountLabel: 'jane@example.com', values: {} },
      proposed: { accountLabel: 'john@example.com', values: {} },
      isOtherAccount: true,
      isSameAccount: false,
    });
    expect(only(kept)).toEqual({ obtained: OBTAINED, replaces: replacedBy(FORMER) });
    expect(statusOf('flow')).toBe('confirming');
  });

  it('is neither the same account nor another one if there is nothing to compare with', async () => {
    for (const former of [null, connectionRow({ subject: null, accountLabel: null })]) {
      const question = await setUp(EXCHANGING).held.ask(EXCHANGING, appRow(), former, OBTAINED);
      expect(question).toMatchObject({ isOtherAccount: false, isSameAccount: false });
      expect(question.current).toEqual(former && { accountLabel: null, values: {} });
    }
  });

  it('is revoked, not asked about, if its flow ended during the exchange', async () => {
    const { held, kept, discard } = setUp({ ...EXCHANGING, status: 'failed' });
    const ended = { code: 'flow_invalid', app: 'mail' };
    await expect(held.ask(EXCHANGING, appRow(), FORMER, OBTAINED)).rejects.toMatchObject(ended);
    expect(discard).toHaveBeenCalledWith(EXCHANGING, appRow(), OBTAINED);
    expect(kept).toEqual([]);
  });

  it('is revoked if it cannot be kept', async () => {
    const { held, hold, revoked } = setUp(EXCHANGING);
    hold.mockRejectedValue(new Error('the database is down'));
    const asked = held.ask(EXCHANGING, appRow(), FORMER, OBTAINED);
    await expect(asked).rejects.toThrow('the database is down');
    expect(revoked()).toEqual(['flow']);
  });

  it('is compared again with the account that is connected when the question is repeated', async () => {
    const { held, present, statusOf } = setUp(confirming());
    present.connection = connectionRow({ subject: 'user-2', accountLabel: 'j.doe@example.com' });
    await expect(held.askAgain(confirming(), appRow())).resolves.toMatchObject({
      current: { accountLabel: 'j.doe@example.com' },
      proposed: { accountLabel: 'john@example.com', values: {} },
      isOtherAccount: false,
      isSameAccount: true,
    });
    expect(statusOf('flow')).toBe('confirming');
  });
});

describe('a grant that nobody confirms', () => {
  it('is taken out of its row and revoked, once, however many give it up', async () => {
    const { held, discard, statusOf } = setUp(confirming());
    await Promise.all([held.abandon(confirming()), held.abandon(confirming())]);
    expect(statusOf('flow')).toBe('failed');
    expect(only(discard.mock.calls)).toEqual([confirming(), appRow(), OBTAINED]);
  });

  it('is left alone if the person has just confirmed it', async () => {
    const { held, revoked, statusOf } = setUp({ ...confirming(), status: 'exchanging' });
    await held.abandon(confirming());
    expect(statusOf('flow')).toBe('exchanging');
    expect(revoked()).toEqual([]);
  });

  it.each([
    ['was deleted', null],
    ['is another one with the same key', appRow({ uid: 'another app' })],
    ['leads elsewhere', appRow({ configVersion: 2, flowsVersion: 2 })],
  ])('ends, but its token goes nowhere if the app %s', async (_what, app) => {
    const { held, present, revoked, statusOf } = setUp(confirming());
    present.app = app;
    await held.abandon(confirming());
    expect(statusOf('flow')).toBe('failed');
    expect(revoked()).toEqual([]);
  });

  it('is given up at the moment of its expiry, and no other one', async () => {
    const { held, revoked } = setUp(
      confirming({ uid: 'expired', expiresAt: new Date(NOW_MS) }),
      confirming({ uid: 'waiting', expiresAt: new Date(NOW_MS + 1) }),
      { ...EXCHANGING, uid: 'in flight', expiresAt: new Date(NOW_MS) }
    );
    await held.abandonExpired();
    expect(revoked()).toEqual(['expired']);
  });

  it('is logged if it cannot be revoked, and the other ones of the app are revoked all the same', async () => {
    const { held, discard, revoked, warn, statusOf } = setUp(
      confirming({ uid: 'first' }),
      confirming({ uid: 'second' }),
      confirming({ uid: 'other app', appKey: 'calendar' })
    );
    discard.mockRejectedValueOnce(new Error('the database is down'));
    await held.abandonOfApp('mail');
    expect(revoked()).toEqual(['first', 'second']);
    expect(statusOf('other app')).toBe('confirming');
    expect(only(warn.mock.calls)).toEqual([
      expect.stringContaining('grant of mail was not revoked'),
    ]);
  });
});
