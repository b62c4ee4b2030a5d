import request from 'supertest';

import { createAdminWith, createSuperAdmin, EDITOR_ACTIONS, type Admin } from '../support/admins';
import { House, ownerOf } from '../support/house';

let house: House;

beforeAll(async () => {
  house = await House.open();
  await house.createApp({ name: 'Demo Mail' });
}, 120_000);

afterAll(() => house?.close());

afterEach(() => jest.restoreAllMocks());

interface Route {
  method: string;
  path: string;
}

const ACTION = 'plugin::connected-apps.';

/** Who may call a route: any one of these actions. A new route without a row fails. */
const ALLOWED: Record<string, string[]> = {
  'GET /providers': ['apps.read', 'apps.create', 'apps.update'],
  'POST /discovery': ['apps.create', 'apps.update'],
  'GET /apps': [
    'apps.read',
    'apps.create',
    'apps.update',
    'connections.connect',
    'connections.connect-shared',
  ],
  'POST /apps': ['apps.create'],
  'GET /apps/:key': ['apps.read', 'apps.update'],
  'PUT /apps/:key': ['apps.update'],
  'DELETE /apps/:key': ['apps.delete'],
  'POST /apps/:key/connect': ['connections.connect', 'connections.connect-shared'],
  'POST /complete': ['connections.connect', 'connections.connect-shared'],
  'GET /connections': ['connections.read'],
  'GET /connections/mine': ['connections.connect'],
  'POST /connections/:uid/refresh': [
    'connections.connect',
    'connections.connect-shared',
    'connections.manage',
  ],
  'DELETE /connections/:uid': [
    'connections.connect',
    'connections.connect-shared',
    'connections.manage',
  ],
};

const ACTIONS = [...new Set(Object.values(ALLOWED).flat())];

const adminRoutes = (): Route[] => {
  const { routes } = house.strapi.plugin('connected-apps');
  return (routes as unknown as { admin: { routes: Route[] } }).admin.routes;
};

/** A request that gets past the policies and no further: nothing has these keys. */
const call = (route: Route, headers: Record<string, string>, body: object) => {
  const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
  const path = route.path.replace(':key', 'nowhere').replace(':uid', 'nowhere');
  return request(house.booted.url)[method](`/connected-apps${path}`).set(headers).send(body);
};

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const statusesFor = async (headers: Record<string, string>, body: object = {}) => {
  const entries = adminRoutes().map(async (route) => {
    const { status } = await call(route, headers, body);
    return [`${route.method} ${route.path}`, status] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
};

const refusedEverywhere = (statuses: Record<string, number>, expected: number[]) => {
  const open = Object.entries(statuses).filter(([, status]) => !expected.includes(status));
  expect(open).toEqual([]);
};

describe('every route', () => {
  it('has a row in the table', () => {
    const routes = adminRoutes().map(({ method, path }) => `${method} ${path}`);
    expect(routes.sort()).toEqual(Object.keys(ALLOWED).sort());
  });

  it('refuses nobody in particular', async () => {
    refusedEverywhere(await statusesFor({}), [401]);
  });

  it('refuses a token that is none', async () => {
    refusedEverywhere(await statusesFor(bearer('nonsense')), [401]);
  });

  it('refuses an API token with full access', async () => {
    const { accessKey } = await house.strapi.service('admin::api-token').create({
      name: 'full access',
      type: 'full-access',
      lifespan: null,
    });
    refusedEverywhere(await statusesFor(bearer(accessKey)), [401, 403]);
  });

  it('refuses a users-permissions user', async () => {
    const token = house.strapi.plugin('users-permissions').service('jwt').issue({ id: 1 });
    refusedEverywhere(await statusesFor(bearer(token)), [401]);
  });

  it('refuses a deactivated admin', async () => {
    const admin = await createSuperAdmin(house.strapi);
    await house.strapi.db
      .query('admin::user')
      .update({ where: { id: admin.id }, data: { isActive: false } });
    refusedEverywhere(await statusesFor(bearer(admin.token)), [401]);
  });

  it('refuses an admin without any of the permissions', async () => {
    const admin = await createAdminWith(house.strapi, []);
    refusedEverywhere(await statusesFor(bearer(admin.token)), [403]);
  });

  it('lets a super admin through', async () => {
    const statuses = Object.values(await statusesFor(bearer(house.admin.token)));
    expect(statuses.filter((status) => status === 401 || status === 403)).toEqual([]);
  });

  it.each(ACTIONS)('lets %s do what it names, and nothing else', async (action) => {
    const admin = await createAdminWith(house.strapi, [ACTION + action]);
    const owner = action === 'connections.connect-shared' ? 'shared' : 'me';
    const statuses = await statusesFor(bearer(admin.token), { owner });
    const open = Object.keys(statuses).filter((route) => statuses[route] !== 403);
    const expected = Object.keys(ALLOWED).filter((route) => ALLOWED[route]?.includes(action));
    expect(open.sort()).toEqual(expected.sort());
  });

  it('refuses an admin token, a machine though it has the rights of its user', async () => {
    const token = await adminTokenOf(house.admin);
    refusedEverywhere(await statusesFor(bearer(token)), [403]);
  });
});

const adminTokenOf = async ({ id }: Admin): Promise<string> => {
  const { accessKey } = await house.strapi.service('admin::api-token-admin').create(
    {
      name: `machine ${Date.now()}`,
      kind: 'admin',
      lifespan: null,
      adminPermissions: ACTIONS.map((action) => ({ action: ACTION + action })),
      adminUserOwner: id,
    },
    { id }
  );
  return accessKey;
};

describe("somebody else's connection", () => {
  it('is not there for an editor', async () => {
    await house.connect(house.admin, 'demo-mail');
    const [connection] = await house.connectionsOf(house.admin);
    const path = `/connections/${connection?.uid}`;
    expect((await house.api(house.editor, 'delete', path)).status).toBe(404);
    expect((await house.api(house.editor, 'post', `${path}/refresh`)).status).toBe(404);
    expect(await house.connectionsOf(house.admin)).toHaveLength(1);
  });

  it('is listed and managed by those with the right to', async () => {
    const manager = await createAdminWith(house.strapi, [
      'plugin::connected-apps.connections.read',
      'plugin::connected-apps.connections.manage',
    ]);
    const list = await house.api<{ uid: string }[]>(manager, 'get', '/connections?app=demo-mail');
    expect(list.body.data).toHaveLength(1);
    const path = `/connections/${list.body.data[0]?.uid}`;
    expect((await house.api(manager, 'post', `${path}/refresh`)).status).toBe(200);
    expect((await house.api(manager, 'delete', path)).status).toBe(200);
  });
});

describe('the shared connection', () => {
  it('is made by those with the right to, and used without naming an owner', async () => {
    const asEditor = await house.api(house.editor, 'post', '/apps/demo-mail/connect', {
      owner: 'shared',
    });
    expect(asEditor.status).toBe(403);
    const sharer = await createAdminWith(house.strapi, [
      'plugin::connected-apps.connections.connect-shared',
    ]);
    await house.connect(sharer, 'demo-mail', { connect: { owner: 'shared' } });
    expect(await house.tokens.getAccessToken({ app: 'demo-mail' })).toEqual(expect.any(String));
    expect(await house.connectionsOf(house.admin)).toEqual([]);
  });
});

describe('an owner', () => {
  it('who is deactivated loses the use of the connections at once, and gets it back', async () => {
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(user, 'demo-mail');
    const ref = { app: 'demo-mail', owner: ownerOf(user) };
    await house.tokens.getAccessToken(ref);
    const setActive = (isActive: boolean) =>
      house.strapi.db.query('admin::user').update({ where: { id: user.id }, data: { isActive } });
    await setActive(false);
    await expect(house.tokens.getAccessToken(ref)).rejects.toMatchObject({
      code: 'owner_not_allowed',
    });
    await setActive(true);
    expect(await house.tokens.getAccessToken(ref)).toEqual(expect.any(String));
  });

  it('who is deleted leaves no connection behind, here or at the provider', async () => {
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(user, 'demo-mail');
    const ref = { app: 'demo-mail', owner: ownerOf(user) };
    const token = await house.tokens.getAccessToken(ref);
    await house.strapi.service('admin::user').deleteById(user.id);
    await expect(house.tokens.getAccessToken(ref)).rejects.toMatchObject({ code: 'not_connected' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const response = await fetch(`${house.provider.issuer}/api/messages`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(401);
  });
});

describe('deleting an app', () => {
  it('deletes its connections and revokes their grants', async () => {
    const app = await house.createApp({ name: 'Short-lived Mail' });
    await house.connect(house.editor, app.key);
    const token = await house.tokens.getAccessToken({ app: app.key, owner: ownerOf(house.editor) });
    const { body } = await house.api(house.admin, 'delete', `/apps/${app.key}`);
    expect(body.data).toEqual({ key: app.key, deletedConnections: 1 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const response = await fetch(`${house.provider.issuer}/api/messages`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(401);
  });
});

describe("Strapi's own addresses", () => {
  const types = ['connected-app', 'connection', 'authorization-request'];

  it.each(types)('give a super admin no secret of %s', async (type) => {
    await house.connect(house.editor, 'demo-mail');
    const uid = `plugin::connected-apps.${type}`;
    const response = await request(house.booted.url)
      .get(`/content-manager/collection-types/${uid}`)
      .query({ populate: '*' })
      .set(bearer(house.admin.token));
    expect(JSON.stringify(response.body)).not.toMatch(/ca1\.|"(stateHash|ticketHash)"/);
  });

  it.each(types)('serve no REST route for %s', async (type) => {
    const response = await request(house.booted.url).get(`/api/${type}s`);
    expect(response.status).toBe(404);
  });
});
