import type { AuditEntry } from '../../server/src/services/runtime/audit';
import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import { House } from '../support/strapi/house';

let house: House;

beforeAll(async () => {
  house = await House.open();
  await house.createApp({ name: 'Demo Mail' });
}, 120_000);

afterAll(() => house?.close());

const takePermissions = async ({ id }: Admin) => {
  const user = await house.strapi.db
    .query('admin::user')
    .findOne({ where: { id }, populate: ['roles'] });
  for (const role of user.roles) {
    await house.strapi.service('admin::role').assignPermissions(role.id, []);
  }
};

const apiStatus = async (token: string): Promise<number> => {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${house.provider.issuer}/api/messages`, { headers })).status;
};

it('S18 somebody whose role has lost every permission still sees and disconnects their own connections', async () => {
  const admin = await createAdminWith(house.strapi, EDITOR_ACTIONS);
  const { uid } = await house.connect(admin, 'demo-mail');
  const owner = { kind: 'admin', id: admin.documentId } as const;
  const token = await house.tokens.getAccessToken({ app: 'demo-mail', owner });
  await takePermissions(admin);

  expect(await house.connectionsOf(admin)).toMatchObject([{ uid, appKey: 'demo-mail' }]);
  expect((await house.api(admin, 'post', `/connections/${uid}/refresh`)).status).toBe(403);
  expect((await house.api(admin, 'post', '/apps/demo-mail/connect')).status).toBe(403);

  const entries: AuditEntry[] = [];
  house.strapi.eventHub.on('connected-apps.connection.disconnect', async (entry: AuditEntry) => {
    entries.push(entry);
  });
  const { status, body } = await house.api(admin, 'delete', `/connections/${uid}`);
  expect([status, body.data]).toEqual([200, { revokedAtProvider: true }]);
  expect(await apiStatus(token)).toBe(401);
  expect(await house.connectionsOf(admin)).toEqual([]);
  expect(entries).toMatchObject([{ connection: uid, details: { cause: 'owner' } }]);
});
