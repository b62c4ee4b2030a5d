import { AsyncLocalStorage } from 'node:async_hooks';

import type { Send, TokenResult } from '../../../../server/src/oauth/client';
import { createCircuitBreaker } from '../../../../server/src/services/refresh/circuit-breaker';
import { notConnected } from '../../../../server/src/errors/definitions';
import { createLease } from '../../../../server/src/services/refresh/lease';
import { createRefresh } from '../../../../server/src/services/refresh/refresh';
import type { FreshToken } from '../../../../server/src/services/tokens/fresh-token';
import type { Connection } from '../../../../server/src/store/connections';
import { appRow, connectionRow } from '../../../support/databases/rows';

const RESULT: TokenResult = {
  accessToken: 'renewed',
  refreshToken: null,
  tokenType: 'Bearer',
  requestedAtMs: 0,
  expiresAt: null,
  scopes: [],
  subject: null,
  claims: null,
  account: null,
  kept: {},
};

const freshToken = (accessToken: string, tokenVersion: number): FreshToken => ({
  uid: 'connection',
  tokenVersion,
  variableValues: null,
  accessToken,
  tokenType: 'Bearer',
  scopes: [],
  expiresAtMs: null,
  lifetimeMs: null,
  refreshDueAtMs: null,
});

/** A refresh whose provider, database and clock are the test's. */
const setUp = () => {
  let monotonicMs = 0;
  const clock = { now: () => 1_800_000_000_000, monotonicMs: () => monotonicMs };
  const stored = { row: connectionRow() };
  const acquireLease = jest.fn(async () => true);
  const askProvider = jest.fn(async ({ send }: { send?: Send }) => {
    await send?.(async () => new Response());
    return RESULT;
  });
  const handle = jest.fn(async (_connection: unknown, _app: unknown, error: Error) => {
    throw error;
  });
  const release = jest.fn(async () => undefined);
  const stopResponses = jest.fn(async () => undefined);
  const breaker = createCircuitBreaker({ clock });
  const refresh = createRefresh({
    clock,
    store: {
      apps: { find: async () => appRow() },
      connections: {
        acquireLease,
        findByUid: async () => stored.row,
        openAccessToken: () => 'access token',
        openRefreshToken: () => 'refresh token',
        postpone: async () => true,
      },
      secrets: { assertUsable: () => undefined },
    },
    owners: { isAllowed: async () => true },
    claims: { release },
    breaker,
    providerClients: { clientFor: async () => ({ refresh: askProvider }) },
    responses: {
      unsaved: () => undefined,
      opened: ({ tokenVersion }: Connection) => freshToken('stored', tokenVersion),
      keep: async ({ connection: { tokenVersion }, result: { accessToken } }) =>
        freshToken(accessToken, tokenVersion + 1),
      stop: stopResponses,
    },
    failures: {
      handle,
      assertMayAsk: () => undefined,
      end: async () => freshToken('none', 1),
    },
  });
  return {
    refresh,
    stored,
    acquireLease,
    askProvider,
    handle,
    release,
    stopResponses,
    breaker,
    passMs: (ms: number) => (monotonicMs += ms),
    claim: () => ({
      connection: stored.row,
      app: appRow(),
      isOwnerAllowed: true,
      lease: createLease(() => monotonicMs),
    }),
  };
};

const atOnce: Send = (request) => request();

describe('a refresh', () => {
  it('costs one request, however many callers ask at the same moment', async () => {
    const { refresh, askProvider } = setUp();
    const callers = Array.from({ length: 20 }, () => refresh.refresh(connectionRow()));
    const tokens = await Promise.all(callers);
    expect(new Set(tokens.map(({ accessToken }) => accessToken))).toEqual(new Set(['renewed']));
    expect(askProvider).toHaveBeenCalledTimes(1);
  });

  it('waits while another process has the lease, and uses what that process stores', async () => {
    const { refresh, stored, acquireLease, askProvider } = setUp();
    acquireLease.mockImplementationOnce(async () => {
      stored.row = connectionRow({ tokenVersion: 2 });
      return false;
    });
    const token = await refresh.refresh(connectionRow());
    expect(token).toMatchObject({ accessToken: 'stored', tokenVersion: 2 });
    expect(askProvider).not.toHaveBeenCalled();
  });

  it('does not run in the context of its caller, who may be in a transaction', async () => {
    const { refresh, askProvider } = setUp();
    const context = new AsyncLocalStorage<string>();
    const contexts: unknown[] = [];
    askProvider.mockImplementation(async () => {
      contexts.push(context.getStore());
      return RESULT;
    });
    await context.run('a transaction', () => refresh.refresh(connectionRow()));
    expect(contexts).toEqual([undefined]);
  });

  it('passes its failure on to be judged, with the means to compare', async () => {
    const { refresh, stored, askProvider, handle } = setUp();
    askProvider.mockRejectedValueOnce(notConnected(stored.row));
    await expect(refresh.refresh(connectionRow(), { isByHand: true })).rejects.toMatchObject({
      code: 'not_connected',
    });
    const attempt = { isByHand: true, isComparison: false };
    expect(handle).toHaveBeenCalledWith(
      stored.row,
      appRow(),
      expect.any(Error),
      attempt,
      expect.any(Function)
    );
  });
});

describe('a refresh of a claimed connection', () => {
  it('uses the lease of the claim, and releases the claim', async () => {
    const { refresh, claim, acquireLease, release } = setUp();
    const claimed = claim();
    await expect(refresh.refreshClaimed(claimed, atOnce)).resolves.toMatchObject({
      accessToken: 'renewed',
    });
    expect(acquireLease).not.toHaveBeenCalled();
    expect(release).toHaveBeenCalledWith(claimed);
  });

  it('is left to others if its turn comes after the lease has become old', async () => {
    const { refresh, claim, passMs } = setUp();
    const late: Send = (request) => {
      passMs(60_000);
      return request();
    };
    await expect(refresh.refreshClaimed(claim(), late)).rejects.toMatchObject({ reason: 'leased' });
  });
});

describe('a claimed connection whose turn comes', () => {
  it('is left to others if its claim was given up', async () => {
    const { refresh, claim, askProvider } = setUp();
    const claimed = claim();
    const givenUp: Send = (request) => {
      claimed.lease.giveUp();
      return request();
    };
    await expect(refresh.refreshClaimed(claimed, givenUp)).rejects.toMatchObject({
      reason: 'leased',
    });
    expect(askProvider).toHaveBeenCalledTimes(1);
    expect(claimed.lease.isSentOn()).toBe(false);
    expect(claimed.lease.canBeReleased()).toBe(true);
  });

  it('learns that the provider is left alone if the circuit has opened', async () => {
    const { refresh, claim, breaker } = setUp();
    const claimed = claim();
    const meanwhile: Send = (request) => {
      breaker.open('mail', { uid: 'other', code: 'provider_unavailable', retryAfterSeconds: 60 });
      return request();
    };
    await expect(refresh.refreshClaimed(claimed, meanwhile)).rejects.toMatchObject({
      code: 'provider_unavailable',
    });
    expect(claimed.lease.isSentOn()).toBe(false);
  });

  it('is one of the early probes if the circuit has opened and it has not failed', async () => {
    const { refresh, claim, breaker, askProvider } = setUp();
    const claimed = claim();
    let turns = 0;
    const meanwhile: Send = (request) => {
      turns += 1;
      if (turns === 1)
        breaker.open('mail', {
          uid: 'other',
          code: 'provider_unavailable',
          retryAfterSeconds: undefined,
        });
      return request();
    };
    await expect(refresh.refreshClaimed(claimed, meanwhile)).resolves.toMatchObject({
      accessToken: 'renewed',
    });
    expect(turns).toBe(2);
    expect(askProvider).toHaveBeenCalledTimes(2);
    expect(breaker.isOpen('mail')).toBe(false);
  });
});

describe('the shutdown', () => {
  it('waits for a refresh in flight, and then for what is still to be saved', async () => {
    const { refresh, askProvider, stopResponses } = setUp();
    let respond = (): void => {};
    const isAsked = new Promise<void>((resolve) => {
      askProvider.mockImplementation(() => {
        resolve();
        return new Promise((give) => (respond = () => give(RESULT)));
      });
    });
    const renewed = refresh.refresh(connectionRow());
    await isAsked;
    const stopped = refresh.stop();
    await Promise.resolve();
    expect(stopResponses).not.toHaveBeenCalled();
    respond();
    await expect(renewed).resolves.toMatchObject({ accessToken: 'renewed' });
    await stopped;
    expect(stopResponses).toHaveBeenCalledTimes(1);
  });

  it('lets no further refresh start', async () => {
    const { refresh, askProvider } = setUp();
    await refresh.stop();
    await expect(refresh.refresh(connectionRow())).rejects.toMatchObject({
      reason: 'shutting_down',
    });
    expect(askProvider).not.toHaveBeenCalled();
  });
});
