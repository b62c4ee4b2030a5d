import type { Confirmation } from '../../../../server/src/contracts';
import type { OAuthClient } from '../../../../server/src/oauth/client';
import type { Completer } from '../../../../server/src/services/authorization';
import {
  createComplete,
  type CompleteParts,
} from '../../../../server/src/services/authorization/complete';
import { ConfirmationNeeded } from '../../../../server/src/services/authorization/store-grant';
import type { AuthorizationRequest } from '../../../../server/src/store/authorization-requests';
import type { ObtainedGrant } from '../../../../server/src/store/connections';
import { aConnection } from '../../../support/admin/fixtures';
import { appRow, connectionRow, requestRow } from '../../../support/databases/rows';
import { grantToStore } from '../../../support/strapi/grant-to-store';

type StoreArguments = Parameters<CompleteParts['storeGrant']['store']>;

const NOW_MS = 1_800_000_000_000;
const endpoint = 'https://mail.example.com/oauth';
const APP = appRow({ authorizationEndpoint: endpoint, tokenEndpoint: endpoint });
const OBTAINED: ObtainedGrant = grantToStore();
const QUESTION = { state: 'confirm', appKey: 'mail' } as Confirmation;

const RECEIVED = requestRow({
  ticketHash: 'hash of the ticket',
  status: 'received',
  returnTo: '/plugins/inbox',
  sealedReceivedParams: 'sealed response',
  expiresAt: new Date(NOW_MS + 1),
});
const CONFIRMING = { ...RECEIVED, status: 'confirming', completedBy: 'jane' } as const;
const SHARED = { ...RECEIVED, owner: { kind: 'shared' } } as const;

const ACTOR = { type: 'admin-user', id: 'jane', email: null } as const;
const PERMISSIONS = { mayConnect: true, mayConnectShared: false };
const JANE: Completer = { adminId: 'jane', actor: ACTOR, ...PERMISSIONS };
const BOB: Completer = { ...JANE, adminId: 'bob' };

/** The completion of one flow, whose row is in memory. */
const setUp = (row: AuthorizationRequest = RECEIVED, app = APP, isAllowed = true) => {
  const stored = { row };
  const effects: string[] = [];
  const effect = (what: string) => void effects.push(what);
  const advance = (request: AuthorizationRequest, next: Partial<AuthorizationRequest>) => {
    if (stored.row.status !== request.status) return null;
    return (stored.row = { ...stored.row, ...next });
  };
  const obtain = jest.fn(async () => {
    effect('exchange');
    return OBTAINED;
  });
  const store = jest.fn(async (...[request, , , confirmed]: StoreArguments) => {
    effect(confirmed ? `store over ${confirmed}` : 'store');
    advance(request, { status: 'completed' });
    return connectionRow();
  });
  const complete = createComplete({
    clock: { now: () => NOW_MS, monotonicMs: () => 0 },
    log: { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() },
    store: {
      authorizationRequests: {
        findByTicket: async (ticket) => (ticket === 'ticket' ? stored.row : null),
        startExchange: async (request, completedBy) =>
          advance(request, { status: 'exchanging', completedBy }),
        fail: async (request) => void advance(request, { status: 'failed' }),
      },
      heldGrants: {
        open: (_request) => ({ obtained: OBTAINED, replaces: 'what was shown' }),
        take: async (request, status) => advance(request, { status }) !== null,
      },
    } as CompleteParts['store'],
    owners: { isAllowed: async () => isAllowed },
    apps: { get: async () => app },
    appFaults: {
      clear: async () => effect('clear fault'),
      recordRefusedConnect: async () => effect('judge fault'),
    },
    connections: { summary: async () => aConnection() },
    tokenCache: { forget: () => effect('forget token') },
    obtain: { prepare: async () => ({ client: {} as OAuthClient, values: {} }), obtain },
    storeGrant: { store },
    held: {
      abandon: async (request) => {
        if (advance(request, { status: 'failed' })) effect('revoke');
      },
      ask: async (request) => {
        advance(request, { status: 'confirming' });
        return QUESTION;
      },
      askAgain: async () => QUESTION,
    },
    audit: { recordConnection: (action) => effect(action) },
    events: { emit: (name) => effect(name) },
  });
  const completeAs = (confirm?: boolean, completer = JANE, ticket = 'ticket') =>
    complete(ticket, completer, confirm);
  return { complete: completeAs, stored, effects, obtain, store };
};

const AFTERWARDS = ['clear fault', 'connection.connect', 'forget token', 'connected'];

describe('the completion of a flow', () => {
  it('forgets the former token and tells others once the grant is stored', async () => {
    const { complete, effects } = setUp();
    await expect(complete()).resolves.toMatchObject({
      appName: 'Mail',
      returnTo: '/plugins/inbox',
    });
    expect(effects).toEqual(['exchange', 'store', ...AFTERWARDS]);
  });

  it.each([RECEIVED, CONFIRMING])('stores once, if tried twice at once ($status)', async (row) => {
    const { complete, effects, stored } = setUp(row);
    const [first, second] = await Promise.allSettled([complete(true), complete(true)]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'flow_invalid' } });
    expect(effects.filter((what) => what.startsWith('store'))).toHaveLength(1);
    expect(stored.row.status).toBe('completed');
  });

  it.each([
    ['has a ticket that nobody knows', RECEIVED, 'other', 'flow_invalid'],
    ['has just expired', { ...RECEIVED, expiresAt: new Date(NOW_MS) }, 'ticket', 'flow_expired'],
    ['is being exchanged', { ...RECEIVED, status: 'exchanging' }, 'ticket', 'flow_invalid'],
    ['has ended', { ...RECEIVED, status: 'failed' }, 'ticket', 'flow_invalid'],
    ['asks another person', { ...CONFIRMING, completedBy: 'bob' }, 'ticket', 'flow_invalid'],
  ] as const)('has no effect if the flow %s', async (_what, row, ticket, code) => {
    const { complete, effects, stored } = setUp(row);
    await expect(complete(true, JANE, ticket)).rejects.toMatchObject({ code });
    expect([stored.row, effects]).toEqual([row, []]);
  });

  it('is for the person who started it: the try of another one ends it, and is audited', async () => {
    const { complete, effects, stored } = setUp();
    await expect(complete(undefined, BOB)).rejects.toMatchObject({ code: 'owner_not_allowed' });
    expect([stored.row.status, effects]).toEqual(['failed', ['connection.refuse']]);
    const withoutStarter = setUp({ ...RECEIVED, startedBy: null });
    await expect(withoutStarter.complete(undefined, BOB)).resolves.toHaveProperty('appName');
  });

  const MEANWHILE: [string, Parameters<typeof setUp>, Completer, string][] = [
    ['may no longer connect', [], { ...JANE, mayConnect: false }, 'owner_not_allowed'],
    ['may not connect for the shared owner', [SHARED], JANE, 'owner_not_allowed'],
    ['is deactivated', [RECEIVED, APP, false], JANE, 'owner_not_allowed'],
    ['would use a changed app', [RECEIVED, { ...APP, flowsVersion: 2 }], JANE, 'flow_invalid'],
  ];

  it.each(MEANWHILE)('exchanges nothing if the person %s', async (_what, scene, person, code) => {
    const { complete, effects, stored } = setUp(...scene);
    await expect(complete(undefined, person)).rejects.toMatchObject({ code });
    expect([stored.row.status, effects]).toEqual(['failed', []]);
  });

  it.each([RECEIVED, CONFIRMING])('ends with an error that is judged ($status)', async (row) => {
    const { complete, effects, stored, obtain, store } = setUp(row);
    obtain.mockRejectedValue(new Error('refused'));
    store.mockRejectedValue(new Error('refused'));
    await expect(complete(true)).rejects.toThrow('refused');
    expect([stored.row.status, effects]).toEqual(['failed', ['judge fault']]);
  });
});

describe('a person who is asked', () => {
  it('is connected only after saying yes to what was shown, without a second exchange', async () => {
    const { complete, effects, stored, store } = setUp();
    store.mockRejectedValueOnce(new ConfirmationNeeded(null));
    await expect(complete(true)).resolves.toBe(QUESTION);
    expect(store).toHaveBeenLastCalledWith(expect.anything(), APP, OBTAINED, undefined);
    await expect(complete()).resolves.toBe(QUESTION);
    expect([stored.row.status, effects]).toEqual(['confirming', ['exchange', 'clear fault']]);
    await complete(true);
    expect(effects.slice(2)).toEqual(['store over what was shown', ...AFTERWARDS]);
  });

  it('cancels by saying no: a grant that was obtained is revoked', async () => {
    for (const row of [RECEIVED, CONFIRMING]) {
      const { complete, effects, stored } = setUp(row);
      await expect(complete(false)).resolves.toEqual({ state: 'cancelled', appKey: 'mail' });
      const revoked = row === CONFIRMING ? ['revoke'] : [];
      expect([stored.row.status, effects]).toEqual(['failed', revoked]);
    }
  });
});
