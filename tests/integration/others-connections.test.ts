import { randomUUID } from 'node:crypto';

import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import { House } from '../support/strapi/house';

let house: House;
/** A connection of the super admin. */
let uid: string;

beforeAll(async () => {
  // With the limits on, since a counter in a header would be a hint as well.
  house = await House.open({ pluginConfig: { rateLimits: { enabled: true } } });
  await house.createApp({ name: 'Demo Mail' });
  uid = (await house.connect(house.admin, 'demo-mail')).uid;
}, 120_000);

afterAll(() => house?.close());

const ACTION = 'plugin::connected-apps.connections.';

/** All that a client sees, but the time of day. */
const responseTo = async ({ token }: Admin, method: string, path: string) => {
  const response = await fetch(`${house.booted.url}/connected-apps${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  });
  const headers = [...response.headers].filter(([name]) => name !== 'date');
  return { status: response.status, headers, body: await response.text() };
};

const REQUESTS: [string, (uid: string) => string][] = [
  ['POST', (id) => `/connections/${id}/refresh`],
  ['DELETE', (id) => `/connections/${id}`],
];

const STRANGERS: [string, string[]][] = [
  ['who may connect own accounts', EDITOR_ACTIONS],
  ['who may connect the shared account', [`${ACTION}connect-shared`]],
  ['who may read all connections and connect own accounts', [`${ACTION}read`, ...EDITOR_ACTIONS]],
];

describe.each(STRANGERS)("another admin's connection, for somebody %s", (_who, actions) => {
  it.each(REQUESTS)('looks to %s like one that never existed', async (method, path) => {
    const stranger = await createAdminWith(house.strapi, actions);
    const toOthers = await responseTo(stranger, method, path(uid));
    const toNobodys = await responseTo(stranger, method, path(randomUUID()));
    expect(toOthers.status).toBe(404);
    expect(toOthers).toEqual(toNobodys);
    expect(toOthers.body).not.toContain('demo-mail');
    expect(await house.connectionsOf(house.admin)).toMatchObject([{ uid, status: 'active' }]);
  });

  it.each(['GET', 'PUT', 'PATCH'])('has no address for %s', async (method) => {
    const stranger = await createAdminWith(house.strapi, actions);
    const toOthers = await responseTo(stranger, method, `/connections/${uid}`);
    const toNobodys = await responseTo(stranger, method, `/connections/${randomUUID()}`);
    expect([404, 405]).toContain(toOthers.status);
    expect(toOthers).toEqual(toNobodys);
  });
});

describe("another admin's connection", () => {
  it.each(['', '.', '%00', '%2e%2e', '%25', "' OR 1=1 --", 'x'.repeat(2_000), '%F0%9F%99%82'])(
    'is not found by %.20j either',
    async (id) => {
      const { status } = await responseTo(house.editor, 'DELETE', `/connections/${id}`);
      expect([400, 404, 405]).toContain(status);
      expect(await house.connectionsOf(house.admin)).toHaveLength(1);
    }
  );

  it('S18 cannot be disconnected by somebody without any permission', async () => {
    const stranger = await createAdminWith(house.strapi, []);
    const toOthers = await responseTo(stranger, 'DELETE', `/connections/${uid}`);
    const toNobodys = await responseTo(stranger, 'DELETE', `/connections/${randomUUID()}`);
    expect(toOthers.status).toBe(404);
    expect(toOthers).toEqual(toNobodys);
    expect(await house.connectionsOf(stranger)).toEqual([]);
    expect(await house.connectionsOf(house.admin)).toMatchObject([{ uid, status: 'active' }]);
  });

  it("is not among one's own connections", async () => {
    expect(await house.connectionsOf(house.editor)).toEqual([]);
    const { body } = await responseTo(house.editor, 'GET', '/apps');
    expect(JSON.parse(body).data[0].myConnection).toBeNull();
    expect(body).not.toContain(uid);
  });

  it('cannot be made by naming its owner', async () => {
    const { documentId } = house.admin;
    for (const owner of [documentId, { kind: 'admin', id: documentId }, 'admin']) {
      const { status } = await house.api(house.editor, 'post', '/apps/demo-mail/connect', {
        owner,
      });
      expect(status).toBe(400);
    }
  });

  it('is listed and managed by users with the permission', async () => {
    const manager = await createAdminWith(house.strapi, [`${ACTION}read`, `${ACTION}manage`]);
    const list = await house.api<{ uid: string }[]>(manager, 'get', '/connections?app=demo-mail');
    expect(list.body.data.map((connection) => connection.uid)).toEqual([uid]);
    expect((await house.api(manager, 'post', `/connections/${uid}/refresh`)).status).toBe(200);
    expect((await house.api(manager, 'delete', `/connections/${uid}`)).status).toBe(200);
  });
});
