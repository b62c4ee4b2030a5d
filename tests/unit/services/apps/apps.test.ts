import type { Editor } from '../../../../server/src/services/apps/app-edit';
import { createApps } from '../../../../server/src/services/apps/apps';
import type { AuditEntry } from '../../../../server/src/services/runtime/audit';
import { circuitKeyOf } from '../../../../server/src/services/tokens/client-credentials';
import type { App, AppEditToStore } from '../../../../server/src/store/apps';
import { appRow, connectionRow } from '../../../support/databases/rows';
import { only } from '../../../support/elements';

type AppsStore = Parameters<typeof createApps>[0]['store'];
type Edit = Omit<AppEditToStore, 'alongside'> & { alongside?: (trx: object) => Promise<void> };

const NOW = new Date(Date.UTC(2027, 0, 15));
const JANE: Editor = {
  actor: { type: 'admin-user', id: 'jane', email: null },
  mayChangeDestinations: true,
};
const REDIRECTED = { configVersion: 1, userinfoEndpoint: 'https://new.example.com/userinfo' };
const CIRCUITS_CLOSED = ['closed: mail', `closed: ${circuitKeyOf('mail')}`];

/** One app with one connection. `steps` are the effects in their order. */
const setUp = () => {
  const rows = new Map([['mail', appRow()]]);
  const steps: string[] = [];
  const edits: Edit[] = [];
  const audited: AuditEntry[] = [];
  const step = (name: string) => void steps.push(name);
  const effect = (name: string) => async () => step(name);
  const assertUsable = jest.fn(() => undefined);
  const isNameTaken = jest.fn(async () => false);
  /** What another request does just before the write. */
  const meanwhile = jest.fn(() => undefined);
  const store = {
    apps: {
      find: async (key: string) => rows.get(key) ?? null,
      isNameTaken,
      update: async ({ key, configVersion }: App, edit: Edit) => {
        meanwhile();
        const row = rows.get(key);
        if (row?.configVersion !== configVersion) return false;
        edits.push(edit);
        await edit.alongside?.({});
        step('app written');
        return rows.set(key, { ...row, ...edit.changes }).has(key);
      },
      delete: async <Deleted>({ key }: App, deleteRest: () => Promise<Deleted>) => {
        meanwhile();
        return rows.delete(key) ? deleteRest() : null;
      },
    },
    secrets: { assertUsable },
    connections: {
      listByApp: async () => [connectionRow()],
      countActive: async () => 7,
      markAllNeedReconnect: async (_key: string, reason: string) => step(`ended: ${reason}`),
      retryAfterEdit: effect('faults retried'),
      deleteByApp: effect('connections deleted'),
    },
    idleConnections: { bringForward: effect('idle connections brought forward') },
    unknownLifetimes: {
      assume: async (_key: string, ms: number, dueMs: number) => step(`lives ${ms}, due ${dueMs}`),
    },
    authorizationRequests: { deleteByApp: effect('flows deleted') },
  };
  const apps = createApps({
    clock: { now: () => NOW.getTime(), monotonicMs: () => 0 },
    store: store as unknown as AppsStore,
    owners: { labels: async () => (owner) => `${'id' in owner && owner.id}@example.com` },
    addresses: {
      redirectUri: (key) => `https://cms/${key}`,
      javascriptOrigin: () => 'https://cms',
    },
    providerClients: { formRules: { assertUrlAllowed: (url) => new URL(url) } },
    appKeys: { first: async () => undefined, after: async () => undefined, shown: () => null },
    policies: { of: () => ({ activeDays: 7, idleIntervalDays: 5 }) },
    tokenCache: { forgetApp: () => step('cache forgotten') },
    breaker: { close: (key) => step(`closed: ${key}`) },
    connections: {
      prepareRevocation: async () => () => step('revoked'),
      announceEnd: (_ended, reason) => step(`announced: ${reason}`),
    },
    held: { abandonOfApp: effect('held grants abandoned') },
    audit: { record: (entry) => void audited.push(entry) },
    events: { emit: (name, { uid }) => step(`${name}: ${uid}`) },
  });
  return { apps, rows, steps, edits, audited, assertUsable, isNameTaken, meanwhile };
};

describe('an edit of an app', () => {
  const CONFLICT = {
    name: 'ConflictError',
    message: expect.stringContaining('changed by john@example.com at 2026-01-01'),
    details: { conflict: { configVersion: 2, changedBy: 'john@example.com' } },
  };

  it('is refused if it is based on an old version, or another one comes first', async () => {
    const { apps, rows, steps, audited, meanwhile } = setUp();
    const edited = appRow({ configVersion: 2, changedBy: 'john' });
    meanwhile.mockImplementation(() => void rows.set('mail', edited));
    for (const name of ['Post', 'Letters']) {
      const update = apps.update('mail', { configVersion: 1, name }, JANE);
      await expect(update).rejects.toMatchObject(CONFLICT);
    }
    expect(meanwhile).toHaveBeenCalledTimes(1);
    expect([...steps, ...audited]).toEqual([]);
  });

  it('is refused at its name if a concurrent edit of another app takes the name first', async () => {
    const { apps, steps, isNameTaken, meanwhile } = setUp();
    meanwhile.mockImplementation(() => {
      isNameTaken.mockResolvedValue(true);
      throw new Error('UNIQUE constraint failed');
    });
    const update = apps.update('mail', { configVersion: 1, name: 'Post' }, JANE);
    await expect(update).rejects.toMatchObject({ details: { errors: [{ path: ['name'] }] } });
    expect(steps).toEqual([]);
  });

  it('that sends tokens elsewhere ends the connections in the same write, and announces it later', async () => {
    const { apps, edits, steps } = setUp();
    await apps.update('mail', REDIRECTED, JANE);
    expect(only(edits)).toMatchObject({
      changes: { configVersion: 2, flowsVersion: 2, changedBy: 'jane' },
      secret: { dropsPrevious: true, now: NOW },
      vouches: true,
    });
    expect(steps).toEqual([
      'ended: app_changed',
      'app written',
      'cache forgotten',
      'needs-reconnect: connection',
      ...CIRCUITS_CLOSED,
      'idle connections brought forward',
      'faults retried',
    ]);
  });

  it('that is harmless ends neither connections nor flows nor the rollover of the secret', async () => {
    const { apps, edits, steps } = setUp();
    await apps.update('mail', { configVersion: 1, name: 'Post', clientSecret: 'new' });
    const { changes, ...edit } = only(edits);
    expect(changes).toEqual({ name: 'Post', configVersion: 2, changedBy: null });
    const secret = { clientSecret: 'new', dropsPrevious: false };
    expect(edit).toMatchObject({ secret, vouches: false });
    expect(steps.join()).not.toMatch(/ended|needs-reconnect/);
  });

  it('is audited with the names of the fields, never with a value', async () => {
    const { apps, audited } = setUp();
    await apps.update('mail', { ...REDIRECTED, clientSecret: 'a secret' }, JANE);
    const fields = ['userinfoEndpoint'];
    const details = { changedFields: fields, destinations: fields };
    expect(audited).toMatchObject([
      { action: 'app.update', actor: JANE.actor, details },
      { action: 'app.change-secret', actor: JANE.actor },
    ]);
    expect(JSON.stringify(audited)).not.toMatch(/a secret|new\.example/);
    await apps.update('mail', { configVersion: 2, name: 'Mail' }, JANE);
    expect(audited).toHaveLength(2);
  });

  it('needs the encryption key only for a secret or a destination', async () => {
    const { apps, edits, assertUsable } = setUp();
    assertUsable.mockImplementation(() => {
      throw new Error('no key');
    });
    await expect(apps.update('mail', REDIRECTED)).rejects.toThrow('no key');
    const update = apps.update('mail', { configVersion: 1, clientSecret: 'new' });
    await expect(update).rejects.toThrow('no key');
    expect(edits).toEqual([]);
    await apps.update('mail', { configVersion: 1, enabled: false });
    expect(edits).toHaveLength(1);
  });

  it('gives tokens of unknown lifetime a new one, with its margin, and takes none back', async () => {
    const { apps, steps } = setUp();
    await apps.update('mail', { configVersion: 1, defaultLifetimeSeconds: 100 });
    await apps.update('mail', { configVersion: 2, name: 'Post' });
    await apps.update('mail', { configVersion: 3, defaultLifetimeSeconds: null });
    expect(steps.filter((name) => name.startsWith('lives'))).toEqual(['lives 100000, due 80000']);
  });

  it('is previewed without a write', async () => {
    const { apps, edits } = setUp();
    await expect(apps.preview('mail', REDIRECTED, JANE)).resolves.toEqual({ endedConnections: 7 });
    expect(edits).toEqual([]);
  });
});

describe('an app that is deleted', () => {
  it('is gone with all that belongs to it before anything is announced or revoked', async () => {
    const { apps, steps, audited } = setUp();
    const details = { deletedConnections: 1 };
    await expect(apps.delete('mail')).resolves.toEqual({ key: 'mail', ...details });
    expect(steps).toEqual([
      'held grants abandoned',
      'flows deleted',
      'connections deleted',
      'cache forgotten',
      ...CIRCUITS_CLOSED,
      'announced: app_deleted',
      'revoked',
    ]);
    expect(only(audited)).toMatchObject({ action: 'app.delete', details });
  });

  it('is deleted once, by one of two concurrent requests', async () => {
    const { apps, rows, steps, audited, meanwhile } = setUp();
    meanwhile.mockImplementation(() => void rows.delete('mail'));
    await expect(apps.delete('mail')).rejects.toMatchObject({ code: 'app_not_found' });
    expect(steps).not.toContain('revoked');
    expect(audited).toEqual([]);
  });
});
