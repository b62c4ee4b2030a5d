import { ConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import type { TokenResult } from '../../../../server/src/oauth/client';
import { createCircuitBreaker } from '../../../../server/src/services/refresh/circuit-breaker';
import { createClientCredentials } from '../../../../server/src/services/tokens/client-credentials';
import { appRow } from '../../../support/databases/rows';

const LIFETIME_MS = 3_600_000;

/** A provider that numbers its tokens. */
const setUp = ({ lifetimeMs = LIFETIME_MS }: { lifetimeMs?: number | null } = {}) => {
  let nowMs = 1_800_000_000_000;
  const clock = { now: () => nowMs };
  const breaker = createCircuitBreaker({ clock });
  const issued: string[] = [];
  const askProvider = jest.fn(async ({ scopes }: { scopes: string[] }): Promise<TokenResult> => {
    const accessToken = `token ${issued.length + 1}`;
    issued.push(accessToken);
    return {
      accessToken,
      refreshToken: null,
      tokenType: 'Bearer',
      requestedAtMs: nowMs,
      expiresAt: lifetimeMs === null ? null : new Date(nowMs + lifetimeMs),
      scopes,
      subject: null,
      claims: null,
      account: null,
      kept: {},
    };
  });
  const { tokenFor } = createClientCredentials({
    clock,
    breaker,
    providerClients: { clientFor: async () => ({ clientCredentials: askProvider }) },
  });
  const tokenOf = async (app = appRow(), scopes: string[] = []) =>
    (await tokenFor(app, scopes)).accessToken;
  return { tokenOf, askProvider, breaker, passMs: (ms: number) => (nowMs += ms) };
};

const unavailable = (retryAfterSeconds?: number) =>
  new ConnectedAppsError('provider_unavailable', 'Try again later.', { retryAfterSeconds });

describe("an app's own token", () => {
  it('costs concurrent callers one request', async () => {
    const { tokenOf } = setUp();
    const tokens = await Promise.all(Array.from({ length: 20 }, () => tokenOf()));
    expect(new Set(tokens)).toEqual(new Set(['token 1']));
  });

  it('stays in memory until it is due, which is before its expiry', async () => {
    const { tokenOf, passMs } = setUp();
    await tokenOf();
    passMs(LIFETIME_MS / 2);
    expect(await tokenOf()).toBe('token 1');
    passMs(LIFETIME_MS / 2 - 1);
    expect(await tokenOf()).toBe('token 2');
  });

  it('stays in memory if the provider gives no lifetime', async () => {
    const { tokenOf, passMs } = setUp({ lifetimeMs: null });
    await tokenOf();
    passMs(365 * 24 * LIFETIME_MS);
    expect(await tokenOf()).toBe('token 1');
  });

  it('is another for other scopes, for another app, and after an edit of the app', async () => {
    const { tokenOf } = setUp();
    const tokens = [
      await tokenOf(appRow(), ['read']),
      await tokenOf(appRow(), ['read', 'write']),
      await tokenOf(appRow({ key: 'calendar' }), ['read']),
      await tokenOf(appRow({ configVersion: 2 }), ['read']),
      await tokenOf(appRow(), ['read']),
    ];
    expect(tokens).toEqual(['token 1', 'token 2', 'token 3', 'token 4', 'token 1']);
  });
});

describe('a failed request for a token of the app itself', () => {
  it('is not remembered as a token', async () => {
    const { tokenOf, askProvider, passMs } = setUp();
    askProvider.mockRejectedValueOnce(unavailable());
    await expect(tokenOf()).rejects.toMatchObject({ code: 'provider_unavailable' });
    passMs(60_000);
    expect(await tokenOf()).toBe('token 1');
  });

  it('keeps later callers from the provider for as long as it asked to be left alone', async () => {
    const { tokenOf, askProvider, passMs } = setUp();
    askProvider.mockRejectedValueOnce(unavailable(120));
    await expect(tokenOf()).rejects.toMatchObject({ retryAfterSeconds: 120 });
    passMs(119_000);
    await expect(tokenOf()).rejects.toMatchObject({ code: 'provider_unavailable' });
    expect(askProvider).toHaveBeenCalledTimes(1);
    passMs(2_000);
    expect(await tokenOf()).toBe('token 1');
  });

  it('says nothing about the connections of the app', async () => {
    const { tokenOf, askProvider, breaker } = setUp();
    askProvider.mockRejectedValueOnce(unavailable(120));
    await expect(tokenOf()).rejects.toThrow();
    expect(breaker.isOpen('mail')).toBe(false);
  });

  it('leaves the circuit alone if the error is none of ours', async () => {
    const { tokenOf, askProvider } = setUp();
    askProvider.mockRejectedValueOnce(new Error('a fault of the plugin'));
    await expect(tokenOf()).rejects.toThrow('a fault of the plugin');
    expect(await tokenOf()).toBe('token 1');
  });
});
