import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { ConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import {
  newKeySet,
  RETIRES_AFTER_MS,
  SIGNS_AFTER_MS,
  withNewKey,
} from '../../../../server/src/oauth/client-key-set';
import { createProviderClients } from '../../../../server/src/services/apps/provider-clients';
import type { App } from '../../../../server/src/store/apps';
import type { OpenedClientSecrets } from '../../../../server/src/store/client-secrets';
import { appRow } from '../../../support/databases/rows';
import { only } from '../../../support/elements';
import { readJwt } from '../../../support/providers/jwts';

type ClientStore = Parameters<typeof createProviderClients>[0]['store'];

const NO_HOOKS = { apps: {}, providers: {} };
const NOW = new Date(Date.UTC(2027, 0, 15));
const APP = appRow({
  clientAuthMethod: 'client_secret_post',
  tokenEndpoint: 'https://accounts.example.com/token',
});

/** A provider that accepts some secrets, and a store that records what becomes known of them. */
const setUp = (
  opened: OpenedClientSecrets = { current: 'new', previous: null },
  hooks: Parameters<typeof createProviderClients>[0]['settings']['hooks'] = NO_HOOKS
) => {
  const accepted = new Set(['new', 'former']);
  const asked: (string | null)[] = [];
  const openClientSecrets = jest.fn((_app: App) => opened);
  const forgetPreviousSecret = jest.fn(async (_app: App, _working: string) => undefined);
  const recordSecretRefused = jest.fn(async (_app: App, _refused: string, _at: Date) => undefined);
  const assertUsable = jest.fn(() => undefined);
  const store = {
    apps: { openClientSecrets, forgetPreviousSecret, recordSecretRefused },
    secrets: { assertUsable },
  };
  const unexpected = (text: string | URL): never => {
    throw new Error(`not expected: ${text}`);
  };
  const warnings: string[] = [];
  const providerClients = createProviderClients({
    settings: { hooks },
    clock: { now: () => NOW.getTime(), monotonicMs: () => 0 },
    log: {
      debug: unexpected,
      info: unexpected,
      warn: (message) => void warnings.push(message),
      error: unexpected,
    },
    store: store as unknown as ClientStore,
    network: {
      fetch: async (_url, init) => {
        const secret = new URLSearchParams(String(init?.body)).get('client_secret');
        asked.push(secret);
        return secret === null || accepted.has(secret)
          ? Response.json({ access_token: 'token', token_type: 'Bearer', expires_in: 60 })
          : Response.json({ error: 'invalid_client' }, { status: 401 });
      },
      apiFetch: async (url) => unexpected(url),
      assertUrlAllowed: unexpected,
      stop: async () => undefined,
    },
  });
  return {
    providerClients,
    accepted,
    asked,
    openClientSecrets,
    forgetPreviousSecret,
    recordSecretRefused,
    assertUsable,
    warnings,
    obtainToken: async (app = APP) => {
      const { accessToken } = await (
        await providerClients.clientFor(app)
      ).clientCredentials({ scopes: [] });
      await nextTurn();
      return accessToken;
    },
  };
};

const setUpRollover = () => setUp({ current: 'new', previous: 'former' });

describe('the client of an app', () => {
  it('is kept with its signing keys until the app is edited, in this process or another', async () => {
    const { providerClients } = setUp();
    const client = await providerClients.clientFor(APP);
    expect(await providerClients.clientFor({ ...APP })).toBe(client);
    // Created again with the same key, after this one was deleted
    const another = { ...APP, updatedAt: NOW };
    const clientOfAnother = await providerClients.clientFor(another);
    expect(clientOfAnother).not.toBe(client);
    const edited = { ...another, configVersion: 2 };
    expect(await providerClients.clientFor(edited)).not.toBe(clientOfAnother);
  });

  it.each([
    ['tampered', { code: 'key_unavailable', reason: 'tampered', app: 'mail' }],
    ['unreadable', { code: 'key_unavailable', reason: undefined, app: 'mail' }],
  ] as const)('is refused, even a kept one, if the destinations are %s', async (check, error) => {
    const { providerClients, openClientSecrets } = setUp();
    await providerClients.clientFor(APP);
    const changed = { ...APP, destinationsCheck: check };
    await expect(providerClients.clientFor(changed)).rejects.toMatchObject(error);
    expect(openClientSecrets).toHaveBeenCalledTimes(1);
  });

  it('is refused for the missing key first, without which nothing can be checked', async () => {
    const { providerClients, assertUsable } = setUp();
    assertUsable.mockImplementation(() => {
      throw new ConnectedAppsError('key_unavailable', 'Set ENCRYPTION_KEY.');
    });
    const unchecked = { ...APP, destinationsCheck: 'unreadable' as const };
    await expect(providerClients.clientFor(unchecked)).rejects.toThrow('Set ENCRYPTION_KEY.');
  });

  it('works as soon as its secret can be read again', async () => {
    const { obtainToken, openClientSecrets } = setUp();
    openClientSecrets.mockImplementationOnce(() => {
      throw new ConnectedAppsError('key_unavailable', 'The secret does not open.');
    });
    await expect(obtainToken()).rejects.toMatchObject({ code: 'key_unavailable' });
    await expect(obtainToken()).resolves.toBe('token');
  });
});

describe('the client of an app with keys of its own', () => {
  /** Knows some keys, and records the ones that assertions name. */
  const setUpKeys = async () => {
    let nowMs = NOW.getTime();
    const set = await newKeySet('ES256', nowMs);
    const rotated = await withNewKey(set, 'ES256', { nowMs, signsFromMs: nowMs + SIGNS_AFTER_MS });
    const [fresh, old] = rotated.keys.map(({ jwk }) => jwk.kid);
    const known = new Set([fresh, old]);
    const asked: unknown[] = [];
    const store = {
      apps: {
        openClientKeys: () => JSON.stringify(rotated),
        openClientSecrets: () => ({ current: null, previous: null }),
      },
      secrets: { assertUsable: () => undefined },
    };
    const { clientFor } = createProviderClients({
      settings: { hooks: NO_HOOKS },
      clock: { now: () => nowMs, monotonicMs: () => 0 },
      log: { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() },
      store: store as unknown as ClientStore,
      network: {
        fetch: async (_url, init) => {
          const form = new URLSearchParams(String(init?.body));
          const { kid } = readJwt(form.get('client_assertion') ?? '').header;
          asked.push(kid);
          return known.has(String(kid))
            ? Response.json({ access_token: 'token', token_type: 'Bearer', expires_in: 60 })
            : Response.json({ error: 'invalid_client' }, { status: 401 });
        },
        apiFetch: jest.fn(),
        assertUrlAllowed: jest.fn(),
        stop: async () => undefined,
      },
    });
    const app = { ...APP, clientAuthMethod: 'private_key_jwt' } as const;
    return {
      fresh,
      old,
      known,
      asked,
      travel: (ms: number) => void (nowMs += ms),
      obtainToken: async () => (await clientFor(app)).clientCredentials({ scopes: [] }),
      clientFor: () => clientFor(app),
    };
  };

  it('signs with the new key from its time on, though nobody has edited the app', async () => {
    const { obtainToken, clientFor, travel, asked, fresh, old } = await setUpKeys();
    await obtainToken();
    expect(await clientFor()).toBe(await clientFor());
    travel(SIGNS_AFTER_MS);
    await obtainToken();
    expect(asked).toEqual([old, fresh]);
  });

  it('goes on with the former key while the provider does not know the new one', async () => {
    const { obtainToken, travel, known, asked, fresh, old } = await setUpKeys();
    known.delete(fresh);
    travel(SIGNS_AFTER_MS);
    await obtainToken();
    await obtainToken();
    expect(asked).toEqual([fresh, old, old]);
    travel(RETIRES_AFTER_MS);
    await expect(obtainToken()).rejects.toMatchObject({ reason: 'invalid_client' });
    expect(asked.slice(3)).toEqual([fresh]);
  });
});

describe('the rollover of a client secret', () => {
  it('is over once the new secret has worked, and the former one is forgotten', async () => {
    const { obtainToken, asked, forgetPreviousSecret, recordSecretRefused } = setUpRollover();
    await obtainToken();
    expect(asked).toEqual(['new']);
    expect(forgetPreviousSecret.mock.calls).toEqual([[APP, 'new']]);
    expect(recordSecretRefused).not.toHaveBeenCalled();
  });

  it('is over for the client in memory too: it never sends the former secret again', async () => {
    const { obtainToken, accepted, asked, openClientSecrets, forgetPreviousSecret } =
      setUpRollover();
    const sealed = {
      clientSecret: 'sealed',
      previousClientSecret: 'sealed',
      assertionKey: null,
      clientKeys: null,
    };
    await obtainToken({ ...APP, sealedSecrets: sealed });
    const forgotten = { ...APP, sealedSecrets: { ...sealed, previousClientSecret: null } };
    openClientSecrets.mockReturnValue({ current: 'new', previous: null });
    await obtainToken(forgotten);
    expect(forgetPreviousSecret).toHaveBeenCalledTimes(1);
    accepted.delete('new');
    await expect(obtainToken(forgotten)).rejects.toMatchObject({ reason: 'invalid_client' });
    expect(asked).toEqual(['new', 'new', 'new']);
  });

  it('goes on with the former secret if the new one is refused, which is recorded once', async () => {
    const { obtainToken, accepted, asked, ...stored } = setUpRollover();
    accepted.delete('new');
    await expect(obtainToken()).resolves.toBe('token');
    await obtainToken();
    expect(asked).toEqual(['new', 'former', 'former']);
    expect(stored.recordSecretRefused.mock.calls).toEqual([[APP, 'new', NOW]]);
    expect(stored.forgetPreviousSecret).not.toHaveBeenCalled();
  });

  it('stores nothing if both secrets are refused', async () => {
    const { obtainToken, accepted, ...stored } = setUpRollover();
    accepted.clear();
    await expect(obtainToken()).rejects.toMatchObject({ reason: 'invalid_client' });
    expect(stored.recordSecretRefused).not.toHaveBeenCalled();
    expect(stored.forgetPreviousSecret).not.toHaveBeenCalled();
  });

  it('is none without client authentication, where no response says anything about a secret', async () => {
    const { obtainToken, asked, forgetPreviousSecret } = setUpRollover();
    await expect(obtainToken({ ...APP, clientAuthMethod: 'none' })).resolves.toBe('token');
    expect(asked).toEqual([null]);
    expect(forgetPreviousSecret).not.toHaveBeenCalled();
  });

  it('costs nobody a token if it cannot be stored: the log says so, and the next token tries again', async () => {
    const { obtainToken, accepted, recordSecretRefused, warnings } = setUpRollover();
    accepted.delete('new');
    recordSecretRefused.mockRejectedValueOnce(new Error('the database is gone'));
    await expect(obtainToken()).resolves.toBe('token');
    expect(only(warnings)).toMatch(/secrets of mail could not be stored: the database is gone/);
    await obtainToken();
    expect(recordSecretRefused).toHaveBeenCalledTimes(2);
  });

  it('is stored outside of the transaction of a caller, who may roll back', async () => {
    const { obtainToken, forgetPreviousSecret } = setUpRollover();
    const transaction = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    forgetPreviousSecret.mockImplementation(async () => void seen.push(transaction.getStore()));
    await transaction.run('a transaction', () => obtainToken());
    expect(seen).toEqual([undefined]);
  });

  it('is one write for concurrent tokens, and the shutdown waits for it', async () => {
    const { providerClients, obtainToken, forgetPreviousSecret } = setUpRollover();
    let finish = (): void => {};
    forgetPreviousSecret.mockReturnValue(
      new Promise<undefined>((resolve) => (finish = () => resolve(undefined)))
    );
    await Promise.all([obtainToken(), obtainToken()]);
    expect(forgetPreviousSecret).toHaveBeenCalledTimes(1);
    let isStopped = false;
    const stopped = providerClients.stop().then(() => (isStopped = true));
    await nextTurn();
    expect(isStopped).toBe(false);
    finish();
    await stopped;
  });
});

describe('the hooks of a client', () => {
  it.each([
    ['of its app', 'mail', 'google', ['app']],
    ['of its preset, if its app has none', 'other', 'google', ['preset']],
    ['of neither', 'other', 'custom', []],
    ['of no member that each object inherits', 'constructor', 'google', ['preset']],
  ])('are those %s', async (_case, key, provider, expected) => {
    const ran: string[] = [];
    const hooksOf = (name: string) => ({ request: () => void ran.push(name) });
    const hooks = { apps: { mail: hooksOf('app') }, providers: { google: hooksOf('preset') } };
    await setUp(undefined, hooks).obtainToken({ ...APP, key, provider });
    expect(ran).toEqual(expected);
  });
});
