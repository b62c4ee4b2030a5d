import path from 'node:path';
import { rmSync } from 'node:fs';
import { UID } from '../../server/src/constants';
import { createKeyRing } from '../../server/src/crypto/key-ring';
import { renewedMac } from '../../server/src/store/destinations-mac';
import { HEALTHY } from '../support/admin/fixtures';
import { appFields } from '../support/strapi/app-fields';
import { House, ownerOf } from '../support/strapi/house';
import { temporaryDatabase } from '../support/strapi/strapi';
import { until } from '../support/until';

jest.setTimeout(120_000);

const KEYS = {
  k_1: 'kTt1zF0xmBkHCcXbV4vEUmXyZ1l5cE9p',
  kx1: 'Qm3Lw0zTtY8hJ5kRc2VbXn7sDf4gPa9e',
  K_1: 'Zx8Cv2Bn5Mq1We7Rt4Yu9Io3Pa6Sd0Fg',
};
const LOST = { lost: 'Hj4Kl9Qw2Er7Ty1Ui6Op3As8Df5Gh0Zx' };

type KeyId = keyof typeof KEYS;

const SEALED = [
  {
    uid: UID.app,
    table: 'connected_apps',
    fields: ['clientSecret', 'previousClientSecret'],
    boundTo: [],
    hasMac: true,
  },
  {
    uid: UID.connection,
    table: 'connected_apps_connections',
    fields: ['accessToken', 'refreshToken'],
    boundTo: ['appKey', 'ownerKind', 'ownerId', 'account'],
    hasMac: false,
  },
] as const;

/** Seals what is stored with another key, as an instance would that has it as its current one. */
const sealWith = async ({ strapi }: House, kid: KeyId | 'lost', only?: string) => {
  const ring = createKeyRing({ current: kid, keys: { ...KEYS, ...LOST } }, null);
  for (const { uid, table, fields, boundTo, hasMac } of SEALED) {
    for (const row of await strapi.db.query(uid).findMany()) {
      const sealed: [string, string | null][] = fields
        .filter((field) => row[field] && (only === undefined || field === only))
        .map((field) => {
          const values = boundTo.map((name) => row[name]);
          const location = { table, uid: row.uid, field, boundTo: values };
          return [field, ring.seal(ring.open(row[field], location), location)];
        });
      if (hasMac && only === undefined)
        sealed.push(['destinationsMac', renewedMac(ring, row.destinationsMac, row)]);
      if (sealed.length === 0) continue;
      await strapi.db
        .query(uid)
        .updateMany({ where: { uid: row.uid }, data: Object.fromEntries(sealed) });
    }
  }
};

/** The ids of the keys that anything stored is sealed with. */
const keyIdsOf = async ({ strapi }: House): Promise<Set<string>> => {
  const ids = new Set<string>();
  for (const { uid, fields, hasMac } of SEALED) {
    for (const row of await strapi.db.query(uid).findMany()) {
      for (const field of [...fields, ...(hasMac ? ['destinationsMac'] : [])])
        ids.add(row[field].split('.')[1]);
    }
  }
  return ids;
};

const run = (house: House) => house.booted.internals.reEncryption.run();

const countFormer = async (house: House): Promise<number> => {
  const { reEncryption } = house.booted.internals.store;
  const apps = await reEncryption.count('apps');
  const connections = await reEncryption.count('connections');
  return apps.sealedWithFormerKeys + connections.sealedWithFormerKeys;
};

/** An app with two secrets, and two connections. */
const furnish = async (house: House) => {
  await house.createApp({ name: 'Demo Mail' });
  await house.connect(house.admin, 'demo-mail');
  await house.connect(house.editor, 'demo-mail');
  const data = { clientSecret: 'the next one', configVersion: 2 };
  await house.api(house.admin, 'put', '/apps/demo-mail', { data });
  return [ownerOf(house.admin), ownerOf(house.editor)];
};

const IDENTITY = { appKey: 'demo-mail', owner: { kind: 'shared' }, account: 'default' } as const;

const connectShared = async (house: House) => {
  await house.createApp({ name: 'Demo Mail' });
  await house.connect(house.admin, 'demo-mail', { connect: { owner: 'shared' } });
};

const stored = async (house: House) => {
  const connection = await house.booted.internals.store.connections.find(IDENTITY);
  if (!connection) throw new Error('the connection is gone');
  return connection;
};

describe('re-encryption', () => {
  let database: string;

  const withKeys = async <Result>(
    current: KeyId,
    keyIds: KeyId[],
    work: (house: House) => Promise<Result>
  ): Promise<Result> => {
    const keys = Object.fromEntries(keyIds.map((kid) => [kid, KEYS[kid]]));
    const encryption = { current, keys };
    const pluginConfig = { backgroundRefresh: { enabled: false }, encryption };
    const house = await House.open({ database, pluginConfig });
    try {
      return await work(house);
    } finally {
      jest.restoreAllMocks();
      await house.close();
    }
  };

  /** Nothing runs by itself after this. */
  const withIdleKeys = <Result>(
    current: KeyId,
    keyIds: KeyId[],
    work: (house: House) => Promise<Result>
  ) =>
    withKeys(current, keyIds, async (house) => {
      await run(house);
      return work(house);
    });

  beforeEach(() => {
    database = temporaryDatabase();
  });

  afterEach(() => rmSync(path.dirname(database), { recursive: true, force: true }));

  it('moves client secrets, former secrets and tokens by itself after the boot, so that the former key can go', async () => {
    const { owners, updatedAt } = await withKeys('k_1', ['k_1'], async (house) => {
      const furnished = await furnish(house);
      expect(await keyIdsOf(house)).toEqual(new Set(['k_1']));
      expect(await run(house)).toEqual({ reEncrypted: 0, unreadable: 0 });
      const app = await house.strapi.db.query(UID.app).findOne({ where: {} });
      return { owners: furnished, updatedAt: app.updatedAt };
    });

    await withKeys('kx1', ['k_1', 'kx1'], async (house) => {
      await until('no row has the old key', async () => !(await keyIdsOf(house)).has('k_1'));
      expect(await keyIdsOf(house)).toEqual(new Set(['kx1']));
      // Whoever has the app's client in memory keeps it.
      const app = await house.strapi.db.query(UID.app).findOne({ where: {} });
      expect(app.updatedAt).toEqual(updatedAt);
    });

    await withKeys('kx1', ['kx1'], async (house) => {
      expect(await house.booted.internals.health.read()).toEqual(HEALTHY);
      for (const owner of owners) {
        const token = await house.tokens.getAccessToken({ app: 'demo-mail', owner });
        expect(token).toEqual(expect.any(String));
      }
      const { apps } = house.booted.internals.store;
      const app = await apps.find('demo-mail');
      if (!app) throw new Error('the app is gone');
      expect(apps.openClientSecrets(app)).toEqual({
        current: 'the next one',
        previous: expect.any(String),
      });
    });
  });

  it.each(['k_1', 'kx1', 'K_1'] as const)(
    'distinguishes the current key %s from others that a database might confuse with it',
    async (current) => {
      await withIdleKeys(current, ['k_1', 'kx1', 'K_1'], async (house) => {
        await furnish(house);
        for (const former of (['k_1', 'kx1', 'K_1'] as const).filter((kid) => kid !== current)) {
          expect(await countFormer(house)).toBe(0);
          await sealWith(house, former);
          expect(await countFormer(house)).toBe(3);
          expect(await run(house)).toEqual({ reEncrypted: 3, unreadable: 0 });
          expect(await keyIdsOf(house)).toEqual(new Set([current]));
        }
      });
    }
  );

  it('says how much still needs a former key', async () => {
    await withIdleKeys('kx1', ['k_1', 'kx1'], async (house) => {
      await furnish(house);
      await sealWith(house, 'k_1');
      const health = house.booted.internals.health;
      expect(await health.read()).toEqual({ ...HEALTHY, sealedWithFormerKeys: 3 });
      await run(house);
      house.travel(60);
      expect(await health.read()).toEqual(HEALTHY);
    });
  });

  it('never overwrites a token or secret that changes at the same time', async () => {
    await withIdleKeys('kx1', ['k_1', 'kx1'], async (house) => {
      await connectShared(house);
      await sealWith(house, 'k_1');
      const { reEncryption, apps } = house.booted.internals.store;
      const firstOf = async (name: 'apps' | 'connections') => {
        for await (const [row] of reEncryption.batches(name)) if (row) return row;
        throw new Error('nothing to do');
      };
      const connection = await firstOf('connections');
      const app = await firstOf('apps');

      const renewed = await house.tokens.getAccessToken(
        { app: 'demo-mail' },
        { forceRefresh: true }
      );
      const data = { clientSecret: 'typed', configVersion: 2 };
      await house.api(house.admin, 'put', '/apps/demo-mail', { data });

      expect(await reEncryption.reEncrypt('connections', connection)).toBe('changed');
      expect(await reEncryption.reEncrypt('apps', app)).toBe('changed');
      const { connections } = house.booted.internals.store;
      expect(connections.openAccessToken(await stored(house))).toBe(renewed);
      const after = await apps.find('demo-mail');
      if (!after) throw new Error('the app is gone');
      expect(apps.openClientSecrets(after).current).toBe('typed');
    });
  });

  it('does not interfere with a refresh that began earlier', async () => {
    await withIdleKeys('kx1', ['k_1', 'kx1'], async (house) => {
      await connectShared(house);
      await sealWith(house, 'k_1');
      const { connections } = house.booted.internals.store;
      const before = await stored(house);
      expect(await run(house)).toEqual({ reEncrypted: 2, unreadable: 0 });
      expect((await stored(house)).tokenVersion).toBe(before.tokenVersion);

      expect(connections.openRefreshToken(before)).toEqual(expect.any(String));
      const answer = {
        accessToken: 'renewed',
        refreshToken: 'rotated',
        tokenType: 'Bearer',
        expiresAt: null,
        scopesGranted: [],
        nextRefreshAt: null,
      };
      expect(await connections.saveRefreshed(before, answer, new Date())).toBe(true);
      expect(await house.tokens.getAccessToken({ app: 'demo-mail' })).toBe('renewed');
    });
  });

  it('leaves a secret that no key opens as it is, moves the others, and continues', async () => {
    await withIdleKeys('kx1', ['k_1', 'kx1'], async (house) => {
      await furnish(house);
      await sealWith(house, 'k_1');
      await sealWith(house, 'lost', 'accessToken');
      const connections = house.strapi.db.query(UID.connection);
      const before = await connections.findMany({ orderBy: { id: 'asc' } });
      expect(await run(house)).toEqual({ reEncrypted: 1, unreadable: 2 });
      const refreshToken = expect.stringMatching(/^ca1\.kx1\./);
      expect(await connections.findMany({ orderBy: { id: 'asc' } })).toEqual(
        before.map((row) => ({ ...row, refreshToken }))
      );
      expect(await house.booted.internals.health.read()).toEqual({
        ...HEALTHY,
        unreadableConnections: 2,
      });
      expect(await run(house)).toEqual({ reEncrypted: 0, unreadable: 0 });
    });
  });

  it('S15 moves the MAC of an app without any secret, but not one that proves nothing', async () => {
    await withIdleKeys('kx1', ['k_1', 'kx1'], async (house) => {
      const { apps } = house.booted.internals.store;
      for (const key of ['intact', 'tampered']) await apps.create(appFields({ key, name: key }));
      await sealWith(house, 'k_1');
      expect(await countFormer(house)).toBe(2);
      expect((await apps.find('intact'))?.destinationsCheck).toBe('intact');
      const rows = house.strapi.db.query(UID.app);
      const data = { jwksUri: 'https://evil.example.com/keys' };
      await rows.updateMany({ where: { key: 'tampered' }, data });

      expect(await run(house)).toEqual({ reEncrypted: 1, unreadable: 1 });
      expect((await apps.find('intact'))?.destinationsCheck).toBe('intact');
      expect((await apps.find('tampered'))?.destinationsCheck).toBe('tampered');
      const { destinationsMac } = await rows.findOne({ where: { key: 'intact' } });
      expect(destinationsMac).toMatch(/^ca1\.kx1\./);
    });
  });

  it('S15 does not report an app as tampered with if its key is gone', async () => {
    await withIdleKeys('k_1', ['k_1'], ({ booted }) =>
      booted.internals.store.apps.create(appFields({ key: 'mail', name: 'Mail' }))
    );
    await withIdleKeys('kx1', ['kx1'], async (house) => {
      const app = await house.booted.internals.store.apps.find('mail');
      expect(app?.destinationsCheck).toBe('unreadable');
      const health = await house.booted.internals.health.read();
      expect(health).toEqual({ ...HEALTHY, unreadableSecrets: 1 });
      const asked = house.tokens.clientCredentials('mail');
      await expect(asked).rejects.toMatchObject({ code: 'key_unavailable', reason: undefined });
    });
    await withIdleKeys('k_1', ['k_1'], async (house) => {
      const app = await house.booted.internals.store.apps.find('mail');
      expect(app?.destinationsCheck).toBe('intact');
    });
  });

  it('S15 detects a wrong key by the MAC of an app without any secret', async () => {
    await withIdleKeys('k_1', ['k_1'], ({ booted }) =>
      booted.internals.store.apps.create(appFields({ key: 'mail', name: 'Mail' }))
    );
    const encryption = { current: 'k_1', keys: { k_1: KEYS.kx1 } };
    const house = await House.open({ database, pluginConfig: { encryption } });
    try {
      expect((await house.booted.internals.health.read()).encryption).toBe('invalid_key');
      const app = await house.booted.internals.store.apps.find('mail');
      expect(app?.destinationsCheck).toBe('unreadable');
    } finally {
      await house.close();
    }
  });
});
