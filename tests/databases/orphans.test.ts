import { createOrphanSweep } from '../../server/src/services/connections/orphan-sweep';
import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import { databases, type TestDatabase } from '../support/databases/databases';
import { House, ownerOf } from '../support/strapi/house';

const BOOT_MS = 120_000;
const DAY_SECONDS = 86_400;

describe.each(databases)('$name: connections whose app or owner is gone', (kind) => {
  let database: TestDatabase;
  let house: House;

  beforeAll(async () => {
    database = await kind.create();
    house = await House.open({ database: database.address });
    await house.createApp({ name: 'Demo Mail' });
  }, BOOT_MS);

  afterAll(async () => {
    await house?.close();
    await database?.drop();
  }, BOOT_MS);

  beforeEach(() => house.travel(0));

  afterEach(async () => {
    jest.restoreAllMocks();
    await database.knex('connected_apps_connections').delete();
  });

  const sweep = () => house.booted.internals.orphanSweep.run();

  const connected = async (appKey = 'demo-mail') => {
    const admin = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(admin, appKey);
    const token = await house.tokens.getAccessToken({ app: appKey, owner: ownerOf(admin) });
    return { admin, token };
  };

  /** In the database, so that the plugin does not learn of it. */
  const deleteOwner = async ({ id }: Admin) => {
    await database.knex('admin_users_roles_lnk').where({ user_id: id }).delete();
    const rows = await database.knex('admin_users').where({ id });
    await database.knex('admin_users').where({ id }).delete();
    return rows;
  };

  const stored = async (): Promise<string[]> => {
    const rows = await database.knex('connected_apps_connections').orderBy('id').select('owner_id');
    return rows.map(({ owner_id }) => owner_id);
  };

  const apiStatus = async (token: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${house.provider.issuer}/api/messages`, { headers })).status;
  };

  it('S18 are listed first, and revoked and deleted if they are still there a day later', async () => {
    const { admin, token } = await connected();
    const other = await connected();
    await deleteOwner(admin);
    const warn = jest.spyOn(house.strapi.log, 'warn');

    expect(await sweep()).toEqual({ found: 1, deleted: 0, notRevoked: 0 });
    expect(await stored()).toEqual([admin.documentId, other.admin.documentId]);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining(admin.documentId));
    expect(await apiStatus(token)).toBe(200);

    house.travel(DAY_SECONDS - 60);
    expect(await sweep()).toEqual({ found: 0, deleted: 0, notRevoked: 0 });

    house.travel(DAY_SECONDS);
    expect(await sweep()).toEqual({ found: 0, deleted: 1, notRevoked: 0 });
    expect(await stored()).toEqual([other.admin.documentId]);
    expect(await apiStatus(token)).toBe(401);
    expect(await apiStatus(other.token)).toBe(200);
  });

  it('S18 stay if their owner comes back, and the day starts again', async () => {
    const { admin, token } = await connected();
    const rows = await deleteOwner(admin);
    expect(await sweep()).toMatchObject({ found: 1 });
    await database.knex('admin_users').insert(rows);
    house.travel(DAY_SECONDS);
    expect(await sweep()).toEqual({ found: 0, deleted: 0, notRevoked: 0 });
    await deleteOwner(admin);
    expect(await sweep()).toEqual({ found: 1, deleted: 0, notRevoked: 0 });
    expect(await stored()).toEqual([admin.documentId]);
    expect(await apiStatus(token)).toBe(200);
  });

  it('S18 are deleted without a revocation if the app is gone, and the log says so', async () => {
    const { key } = await house.createApp({ name: 'Short-lived Mail' });
    const { token } = await connected(key);
    await database.knex('connected_apps').where({ key }).delete();
    await sweep();
    house.travel(DAY_SECONDS);
    const warn = jest.spyOn(house.strapi.log, 'warn');
    const audit = jest.spyOn(house.strapi.log, 'info');
    expect(await sweep()).toEqual({ found: 0, deleted: 1, notRevoked: 1 });
    expect(await stored()).toEqual([]);
    expect(await apiStatus(token)).toBe(200);
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/not confirmed the revocation of 1/));
    expect(audit).toHaveBeenCalledWith(
      expect.stringContaining('"cause":"app_deleted"'),
      expect.anything()
    );
  });

  it('S18 do not include those of a deactivated owner, or the shared one', async () => {
    const { admin } = await connected();
    await house.connect(house.admin, 'demo-mail', { connect: { owner: 'shared' } });
    await database
      .knex('admin_users')
      .where({ id: admin.id })
      .update({ is_active: false, blocked: true });
    expect(await sweep()).toMatchObject({ found: 0 });
    house.travel(DAY_SECONDS);
    expect(await sweep()).toEqual({ found: 0, deleted: 0, notRevoked: 0 });
    expect(await stored()).toEqual([admin.documentId, 'shared']);
  });

  it('S18 are revoked and deleted once if instances sweep at the same time', async () => {
    for (let count = 0; count < 3; count += 1) await deleteOwner((await connected()).admin);
    await sweep();
    house.travel(DAY_SECONDS);
    await house.provider.resetRequests();
    const instances = Array.from({ length: 4 }, () =>
      createOrphanSweep({ ...house.booted.internals, deleteOrphans: true }).run()
    );
    const runs = await Promise.all(instances);
    expect(runs.reduce((sum, { deleted }) => sum + deleted, 0)).toBe(3);
    expect(await stored()).toEqual([]);
    expect(await house.provider.requestsTo('/token/revocation')).toBe(3);
  });
});
