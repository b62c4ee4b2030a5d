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
  const verifiedResponse = jest.fn(async (params: URLSearchParams) => params);
  const client = {
    verifiedResponse: (params) => verifiedResponse(params),
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
    verifiedResponse,
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

describe('a signed response', () => {
  const SIGNED = { ...APP, authorizationParams: [{ key: 'response_mode', value: 'jwt' }] };
  const jwtWith = (claims: object) =>
    `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
  const JWT = jwtWith({ state: 'random', code: 'signed' });
  const CLAIMS = new URLSearchParams({ code: 'signed', state: 'random' });

  const setUpSigned = () => {
    const house = setUp();
    house.stored.app = SIGNED;
    house.verifiedResponse.mockResolvedValue(CLAIMS);
    return house;
  };

  it('finds its flow by the state in it, and only its verified claims are sealed', async () => {
    const { receive, stored } = setUpSigned();
    await expect(receive(`response=${JWT}&code=unsigned&state=unknown`)).resolves.toHaveProperty(
      'ticket'
    );
    expect(stored.row.sealedReceivedParams).toBe(`sealed ${CLAIMS}`);
  });

  it('gets the same ticket again, whatever unsigned parameters come with it, unverified', async () => {
    const { receive, verifiedResponse } = setUpSigned();
    const first = await receive(`response=${JWT}`);
    await expect(receive(`response=${JWT}&x=y`)).resolves.toEqual(first);
    expect(verifiedResponse).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['none', 'state=random&code=code', 'provider_rejected'],
    ['an empty one', 'response=&state=random&code=code', 'provider_rejected'],
    ['two', `response=${JWT}&response=${JWT}`, 'flow_invalid'],
    ['an encrypted one', 'response=a.b.c.d.e&state=random', 'provider_rejected'],
    ['an endless one', `response=${'a'.repeat(9_000)}&state=random`, 'flow_invalid'],
    ['one without a state', `response=${jwtWith({ code: 'code' })}&state=random`, 'flow_invalid'],
    ['one with an unknown state', `response=${jwtWith({ state: 'unknown' })}`, 'flow_invalid'],
    ['one that is none', 'response=jwt&state=random', 'flow_invalid'],
  ])(
    'is demanded of this app: %s reveals and ends no flow, and costs no request',
    async (_what, query, error) => {
      const { receive, stored, clientFor } = setUpSigned();
      await expect(receive(query)).resolves.toEqual({ error, app: null, flow: null });
      expect(stored.row).toEqual(PENDING);
      expect(clientFor).not.toHaveBeenCalled();
    }
  );

  it('ends the flow if it is forged, and is not verified again', async () => {
    const { receive, stored, verifiedResponse } = setUpSigned();
    const forged = new ConnectedAppsError('flow_invalid', 'Forged.', {
      reason: 'response_invalid',
    });
    verifiedResponse.mockRejectedValue(forged);
    await expect(receive(`response=${JWT}`)).resolves.toEqual(INVALID);
    expect(stored.row.status).toBe('failed');
    await expect(receive(`response=${JWT}`)).resolves.toEqual(INVALID);
    expect(verifiedResponse).toHaveBeenCalledTimes(1);
  });
});
