import type { Confirmation } from '../../../../server/src/contracts';
import {
  ConnectedAppsError,
  type ConnectedAppsErrorCode,
} from '../../../../server/src/errors/connected-apps-error';
import type { DevicePoll, OAuthClient, TokenResult } from '../../../../server/src/oauth/client';
import type { Completer } from '../../../../server/src/services/authorization';
import { createPoll } from '../../../../server/src/services/authorization/poll';
import { ConfirmationNeeded } from '../../../../server/src/services/authorization/store-grant';
import type { AuthorizationRequest } from '../../../../server/src/store/authorization-requests';
import { aConnection } from '../../../support/admin/fixtures';
import { appRow, connectionRow, requestRow } from '../../../support/databases/rows';
import { grantToStore } from '../../../support/strapi/grant-to-store';

const START_MS = 1_800_000_000_000;
const endpoint = 'https://mail.example.com/oauth';
const APP = appRow({ authorizationEndpoint: endpoint, tokenEndpoint: endpoint });
const QUESTION = { state: 'confirm', appKey: 'mail' } as Confirmation;

const FLOW = requestRow({
  sealedCodeVerifier: null,
  sealedDeviceCode: 'sealed device code',
  pollIntervalSeconds: 5,
  nextPollAt: new Date(START_MS + 5_000),
  expiresAt: new Date(START_MS + 600_000),
});

const JANE: Completer = {
  adminId: 'jane',
  actor: { type: 'admin-user', id: 'jane', email: null },
  mayConnect: true,
  mayConnectShared: false,
};

const TOKENS: TokenResult = {
  accessToken: 'access token',
  refreshToken: 'refresh token',
  tokenType: 'Bearer',
  requestedAtMs: START_MS,
  expiresAt: null,
  scopes: [],
  subject: null,
  claims: null,
  account: null,
  kept: {},
};

const GRANTED: DevicePoll = { state: 'granted', tokens: TOKENS };

/** The polls of one flow, whose row and provider are in memory. */
const setUp = (row: AuthorizationRequest = FLOW) => {
  const stored = { row };
  const effects: string[] = [];
  const effect = (what: string) => void effects.push(what);
  let nowMs = START_MS;
  const pollDevice = jest.fn(async (): Promise<DevicePoll> => ({ state: 'pending' }));
  const change = (
    request: AuthorizationRequest,
    next: Partial<AuthorizationRequest>
  ): AuthorizationRequest | null => {
    const { status, nextPollAt } = stored.row;
    const isSame =
      status === request.status && nextPollAt?.getTime() === request.nextPollAt?.getTime();
    if (!isSame) return null;
    return (stored.row = { ...stored.row, ...next });
  };
  const move = (request: AuthorizationRequest, next: Partial<AuthorizationRequest>) => {
    if (stored.row.status !== request.status) return false;
    stored.row = { ...stored.row, ...next };
    return true;
  };
  const store = jest.fn(async (request: AuthorizationRequest) => {
    effect('store');
    move(request, { status: 'completed' });
    return connectionRow();
  });
  const { poll, cancel } = createPoll({
    clock: { now: () => nowMs, monotonicMs: () => 0 },
    log: { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() },
    store: {
      authorizationRequests: {
        findByUid: async (uid) => (uid === 'flow' ? stored.row : null),
        fail: async (request) => void move(request, { status: 'failed' }),
      },
      deviceFlows: {
        openDeviceCode: () => 'device code',
        reschedule: async (flow, schedule) => change(flow, schedule) && { ...flow, ...schedule },
        startExchange: async (flow, completedBy) =>
          change(flow, { status: 'exchanging', completedBy }),
      },
      heldGrants: {
        open: (_request) => ({ obtained: grantToStore(), replaces: 'what was shown' }),
        take: async (request, status) => move(request, { status }),
      },
    },
    owners: { isAllowed: async () => true },
    apps: { get: async () => APP },
    appFaults: {
      clear: async () => effect('clear fault'),
      recordRefusedConnect: async () => effect('judge fault'),
    },
    connections: { summary: async () => aConnection() },
    tokenCache: { forget: () => effect('forget token') },
    providerClients: {
      clientFor: async () => ({ pollDevice }) as Partial<OAuthClient> as OAuthClient,
    },
    obtain: { accept: async () => grantToStore() },
    outcome: async () => ({ state: 'ended', appKey: 'mail' }),
    storeGrant: { store, discard: async () => effect('discard') },
    held: {
      abandon: async (request) => {
        if (move(request, { status: 'failed' })) effect('revoke');
      },
      ask: async (request) => {
        move(request, { status: 'confirming' });
        return QUESTION;
      },
      askAgain: async () => QUESTION,
    },
    audit: { recordConnection: (action) => effect(action) },
    events: { emit: (name) => effect(name) },
  });
  const pollAfter = (seconds: number, confirm?: true) => {
    nowMs += seconds * 1_000;
    return poll('flow', JANE, confirm);
  };
  return { poll, cancel, pollAfter, stored, effects, pollDevice, store };
};

const failure = (code: ConnectedAppsErrorCode, retryAfterSeconds?: number) =>
  new ConnectedAppsError(code, 'Refused.', { retryAfterSeconds });

const pending = (retryAfterSeconds: number, isProviderFailing = false) => ({
  state: 'pending',
  retryAfterSeconds,
  isProviderFailing,
});

describe('the polls of a flow', () => {
  it('wait for the interval: before, nothing is sent', async () => {
    const { pollAfter, pollDevice } = setUp();
    await expect(pollAfter(2)).resolves.toEqual(pending(3));
    expect(pollDevice).not.toHaveBeenCalled();
    await expect(pollAfter(3)).resolves.toEqual(pending(5));
    await expect(pollAfter(1)).resolves.toEqual(pending(4));
    expect(pollDevice).toHaveBeenCalledTimes(1);
  });

  it('are one for all who ask while it is in flight, however long it takes', async () => {
    const { pollAfter, pollDevice, effects } = setUp();
    let respond: (answer: DevicePoll) => void = () => undefined;
    pollDevice.mockReturnValueOnce(new Promise((resolve) => (respond = resolve)));
    const first = pollAfter(5);
    await expect(pollAfter(0)).resolves.toEqual(pending(5));
    await expect(pollAfter(59)).resolves.toEqual(pending(5));
    expect(pollDevice).toHaveBeenCalledTimes(1);
    respond(GRANTED);
    await expect(first).resolves.toMatchObject({ appName: 'Mail' });
    expect(effects).toEqual([
      'store',
      'clear fault',
      'connection.connect',
      'forget token',
      'connected',
    ]);
  });

  it('become five seconds rarer each time the provider says so', async () => {
    const { pollAfter, pollDevice } = setUp();
    pollDevice.mockResolvedValueOnce({ state: 'slow_down' });
    await expect(pollAfter(5)).resolves.toEqual(pending(10));
    pollDevice.mockResolvedValueOnce({ state: 'slow_down' });
    await expect(pollAfter(10)).resolves.toEqual(pending(15));
    await expect(pollAfter(15)).resolves.toEqual(pending(15));
  });

  it('go on after a failure of the provider, but half as often, and not before it says', async () => {
    const { pollAfter, pollDevice, stored } = setUp();
    pollDevice.mockRejectedValueOnce(failure('provider_unavailable'));
    await expect(pollAfter(5)).resolves.toEqual(pending(10, true));
    pollDevice.mockRejectedValueOnce(failure('provider_unavailable', 60));
    await expect(pollAfter(10)).resolves.toEqual(pending(60, true));
    pollDevice.mockRejectedValueOnce(failure('provider_unavailable'));
    await expect(pollAfter(60)).resolves.toEqual(pending(30, true));
    expect(stored.row.status).toBe('pending');
    pollDevice.mockResolvedValueOnce(GRANTED);
    await expect(pollAfter(30)).resolves.toMatchObject({ appName: 'Mail' });
  });

  it.each([
    ['flow_invalid', 'denied'],
    ['flow_expired', 'expired'],
  ] as const)('end with %s as %s', async (code, state) => {
    const { pollAfter, pollDevice, stored, effects } = setUp();
    pollDevice.mockRejectedValueOnce(failure(code));
    await expect(pollAfter(5)).resolves.toEqual({ state, appKey: 'mail' });
    expect([stored.row.status, effects]).toEqual(['failed', []]);
  });

  it('end with an error that is judged', async () => {
    const { pollAfter, pollDevice, stored, effects } = setUp();
    pollDevice.mockRejectedValueOnce(failure('provider_rejected'));
    await expect(pollAfter(5)).rejects.toMatchObject({ code: 'provider_rejected' });
    expect([stored.row.status, effects]).toEqual(['failed', ['judge fault']]);
  });

  it('end when the code expires, without another request', async () => {
    const { pollAfter, pollDevice, stored } = setUp();
    await expect(pollAfter(600)).resolves.toEqual({ state: 'expired', appKey: 'mail' });
    expect([stored.row.status, pollDevice.mock.calls]).toEqual(['failed', []]);
  });

  it('revoke a grant that comes after the flow was cancelled', async () => {
    const { pollAfter, cancel, pollDevice, stored, effects } = setUp();
    pollDevice.mockImplementationOnce(async () => {
      await cancel('flow', 'jane');
      return GRANTED;
    });
    await expect(pollAfter(5)).rejects.toMatchObject({ code: 'flow_invalid' });
    expect([stored.row.status, effects]).toEqual(['failed', ['discard', 'judge fault']]);
  });

  it('are only for the person who started the flow', async () => {
    const { poll, cancel, stored } = setUp();
    const bob = { ...JANE, adminId: 'bob' };
    const code = 'flow_invalid';
    await expect(poll('flow', bob)).rejects.toMatchObject({ code });
    await expect(poll('another', JANE)).rejects.toMatchObject({ code });
    await expect(cancel('flow', 'bob')).rejects.toMatchObject({ code });
    expect(stored.row).toBe(FLOW);
  });

  it('are for no flow without a device code', async () => {
    const { pollAfter } = setUp(requestRow({ expiresAt: FLOW.expiresAt }));
    await expect(pollAfter(5)).rejects.toMatchObject({ code: 'flow_invalid' });
  });

  it('end for a person who may no longer connect', async () => {
    const { poll, stored } = setUp();
    const refused = poll('flow', { ...JANE, mayConnect: false });
    await expect(refused).rejects.toMatchObject({ code: 'owner_not_allowed' });
    expect(stored.row.status).toBe('failed');
  });
});

describe('a person who is asked after a poll', () => {
  const asked = async () => {
    const scene = setUp();
    scene.store.mockRejectedValueOnce(new ConfirmationNeeded(null));
    scene.pollDevice.mockResolvedValueOnce(GRANTED);
    await expect(scene.pollAfter(5)).resolves.toBe(QUESTION);
    return scene;
  };

  it('is asked again until they answer, and is then connected without another poll', async () => {
    const { pollAfter, pollDevice, stored } = await asked();
    await expect(pollAfter(5)).resolves.toBe(QUESTION);
    await expect(pollAfter(0, true)).resolves.toMatchObject({ appName: 'Mail' });
    expect(pollDevice).toHaveBeenCalledTimes(1);
    expect(stored.row.status).toBe('completed');
  });

  it('cancels, and the grant is revoked', async () => {
    const { cancel, stored, effects } = await asked();
    await expect(cancel('flow', 'jane')).resolves.toEqual({ appKey: 'mail' });
    expect([stored.row.status, effects.slice(-1)]).toEqual(['failed', ['revoke']]);
  });
});
