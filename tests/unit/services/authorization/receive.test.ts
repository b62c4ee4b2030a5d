import { ConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import { appNotFound } from '../../../../server/src/errors/definitions';
import type { OAuthClient } from '../../../../server/src/oauth/client';
import {
  createReceive,
  type ReceiveParts,
} from '../../../../server/src/services/authorization/receive';
import type { App } from '../../../../server/src/store/apps';
import type { AuthorizationRequest } from '../../../../server/src/store/authorization-requests';
import { appRow, requestRow } from '../../../support/databases/rows';

const NOW_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;

const endpoint = 'https://mail.example.com/oauth';
const APP = appRow({ authorizationEndpoint: endpoint, tokenEndpoint: endpoint });

const PENDING = requestRow({
  expiresAt: new Date(NOW_MS + 10 * MINUTE_MS),
});

/** The callback of one flow, whose row is in memory. */
const setUp = () => {
  let nowMs = NOW_MS;
  const stored: { row: AuthorizationRequest; app: App | null } = { row: PENDING, app: APP };
  const advance = (request: AuthorizationRequest, next: Partial<AuthorizationRequest>) => {
    if (stored.row.status !== request.status) return false;
    stored.row = { ...stored.row, ...next };
    return true;
  };
  const authorizationRequests = {
    findByState: async (state) => (state === 'unknown' ? null : stored.row),
    findByUid: async (uid) => (stored.row.uid === uid ? stored.row : null),
    ticketFor: ({ uid }, params) => `ticket of ${uid} for ${params}`,
    isTicketOf: ({ ticketHash }, ticket) => ticketHash === `hash of ${ticket}`,
    receive: async (request, { params, ticket, expiresAt }) =>
      advance(request, {
        status: 'received',
        sealedReceivedParams: `sealed ${params}`,
        ticketHash: `hash of ${ticket}`,
        expiresAt,
      }),
    fail: async (request) => void advance(request, { status: 'failed' }),
  } satisfies Partial<ReceiveParts['store']['authorizationRequests']>;
  const client = {
    checkAuthorizationResponse: (params) => {
      const reason = params.get('error');
      if (reason) throw new ConnectedAppsError('flow_invalid', 'No consent.', { reason });
    },
  } satisfies Partial<OAuthClient>;
  const clientFor = jest.fn(async () => client as OAuthClient);
  const receive = createReceive({
    clock: { now: () => nowMs, monotonicMs: () => 0 },
    log: { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() },
    store: { authorizationRequests } as ReceiveParts['store'],
    apps: { get: async (key) => stored.app ?? Promise.reject(appNotFound(key)) },
    providerClients: { clientFor },
  });
  return {
    stored,
    clientFor,
    passMs: (ms: number) => (nowMs += ms),
    receive: (query = 'state=random&code=code', appKey = 'mail') =>
      receive(appKey, new URLSearchParams(query)),
  };
};

const INVALID = { error: 'flow_invalid', app: 'mail', flow: 'flow' };
const TICKET = 'ticket of flow for state=random&code=code';

describe("the provider's response", () => {
  it('is sealed for five minutes, and exchanged for a ticket', async () => {
    const { receive, stored } = setUp();
    await expect(receive()).resolves.toEqual({ ticket: TICKET, flow: 'flow' });
    expect(stored.row).toMatchObject({
      status: 'received',
      sealedReceivedParams: 'sealed state=random&code=code',
      ticketHash: `hash of ${TICKET}`,
      expiresAt: new Date(NOW_MS + 5 * MINUTE_MS),
    });
  });

  it.each([
    ['arrives at the address of another app', 'code=code&state=random', 'calendar'],
    ['has no state', 'code=code'],
    ['has an empty state', 'code=code&state='],
    ['has two states', 'code=code&state=random&state=random'],
    ['has an unknown state', 'code=code&state=unknown'],
    ['has a state of endless length', `code=code&state=${'s'.repeat(513)}`],
  ])(
    'belongs to no flow if it %s: it reveals and ends none',
    async (_what, query, appKey = 'mail') => {
      const { receive, stored } = setUp();
      await expect(receive(query, appKey)).resolves.toEqual({ ...INVALID, app: null, flow: null });
      expect(stored.row).toEqual(PENDING);
    }
  );

  it('comes too late at the very moment of expiry', async () => {
    const { receive, stored, passMs } = setUp();
    passMs(10 * MINUTE_MS);
    await expect(receive()).resolves.toMatchObject({ error: 'flow_expired', flow: 'flow' });
    expect(stored.row).toEqual(PENDING);
  });
});

describe('a response that ends the flow', () => {
  it.each([
    ['access_denied', 'access_denied'],
    ['user_cancelled_login', 'access_denied'],
    ['login_required', 'login_required'],
    ['a word of its own', 'flow_invalid'],
  ])('is "%s", which people read as "%s", as often as it comes', async (reason, error) => {
    const { receive, stored } = setUp();
    for (let times = 0; times < 2; times += 1) {
      await expect(receive(`state=random&error=${reason}`)).resolves.toMatchObject({
        error,
        app: 'mail',
      });
      expect(stored.row.status).toBe('failed');
    }
  });

  it.each([
    ['deleted', null, 'app_not_found'],
    ['changed', { ...APP, configVersion: 2, flowsVersion: 2 }, 'flow_invalid'],
  ])('comes after the app was %s', async (_what, app, error) => {
    const { receive, stored } = setUp();
    stored.app = app;
    await expect(receive()).resolves.toMatchObject({ error, flow: 'flow' });
    expect(stored.row.status).toBe('failed');
  });

  it('is not invented for an error of this Strapi, which is thrown', async () => {
    const { receive, clientFor, stored } = setUp();
    clientFor.mockRejectedValueOnce(new Error('the database is down'));
    await expect(receive()).rejects.toThrow('the database is down');
    expect(stored.row.status).toBe('failed');
  });
});

describe('a repeated response', () => {
  it.each(['received', 'confirming'] as const)(
    'gets the same ticket while the flow is "%s", and writes nothing',
    async (status) => {
      const { receive, stored, passMs } = setUp();
      const first = await receive();
      stored.row = { ...stored.row, status };
      const before = stored.row;
      passMs(MINUTE_MS);
      await expect(receive()).resolves.toEqual(first);
      await expect(receive('state=random&code=another')).resolves.toEqual(INVALID);
      expect(stored.row).toBe(before);
      passMs(4 * MINUTE_MS);
      await expect(receive()).resolves.toMatchObject({ error: 'flow_expired' });
    }
  );

  it.each(['exchanging', 'completed', 'failed'] as const)(
    'is void once the flow is "%s"',
    async (status) => {
      const { receive, stored } = setUp();
      await receive();
      stored.row = { ...stored.row, status };
      await expect(receive()).resolves.toEqual(INVALID);
      expect(stored.row.status).toBe(status);
    }
  );

  it('that is concurrent gets the same ticket, but a different one gets none', async () => {
    const { receive } = setUp();
    const [first, ...others] = await Promise.all([
      receive(),
      receive(),
      receive('state=random&code=x'),
    ]);
    expect(first).toHaveProperty('ticket');
    expect(others).toEqual([first, INVALID]);
  });
});
