import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Owner } from '../../server/src/owners/kinds';
import type { App } from '../../server/src/store/apps';
import type { AuthorizationRequest } from '../../server/src/store/authorization-requests';
import { createSuperAdmin, type Admin } from '../support/strapi/admins';
import { appFields } from '../support/strapi/app-fields';
import { databases } from '../support/databases/databases';
import { grantToStore } from '../support/strapi/grant-to-store';
import { strapiOn } from '../support/strapi/strapi-on-database';

/** Long enough that a statement which does not wait has ended. */
const HELD_MS = 200;
const ROUNDS = 20;

/** Something to wait for, until somebody opens it. */
const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
};

const GRANT = grantToStore();

describe.each(databases)('$name: a grant', (kind) => {
  const on = strapiOn(kind);

  const store = () => on.booted.internals.store;

  const newApp = (key = `mail-${randomUUID()}`): Promise<App> =>
    store().apps.create(
      appFields({
        key,
        name: key,
        authorizationEndpoint: 'https://mail.example.com/authorize',
        tokenEndpoint: 'https://mail.example.com/token',
        scopes: ['mail.read'],
      })
    );

  /** A flow whose code is being exchanged. */
  const exchanging = async (app: App, owner: Owner): Promise<AuthorizationRequest> => {
    const requests = store().authorizationRequests;
    const state = randomUUID();
    const expiresAt = new Date(Date.now() + 60_000);
    await requests.create({
      appKey: app.key,
      appUid: app.uid,
      configVersion: app.configVersion,
      owner,
      account: 'default',
      startedBy: null,
      state,
      codeVerifier: 'verifier',
      nonce: null,
      redirectUri: 'https://cms.example.com/callback',
      scopes: ['mail.read'],
      returnTo: null,
      variableValues: null,
      expiresAt,
    });
    const pending = await requests.findByState(state);
    if (!pending) throw new Error('no flow');
    const params = new URLSearchParams({ code: 'code', state });
    await requests.receive(pending, { params, ticket: `ticket ${state}`, expiresAt });
    const received = await requests.findByState(state);
    const started = received && (await requests.startExchange(received, 'somebody'));
    if (!started) throw new Error('the flow has not started');
    return started;
  };

  const save = (request: AuthorizationRequest) => store().grants.saveFor(request, () => GRANT);

  const edit = (app: App, changes: object, alongside?: () => Promise<void>) =>
    store().apps.update(app, {
      changes: { configVersion: app.configVersion + 1, changedBy: null, ...changes },
      secret: { now: new Date() },
      vouches: false,
      alongside: async (trx) => {
        await store().connections.markAllNeedReconnect(app.key, 'app_changed', new Date(), trx);
        await alongside?.();
      },
    });

  const endsFlows = ({ configVersion }: App) => ({ flowsVersion: configVersion + 1 });

  const users = () => on.booted.strapi.db.query('admin::user');

  type Held = (app: App, user: Admin, hold: () => Promise<void>) => unknown;

  const remove = async (app: App, hold: () => Promise<void>) => {
    await store().authorizationRequests.deleteByApp(app.key);
    await store().apps.delete(app, async () => {
      await store().connections.deleteByApp(app.key);
      await hold();
    });
  };

  const inTransaction = (work: () => Promise<unknown>, hold: () => Promise<void>) =>
    on.booted.strapi.db.transaction(async () => {
      await work();
      await hold();
    });

  const changes: [string, Held, string][] = [
    ['edits the app', (app, _user, hold) => edit(app, endsFlows(app), hold), 'app_changed'],
    [
      'switches the app off',
      (app, _user, hold) => edit(app, { enabled: false }, hold),
      'app_disabled',
    ],
    ['deletes the app', (app, _user, hold) => remove(app, hold), 'app_not_found'],
    [
      'deletes the app and creates another under its key',
      (app, _user, hold) =>
        inTransaction(async () => {
          await remove(app, async () => undefined);
          await newApp(app.key);
        }, hold),
      'app_changed',
    ],
    [
      'deletes the owner',
      (_app, { id }, hold) => inTransaction(() => users().delete({ where: { id } }), hold),
      'owner_not_allowed',
    ],
    [
      'deactivates the owner',
      (_app, { id }, hold) =>
        inTransaction(() => users().update({ where: { id }, data: { isActive: false } }), hold),
      'owner_not_allowed',
    ],
  ];

  it.each(changes)(
    'S03 waits for a transaction that %s, and is refused',
    async (_what, change, refusal) => {
      const app = await newApp();
      const user = await createSuperAdmin(on.booted.strapi);
      const owner = { kind: 'admin', id: user.documentId } as const;
      const request = await exchanging(app, owner);
      const held = gate();
      const released = gate();
      const changing = Promise.resolve(
        change(app, user, () => {
          held.open();
          return released.opened;
        })
      );
      await Promise.race([held.opened, changing]);
      let hasEnded = false;
      const saving = save(request).finally(() => {
        hasEnded = true;
      });
      saving.catch(() => undefined);
      await sleep(HELD_MS);
      const hasWaited = !hasEnded;
      released.open();
      await changing;
      expect(hasWaited).toBe(true);
      await expect(saving).rejects.toMatchObject({ refusal });
      expect(await store().connections.listByOwner(owner)).toEqual([]);
      const flow = await store().authorizationRequests.findByUid(request.uid);
      expect(flow?.status ?? 'deleted').not.toBe('completed');
    }
  );

  if (kind.name !== 'SQLite')
    it('is stored even if the database aborts its transaction for a deadlock', async () => {
      const app = await newApp();
      const owner = { kind: 'shared' } as const;
      const identity = { appKey: app.key, owner, account: 'default' };
      const { uid } = await store().grants.save(identity, () => GRANT);
      const request = await exchanging(app, owner);
      const grantOver = jest.fn(() => GRANT);
      const others = await on.database.knex.transaction();
      // The database ends the transaction that has written less.
      for (let count = 0; count < 50; count += 1)
        await others('connected_apps_connections').where({ uid }).update({ strikes: count });
      const saving = store().grants.saveFor(request, grantOver);
      await sleep(HELD_MS);
      await others('connected_apps').where({ key: app.key }).forUpdate();
      await others.commit();
      expect((await saving).uid).toBe(uid);
      expect(grantOver).toHaveBeenCalledTimes(2);
    });

  it('S03 is stored together with the end of its flow, and once', async () => {
    const request = await exchanging(await newApp(), { kind: 'shared' });
    const stored = await save(request);
    expect(await store().authorizationRequests.findByUid(request.uid)).toMatchObject({
      status: 'completed',
      connectionUid: stored.uid,
    });
    await expect(save(request)).rejects.toMatchObject({ refusal: 'flow_ended' });
    expect(await store().connections.find(request)).toEqual(stored);
  });

  it('S03 survives no edit and no deletion, whichever comes first', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const app = await newApp();
      const isEdit = round % 2 === 0;
      const request = await exchanging(app, { kind: 'shared' });
      // From the change first to the grant first, through the moments in between.
      const lead = (round - ROUNDS / 2) / 4;
      const change = isEdit
        ? () => edit(app, endsFlows(app))
        : () => remove(app, async () => undefined);
      const after = async (ms: number, work: () => Promise<unknown>) => {
        if (ms > 0) await sleep(ms);
        return work();
      };
      const [saved] = await Promise.allSettled([
        after(-lead, () => save(request)),
        after(lead, change),
      ]);
      const row = await store().connections.find(request);
      if (saved.status === 'rejected' || !isEdit) expect(row).toBeNull();
      else expect(row).toMatchObject({ status: 'needs_reconnect', statusReason: 'app_changed' });
    }
  });
});
