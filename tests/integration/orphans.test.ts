import { randomUUID } from 'node:crypto';

import { UID } from '../../server/src/constants';
import type { ListApps } from '../../server/src/contracts';
import { createAdminWith, EDITOR_ACTIONS } from '../support/strapi/admins';
import { House } from '../support/strapi/house';
import { temporaryDatabase, type BootOptions } from '../support/strapi/strapi';

jest.setTimeout(120_000);

const DAY_SECONDS = 86_400;
const NOTHING = { found: 0, deleted: 0, notRevoked: 0 };

const withHouse = async (options: BootOptions, work: (house: House) => Promise<unknown>) => {
  const house = await House.open(options);
  try {
    await work(house);
  } finally {
    jest.restoreAllMocks();
    await house.close();
  }
};

const sweep = (house: House) => house.booted.internals.orphanSweep.run();

const connections = (house: House) =>
  house.strapi.db.connection(house.strapi.db.metadata.get(UID.connection).tableName);

/** Rows of an app that there is not, as an import may leave them. */
const insertOrphans = async (house: House, count: number, changes: object = {}) => {
  const rows = Array.from({ length: count }, () => ({
    uid: randomUUID(),
    app_key: 'gone',
    owner_kind: 'shared',
    owner_id: 'shared',
    account: randomUUID(),
    access_token: 'ca1.strapi.iv.sealed',
    status: 'active',
    token_version: 1,
    connected_at: Date.now(),
    ...changes,
  }));
  await house.strapi.db.connection.batchInsert(
    house.strapi.db.metadata.get(UID.connection).tableName,
    rows,
    50
  );
};

const count = async (house: House): Promise<number> =>
  house.strapi.db.query(UID.connection).count();

const healthOf = async (house: House) => {
  const { body } = await house.api<ListApps.Response['data']>(house.admin, 'get', '/apps');
  return (body as unknown as ListApps.Response).meta.health;
};

describe('the sweep of orphaned connections', () => {
  it('S18 ends at most 1,000 per run, and continues with the next one', () =>
    withHouse({}, async (house) => {
      await insertOrphans(house, 1_003);
      expect(await sweep(house)).toEqual({ found: 1_003, deleted: 0, notRevoked: 0 });
      expect(await healthOf(house)).toMatchObject({
        orphanedConnections: 1_003,
        deletesOrphans: true,
      });
      house.travel(DAY_SECONDS);
      expect(await sweep(house)).toEqual({ found: 0, deleted: 1_000, notRevoked: 1_000 });
      expect(await count(house)).toBe(3);
      expect(await sweep(house)).toEqual({ found: 0, deleted: 3, notRevoked: 3 });
    }));

  it('S18 only lists them with deleteOrphans: false, and deletes none at once when it is true again', async () => {
    const database = temporaryDatabase();
    await withHouse({ database, pluginConfig: { deleteOrphans: false } }, async (house) => {
      await insertOrphans(house, 2);
      expect(await sweep(house)).toEqual({ found: 2, deleted: 0, notRevoked: 0 });
      house.travel(2 * DAY_SECONDS);
      expect(await sweep(house)).toEqual(NOTHING);
      expect(await healthOf(house)).toMatchObject({
        orphanedConnections: 2,
        deletesOrphans: false,
      });
    });
    await withHouse({ database }, async (house) => {
      house.travel(30 * DAY_SECONDS);
      expect(await sweep(house)).toEqual({ found: 2, deleted: 0, notRevoked: 0 });
      house.travel(31 * DAY_SECONDS);
      expect(await sweep(house)).toEqual({ found: 0, deleted: 2, notRevoked: 2 });
    });
  });

  it('S18 does not trust a note that came with an import or an old backup', () =>
    withHouse({}, async (house) => {
      const longAgo = Date.now() - 30 * DAY_SECONDS * 1_000;
      const ahead = Date.now() + 30 * DAY_SECONDS * 1_000;
      await insertOrphans(house, 1, { orphaned_since: longAgo });
      await insertOrphans(house, 1, { orphaned_since: ahead });
      expect(await sweep(house)).toEqual({ found: 2, deleted: 0, notRevoked: 0 });
    }));

  it('S18 deletes nothing when the database fails, or while the key is missing', async () => {
    const database = temporaryDatabase();
    await withHouse({ database }, async (house) => {
      await insertOrphans(house, 2);
      await sweep(house);
      house.travel(DAY_SECONDS);
      const error = jest.spyOn(house.strapi.log, 'error').mockReturnValue(house.strapi.log);
      const { apps } = house.booted.internals.store;
      jest.spyOn(apps, 'list').mockRejectedValueOnce(new Error('connection lost'));
      await house.runCronJob('orphan-sweep');
      expect(error).toHaveBeenCalledWith(expect.stringContaining('connection lost'));
      expect(await count(house)).toBe(2);
    });
    await withHouse({ database, encryptionKey: null }, async (house) => {
      house.travel(DAY_SECONDS);
      expect(await sweep(house)).toEqual(NOTHING);
      expect(await count(house)).toBe(2);
    });
  });

  it("S18 keeps the connections of the site's users while their plugin is switched off", () =>
    withHouse({}, async (house) => {
      await house.createApp({ name: 'Demo Mail' });
      await insertOrphans(house, 1, { app_key: 'demo-mail', owner_kind: 'user', owner_id: 'gone' });
      const { metadata } = house.strapi.db;
      const has = metadata.has.bind(metadata);
      jest
        .spyOn(metadata, 'has')
        .mockImplementation((uid) => uid !== 'plugin::users-permissions.user' && has(uid));
      expect(await sweep(house)).toEqual(NOTHING);
      jest.restoreAllMocks();
      expect(await sweep(house)).toMatchObject({ found: 1 });
    }));

  it('S18 continues although the provider does not respond', () =>
    withHouse({}, async (house) => {
      await house.createApp({ name: 'Demo Mail' });
      const admin = await createAdminWith(house.strapi, EDITOR_ACTIONS);
      await house.connect(admin, 'demo-mail');
      await house.strapi.db.connection('admin_users_roles_lnk').where({ user_id: admin.id }).del();
      await house.strapi.db.connection('admin_users').where({ id: admin.id }).del();
      await sweep(house);
      house.travel(DAY_SECONDS);
      await house.provider.setFault('/token/revocation', { status: 503 });
      expect(await sweep(house)).toEqual({ found: 0, deleted: 1, notRevoked: 1 });
      await house.provider.setFault('/token/revocation', null);
      await house.provider.resetRequests();
      house.travel(DAY_SECONDS + 3_600);
      await house.booted.internals.revocations.retryDue();
      expect(await house.provider.requestsTo('/token/revocation')).toBe(1);
      expect(await connections(house).select('uid')).toEqual([]);
    }));
});
