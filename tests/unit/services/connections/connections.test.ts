import { ConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import { createConnections } from '../../../../server/src/services/connections/connections';
import type { Revocation } from '../../../../server/src/services/connections/revocations';
import type { Refresh } from '../../../../server/src/services/refresh/refresh';
import type { Actor, Audit } from '../../../../server/src/services/runtime/audit';
import { toFreshToken, type FreshToken } from '../../../../server/src/services/tokens/fresh-token';
import type { Store } from '../../../../server/src/store';
import type { App } from '../../../../server/src/store/apps';
import type { Connection } from '../../../../server/src/store/connections';
import { appRow, connectionRow } from '../../../support/databases/rows';

const NOW_MS = Date.UTC(2026, 5, 1);
const JANE = { kind: 'admin', id: 'jane' } as const;

const adminUser = (id: string): Actor => ({ type: 'admin-user', id, email: null });

/** Connections in a map. `steps` are the effects, in their order. */
const setUp = (rows: readonly Connection[], apps: readonly App[] = [appRow()]) => {
  const stored = new Map(rows.map((row) => [row.uid, row]));
  const steps: string[] = [];
  const unreadable = new Set<string>();
  const ofOwner = (owner: Connection['owner']) =>
    [...stored.values()].filter((row) => JSON.stringify(row.owner) === JSON.stringify(owner));
  const open = (uid: string, token: string) => {
    if (unreadable.has(uid)) throw new ConnectedAppsError('key_unavailable', 'The key is lost.');
    return `${token} of ${uid}`;
  };
  const send = (app: App, { token, tokenTypeHint }: Revocation) => {
    steps.push(`revoke at ${app.key}: ${token} (${tokenTypeHint})`);
    return true;
  };
  const findByUid = jest.fn(async (uid: string) => stored.get(uid) ?? null);
  const connections: Partial<Store['connections']> = {
    findByUid,
    listByOwner: async (owner) => ofOwner(owner),
    delete: async (uid) => steps.push(`delete ${uid}`) > 0 && stored.delete(uid),
    deleteByOwner: async (owner) => {
      for (const { uid } of ofOwner(owner)) stored.delete(uid);
      steps.push('delete all');
    },
    openAccessToken: ({ uid }) => open(uid, 'access token'),
    openRefreshToken: ({ uid, sealedRefreshToken }) =>
      sealedRefreshToken === null ? null : open(uid, 'refresh token'),
  };
  const list = jest.fn(async () => [...apps]);
  const find = async (appKey: string) => apps.find(({ key }) => key === appKey) ?? null;
  const storedApps: Partial<Store['apps']> = { list, find };
  const labels = jest.fn(
    async () =>
      ({ kind }: Connection['owner']) =>
        `label of ${kind}`
  );
  const refresh = jest.fn<Promise<FreshToken>, Parameters<Refresh['refresh']>>();
  const recordConnection = jest.fn<void, Parameters<Audit['recordConnection']>>();
  const emit = jest.fn((name: string, { uid }: Connection) => void steps.push(`${name} ${uid}`));
  const service = createConnections({
    clock: { now: () => NOW_MS, monotonicMs: () => 0 },
    store: { apps: storedApps, connections } as Pick<Store, 'apps' | 'connections'>,
    owners: { labels },
    presets: [],
    tokenCache: {
      forget: () => void steps.push('forget the token'),
      forgetOwner: () => void steps.push('forget the tokens'),
    },
    refresh: { refresh },
    revocations: {
      revoke: async (app, revocation) => send(app, revocation),
      prepare: async (app, list) => () => list.forEach((revocation) => send(app, revocation)),
    },
    audit: { recordConnection },
    events: { emit },
  });
  const mocks = { findByUid, list, labels, refresh, recordConnection, emit };
  return { service, stored, steps, unreadable, ...mocks };
};

describe('a disconnect', () => {
  it('ends the use of the tokens here before it asks the provider to revoke the grant', async () => {
    const { service, steps } = setUp([connectionRow()]);
    const result = await service.disconnect(connectionRow());
    expect(result).toEqual({ revokedAtProvider: true });
    expect(steps).toEqual([
      'delete connection',
      'forget the token',
      'disconnected connection',
      'revoke at mail: refresh token of connection (refresh_token)',
    ]);
  });

  it('revokes the access token if there is no refresh token', async () => {
    const { service, steps } = setUp([connectionRow()]);
    await service.disconnect(connectionRow({ sealedRefreshToken: null }));
    expect(steps.at(-1)).toBe('revoke at mail: access token of connection (access_token)');
  });

  it('sends nothing if the app is gone, now has another provider, or the tokens cannot be read', async () => {
    const changed = connectionRow({ status: 'needs_reconnect', statusReason: 'app_changed' });
    const orphan = connectionRow({ appKey: 'gone' });
    const sealed = connectionRow({ uid: 'sealed' });
    for (const row of [changed, orphan, sealed]) {
      const { service, unreadable, stored, steps } = setUp([row]);
      unreadable.add('sealed');
      await expect(service.disconnect(row)).resolves.toEqual({ revokedAtProvider: false });
      expect(stored.size).toBe(0);
      expect(steps.join()).not.toContain('revoke');
    }
  });

  it.each<[string, Actor]>([
    ['owner', adminUser('jane')],
    ['admin', adminUser('other')],
    ['system', { type: 'system' }],
  ])('is recorded with its cause: %s', async (cause, actor) => {
    const { service, recordConnection } = setUp([connectionRow({ owner: JANE })]);
    const connection = connectionRow({ owner: JANE });
    await service.disconnect(connection, actor);
    const entry = ['connection.disconnect', connection, actor, { cause }];
    expect(recordConnection.mock.calls).toEqual([entry]);
  });
});

describe('the deletion of an owner', () => {
  it('ends exactly its connections, and revokes each grant that can be revoked at its app', async () => {
    const rows = [
      connectionRow({ uid: 'a' }),
      connectionRow({ uid: 'b', appKey: 'files' }),
      connectionRow({ uid: 'sealed', appKey: 'files' }),
      connectionRow({ uid: 'orphan', appKey: 'gone' }),
      connectionRow({ uid: 'shared', owner: { kind: 'shared' } }),
    ];
    const apps = [appRow(), appRow({ key: 'files' })];
    const { service, stored, steps, unreadable, emit } = setUp(rows, apps);
    unreadable.add('sealed');
    await service.deleteAllOf(JANE);
    expect([...stored.keys()]).toEqual(['shared']);
    expect(steps).toEqual([
      'delete all',
      'forget the tokens',
      ...['a', 'b', 'sealed', 'orphan'].map((uid) => `disconnected ${uid}`),
      'revoke at mail: refresh token of a (refresh_token)',
      'revoke at files: refresh token of b (refresh_token)',
    ]);
    const reason = 'owner_deleted';
    expect(emit).toHaveBeenLastCalledWith('disconnected', expect.anything(), { reason });
  });
});

describe('a refresh by hand', () => {
  it('serves no former token meanwhile, tries what was judged refused, and shows the new row', async () => {
    const { service, stored, steps, refresh, recordConnection } = setUp([connectionRow()]);
    refresh.mockImplementation(async () => {
      expect(steps).toEqual(['forget the token']);
      stored.set('connection', connectionRow({ lastRefreshedAt: new Date(NOW_MS) }));
      return toFreshToken(connectionRow(), 'renewed', new Date(NOW_MS));
    });
    const { lastRefreshedAt } = await service.refreshNow(connectionRow(), adminUser('jane'));
    expect(lastRefreshedAt).toBe(new Date(NOW_MS).toISOString());
    const byHand = { isByHand: true, retriesRefused: true };
    expect(refresh).toHaveBeenCalledWith(connectionRow(), byHand);
    const entry = ['connection.refresh', connectionRow(), adminUser('jane')];
    expect(recordConnection.mock.calls).toEqual([entry]);
  });

  it.each<[string, Error]>([
    ['provider_rejected', new ConnectedAppsError('provider_rejected', 'The token is secret.')],
    ['unexpected', new Error('SELECT secret FROM')],
  ])('that fails is recorded by its code only: %s', async (code, error) => {
    const { service, refresh, recordConnection } = setUp([connectionRow()]);
    refresh.mockRejectedValue(error);
    await expect(service.refreshNow(connectionRow(), adminUser('jane'))).rejects.toBe(error);
    const entry = ['connection.refresh', connectionRow(), adminUser('jane'), { code }, 'failure'];
    expect(recordConnection.mock.calls).toEqual([entry]);
  });
});

describe('what people see of connections', () => {
  it('takes one look at the apps and one at the owners, and contains no token', async () => {
    const rows = ['a', 'b', 'c'].map((uid) => connectionRow({ uid, owner: { kind: 'shared' } }));
    const { service, list, labels } = setUp(rows);
    const summaries = await service.summaries(rows);
    expect(summaries.map(({ uid }) => uid)).toEqual(['a', 'b', 'c']);
    expect(summaries[0]).toMatchObject({ owner: { kind: 'shared', label: 'label of shared' } });
    expect(JSON.stringify(summaries)).not.toContain('sealed');
    expect([list.mock.calls.length, labels.mock.calls.length]).toEqual([1, 1]);
  });

  it('is not looked up by an id that no database stores', async () => {
    const { service, findByUid } = setUp([connectionRow()]);
    await expect(service.find('connection\0')).resolves.toBeNull();
    expect(findByUid).not.toHaveBeenCalled();
    await expect(service.find('connection')).resolves.toMatchObject({ uid: 'connection' });
  });
});
