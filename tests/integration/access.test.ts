import request from 'supertest';

import { createAdminWith, EDITOR_ACTIONS } from '../support/strapi/admins';
import { House, ownerOf } from '../support/strapi/house';
import { until } from '../support/until';

let house: House;

beforeAll(async () => {
  house = await House.open();
  await house.createApp({ name: 'Demo Mail' });
}, 120_000);

afterAll(() => house?.close());

afterEach(() => jest.restoreAllMocks());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const isRefused = async (token: string): Promise<boolean> => {
  const messages = `${house.provider.issuer}/api/messages`;
  return (await fetch(messages, { headers: bearer(token) })).status === 401;
};

describe('the shared connection', () => {
  it('is connected by users with the permission, and used without naming an owner', async () => {
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
  it('loses the use of their connections while deactivated', async () => {
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

  it('leaves no connection behind when deleted, here or at the provider', async () => {
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(user, 'demo-mail');
    const ref = { app: 'demo-mail', owner: ownerOf(user) };
    const token = await house.tokens.getAccessToken(ref);
    await house.strapi.service('admin::user').deleteById(user.id);
    await expect(house.tokens.getAccessToken(ref)).rejects.toMatchObject({ code: 'not_connected' });
    await until('the provider refuses the token', () => isRefused(token));
  });
});

describe('deleting an app', () => {
  it('deletes its connections and revokes their grants', async () => {
    const app = await house.createApp({ name: 'Short-lived Mail' });
    await house.connect(house.editor, app.key);
    const token = await house.tokens.getAccessToken({ app: app.key, owner: ownerOf(house.editor) });
    const { body } = await house.api(house.admin, 'delete', `/apps/${app.key}`);
    expect(body.data).toEqual({ key: app.key, deletedConnections: 1 });
    await until('the provider refuses the token', () => isRefused(token));
  });
});

describe("Strapi's own APIs", () => {
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

describe('S12 a plugin that passes an undefined owner, or an operator in a ref', () => {
  /** As a plugin in JavaScript may pass it. */
  const hostile = (app: string): [string, unknown][] => [
    ['owner: undefined', { app, owner: undefined }],
    ['owner: null', { app, owner: null }],
    ['an operator for an id', { app, owner: { kind: 'admin', id: { $ne: 'x' } } }],
    ['an operator for an account', { app, account: { $ne: 'x' } }],
    ['an operator for an app', { app: { $ne: 'x' } }],
  ];

  it('gets a TypeError from every method, and changes no connection of others', async () => {
    const { key } = await house.createApp({ name: 'Lost Owner' });
    await house.connect(house.admin, key);
    await house.connect(house.admin, key, { connect: { owner: 'shared' } });
    const revocations = () => house.provider.requestsTo('/token/revocation');
    const before = await revocations();
    const { tokens } = house;
    for (const [what, hostileRef] of hostile(key)) {
      const ref = hostileRef as { app: string };
      const calls = [
        tokens.getAccessToken(ref),
        tokens.getToken(ref),
        tokens.fetch(ref, `${house.provider.issuer}/api`),
        tokens.connect(ref, { returnTo: '/admin' }),
        tokens.disconnect(ref),
        tokens.status(ref),
      ];
      for (const { status, reason } of (await Promise.allSettled(calls)) as PromiseRejectedResult[])
        expect([what, status, reason]).toEqual([what, 'rejected', expect.any(TypeError)]);
    }
    const operator = { $ne: 'x' } as unknown as string;
    await expect(tokens.clientCredentials(operator)).rejects.toThrow(TypeError);
    expect(await revocations()).toBe(before);
    const owners = [{ kind: 'shared' } as const, ownerOf(house.admin)];
    for (const owner of owners) {
      expect(await tokens.status({ app: key, owner })).toMatchObject({ status: 'active' });
    }
  });
});
