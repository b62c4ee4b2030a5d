import path from 'node:path';

import { registerAuditEvents } from '../../server/src/audit-log';
import { printedRecords, watchLog } from '../support/strapi/audit-log';
import {
  createAdminWith,
  createSuperAdmin,
  EDITOR_ACTIONS,
  type Admin,
} from '../support/strapi/admins';
import { House, ownerOf } from '../support/strapi/house';

let house: House;
let output = '';
let objects: Record<string, unknown>[] = [];

beforeAll(async () => {
  house = await House.open();
  watchLog(house.strapi, (line, info) => {
    output += `${line}\n`;
    if (info.audit) objects.push(info);
  });
}, 120_000);

afterAll(() => house?.close());

beforeEach(() => {
  output = '';
  objects = [];
});

afterEach(() => jest.restoreAllMocks());

const entries = () => printedRecords(output);

const actorOf = ({ documentId, email }: Admin) => ({ type: 'admin-user', id: documentId, email });

const user = () => createAdminWith(house.strapi, EDITOR_ACTIONS);

let lastApp = 0;
const newApp = async () => {
  lastApp += 1;
  const { key } = await house.createApp({ name: `Mail ${lastApp}` });
  output = '';
  return key;
};

const connected = async (who: Admin, app: string) => {
  const { uid } = await house.connect(who, app);
  output = '';
  return { uid, about: { app, connection: uid, owner: ownerOf(who), account: 'default' } };
};

describe('the log of an app', () => {
  it('says who created it and set its secret', async () => {
    await house.createApp({ name: 'Logged Mail' });
    const app = 'logged-mail';
    const actor = actorOf(house.admin);
    expect(entries()).toEqual([
      { action: 'app.create', outcome: 'success', actor, app },
      {
        action: 'app.update',
        outcome: 'success',
        actor,
        app,
        details: { changedFields: ['clientId'], destinations: ['clientId'] },
      },
      { action: 'app.change-secret', outcome: 'success', actor, app },
    ]);
  });

  it('says who changed which of its fields, and none of their values', async () => {
    const app = await newApp();
    await house.api(house.admin, 'put', `/apps/${app}`, {
      data: {
        name: 'A telling name',
        scopes: ['openid', 'a-telling-scope'],
        apiOrigins: [house.provider.issuer],
        enabled: true,
      },
    });
    expect(entries()).toMatchObject([
      { action: 'app.update', details: { changedFields: ['name', 'scopes'] } },
    ]);
    expect(output).not.toContain('telling');
  });

  it('says who changed its secret, and not the secret', async () => {
    const app = await newApp();
    const data = { clientSecret: 'a-very-secret-secret' };
    await house.api(house.admin, 'put', `/apps/${app}`, { data });
    expect(entries()).toEqual([
      { action: 'app.change-secret', outcome: 'success', actor: actorOf(house.admin), app },
    ]);
    expect(output).not.toContain('a-very-secret-secret');
  });

  it('says nothing about a save that changes nothing', async () => {
    const app = await newApp();
    const { body } = await house.api<object>(house.admin, 'get', `/apps/${app}`);
    await house.api(house.admin, 'put', `/apps/${app}`, {
      data: { ...body.data, clientSecret: '' },
    });
    expect(entries()).toEqual([]);
  });

  it('says nothing about what is refused', async () => {
    const app = await newApp();
    await house.api(await user(), 'delete', `/apps/${app}`);
    await house.api(house.admin, 'put', `/apps/${app}`, { data: { name: '' } });
    await house.api(house.admin, 'delete', '/apps/nowhere');
    expect(entries()).toEqual([]);
  });

  it('says who deleted it, and whose connections went with it', async () => {
    const app = await newApp();
    const first = await connected(house.editor, app);
    const second = await connected(await user(), app);
    await house.api(house.admin, 'delete', `/apps/${app}`);
    const actor = actorOf(house.admin);
    const ended = {
      action: 'connection.disconnect',
      outcome: 'success',
      actor,
      details: { cause: 'app_deleted' },
    };
    expect(entries()).toEqual([
      { ...ended, ...first.about },
      { ...ended, ...second.about },
      { action: 'app.delete', outcome: 'success', actor, app, details: { deletedConnections: 2 } },
    ]);
  });
});

describe('the log of a connection', () => {
  it('says who connected it', async () => {
    const app = await newApp();
    const { uid } = await house.connect(house.editor, app);
    expect(entries()).toEqual([
      {
        action: 'connection.connect',
        outcome: 'success',
        actor: actorOf(house.editor),
        app,
        connection: uid,
        owner: ownerOf(house.editor),
        account: 'default',
      },
    ]);
  });

  it('says who refreshed it by hand, and nothing about automatic refreshes', async () => {
    const app = await newApp();
    const { uid, about } = await connected(house.editor, app);
    await house.tokens.getAccessToken(
      { app, owner: ownerOf(house.editor) },
      { forceRefresh: true }
    );
    expect(entries()).toEqual([]);
    await house.api(house.admin, 'post', `/connections/${uid}/refresh`);
    expect(entries()).toEqual([
      {
        action: 'connection.refresh',
        outcome: 'success',
        actor: actorOf(house.admin),
        ...about,
      },
    ]);
  });

  it('says who tried to refresh it without success', async () => {
    const app = await newApp();
    const { uid, about } = await connected(house.editor, app);
    await house.api(house.admin, 'put', `/apps/${app}`, { data: { enabled: false } });
    output = '';
    await house.api(house.editor, 'post', `/connections/${uid}/refresh`);
    expect(entries()).toEqual([
      {
        action: 'connection.refresh',
        outcome: 'failure',
        actor: actorOf(house.editor),
        details: { code: 'app_disabled' },
        ...about,
      },
    ]);
  });

  it.each([
    ['owner', () => house.editor],
    ['admin', () => house.admin],
  ])('says who disconnected it: %s', async (cause, by) => {
    const app = await newApp();
    const { uid, about } = await connected(house.editor, app);
    await house.api(by(), 'delete', `/connections/${uid}`);
    expect(entries()).toEqual([
      {
        action: 'connection.disconnect',
        outcome: 'success',
        actor: actorOf(by()),
        details: { cause },
        ...about,
      },
    ]);
  });

  it('says who disconnected it: another plugin', async () => {
    const app = await newApp();
    const { about } = await connected(house.editor, app);
    await house.tokens.disconnect({ app, owner: ownerOf(house.editor) });
    expect(entries()).toEqual([
      {
        action: 'connection.disconnect',
        outcome: 'success',
        actor: { type: 'system' },
        details: { cause: 'system' },
        ...about,
      },
    ]);
  });

  it('says whose deletion ended it', async () => {
    const app = await newApp();
    const who = await user();
    const { about } = await connected(who, app);
    await house.strapi.service('admin::user').deleteById(who.id);
    expect(entries()).toEqual([
      {
        action: 'connection.disconnect',
        outcome: 'success',
        actor: { type: 'system' },
        details: { cause: 'owner_deleted' },
        ...about,
      },
    ]);
  });

  it("says who tried to complete another user's flow", async () => {
    const app = await newApp();
    const ticket = await house.ticket(house.editor, app);
    await house.complete(house.admin, ticket);
    expect(entries()).toEqual([
      {
        action: 'connection.refuse',
        outcome: 'failure',
        actor: actorOf(house.admin),
        app,
        owner: ownerOf(house.editor),
        account: 'default',
        details: { reason: 'started_by_another_user', startedBy: house.editor.documentId },
      },
    ]);
    expect(output).not.toContain(ticket);
  });
});

describe('a line of the log', () => {
  it('is one line of JSON, and an object for formats that print objects', async () => {
    const app = await newApp();
    objects = [];
    const { uid } = await house.connect(house.editor, app);
    const lines = output.split('\n').filter((line) => line.includes(uid));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('connected-apps audit {"action":"connection.connect"');
    expect(objects).toMatchObject([{ audit: { action: 'connection.connect', connection: uid } }]);
  });

  it('cannot be forged by user input', async () => {
    // Line breaks of any kind are refused.
    const name = 'Mail connected-apps audit {"action":"forged"}';
    await house.api(house.admin, 'post', '/apps', { data: { name, key: 'forging-mail' } });
    const account = 'a\nconnected-apps audit {"action":"forged"}';
    await house.api(house.editor, 'post', '/apps/forging-mail/connect', { account });
    expect(entries().map(({ action }) => action)).toEqual(['app.create']);
  });

  it('contains no token, code, ticket, secret or account name', async () => {
    const app = await newApp();
    const ticket = await house.ticket(house.editor, app);
    const { body } = await house.complete(house.editor, ticket);
    const ref = { app, owner: ownerOf(house.editor) };
    const token = await house.tokens.getAccessToken(ref);
    await house.api(house.editor, 'post', `/connections/${body.data.uid}/refresh`);
    const renewed = await house.tokens.getAccessToken(ref);
    await house.api(house.editor, 'delete', `/connections/${body.data.uid}`);
    expect(entries()).toHaveLength(3);
    for (const secret of [ticket, token, renewed, house.editor.token, 'jane@demo.test', 'ca1.']) {
      expect(output).not.toContain(secret);
    }
  });

  it('is written even if a listener of the event throws', async () => {
    const error = jest.spyOn(house.strapi.log, 'error').mockReturnThis();
    const off = house.strapi.eventHub.on('connected-apps.connection.connect', () => {
      throw new Error('a broken listener');
    });
    try {
      await house.connect(house.editor, await newApp());
      expect(entries()).toHaveLength(1);
      await new Promise(setImmediate);
      expect(error).toHaveBeenCalledWith(expect.stringContaining('a broken listener'));
    } finally {
      off();
    }
  });
});

/**
 * Strapi's own audit log, which needs a licence to be switched on: its lifecycle service is the
 * real one, told that the feature is there, and what it would store is kept here.
 */
describe("Strapi's audit log", () => {
  interface Saved {
    action: string;
    userId: number | null;
    payload: Record<string, unknown>;
  }

  let saved: Saved[] = [];
  let stop: () => void;

  const bootAuditLog = async () => {
    const file = path.join(
      path.dirname(require.resolve('@strapi/admin/package.json')),
      'dist/server/ee/server/src/audit-logs/services/lifecycles.js'
    );
    const { createAuditLogsLifecycleService } = jest.requireActual(file);
    const saveEvent = async (event: Saved) => void saved.push(event);
    house.strapi.add('audit-logs', { saveEvent });
    const licensed = Object.create(house.strapi, {
      ee: { value: { features: { isEnabled: () => true, get: () => ({}) } } },
    });
    const lifecycle = createAuditLogsLifecycleService(licensed);
    house.strapi.add('audit-logs-lifecycle', lifecycle);
    await lifecycle.register();
    return () => lifecycle.destroy();
  };

  beforeAll(async () => {
    registerAuditEvents(house.strapi);
    stop = await bootAuditLog();
    registerAuditEvents(house.strapi);
  });

  afterAll(() => stop?.());

  beforeEach(() => {
    saved = [];
  });

  const actions = () =>
    saved.map(({ action }) => action).filter((action) => action.startsWith('connected-apps.'));

  it('records who did what, to what, and how it ended', async () => {
    const admin = await createSuperAdmin(house.strapi);
    const app = await newApp();
    saved = [];
    const { uid } = await house.connect(admin, app);
    await house.api(admin, 'put', `/apps/${app}`, { data: { scopes: ['openid'] } });
    await house.api(admin, 'put', `/apps/${app}`, { data: { clientSecret: 'another-secret' } });
    await house.api(admin, 'delete', `/connections/${uid}`);
    await house.api(admin, 'delete', `/apps/${app}`);
    expect(actions()).toEqual([
      'connected-apps.connection.connect',
      'connected-apps.app.update',
      'connected-apps.app.change-secret',
      'connected-apps.connection.disconnect',
      'connected-apps.app.delete',
    ]);
    const [connect, update, , disconnect] = saved;
    expect(connect).toMatchObject({
      userId: admin.id,
      payload: {
        actor: { type: 'admin-user', user: { id: admin.id, email: admin.email } },
        origin: 'admin-panel',
        resource: { type: 'connection', id: uid, name: app },
        outcome: 'success',
        details: { app, owner: ownerOf(admin), account: 'default' },
      },
    });
    expect(update?.payload).toMatchObject({
      resource: { type: 'connected-app', id: app },
      details: { changedFields: ['scopes'] },
    });
    expect(disconnect?.payload).toMatchObject({ details: { cause: 'owner' } });
    expect(JSON.stringify(saved)).not.toContain('another-secret');
  });

  it("records who tried to complete somebody else's flow", async () => {
    const app = await newApp();
    saved = [];
    await house.complete(house.admin, await house.ticket(house.editor, app));
    expect(actions()).toEqual(['connected-apps.connection.refuse']);
    expect(saved[0]).toMatchObject({
      userId: house.admin.id,
      payload: { outcome: 'failure', details: { startedBy: house.editor.documentId } },
    });
  });

  it('records nothing that nobody in the panel did', async () => {
    const app = await newApp();
    await connected(house.editor, app);
    saved = [];
    await house.tokens.disconnect({ app, owner: ownerOf(house.editor) });
    expect(actions()).toEqual([]);
    expect(entries()).toHaveLength(1);
  });

  it('is left alone if it accepts no events from plugins', () => {
    const older = { has: () => true, get: () => ({ register: () => undefined }) };
    expect(() => registerAuditEvents(older as never)).not.toThrow();
  });
});
