import path from 'node:path';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { UID } from '../../server/src/constants';
import { createKeyRing } from '../../server/src/crypto/key-ring';
import { HEALTHY } from '../support/admin-fixtures';
import { House, ownerOf } from '../support/house';
import { temporaryDatabase } from '../support/strapi';

jest.setTimeout(120_000);

const KEYS = {
  k_1: 'the first key of the fixture, long enough',
  kx1: 'a key whose id looks alike, long enough',
  K_1: 'a key whose id differs by case, long enough',
};
const LOST = { lost: 'a key that is lost for good, long enough' };

type KeyId = keyof typeof KEYS;

const SEALED = [
  { uid: UID.app, table: 'connected_apps', fields: ['clientSecret', 'previousClientSecret'] },
  {
    uid: UID.connection,
    table: 'connected_apps_connections',
    fields: ['accessToken', 'refreshToken'],
  },
] as const;

/** Seals what is stored with another key, as an instance would that has it as its current one. */
const sealWith = async ({ strapi }: House, kid: KeyId | 'lost', only?: string) => {
  const ring = createKeyRing({ current: kid, keys: { ...KEYS, ...LOST } }, null);
  for (const { uid, table, fields } of SEALED) {
    for (const row of await strapi.db.query(uid).findMany()) {
      const sealed = fields
        .filter((field) => row[field] && (only === undefined || field === only))
        .map((field) => {
          const location = { table, uid: row.uid, field };
          return [field, ring.seal(ring.open(row[field], location), location)];
        });
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
  for (const { uid, fields } of SEALED) {
    for (const row of await strapi.db.query(uid).findMany()) {
      for (const field of fields) ids.add(row[field].split('.')[1]);
    }
  }
  return ids;
};

const run = (house: House) => house.booted.service('re-encryption').run();

const countFormer = async (house: House): Promise<number> => {
  const { reEncryption } = house.booted.service('store');
  const apps = await reEncryption.count('apps');
  const connections = await reEncryption.count('connections');
  return apps.sealedWithFormerKeys + connections.sealedWithFormerKeys;
};

/** An app with two secrets, and two connections. */
const furnish = async (house: House) => {
  await house.createApp({ name: 'Demo Mail' });
  await house.connect(house.admin, 'demo-mail');
  await house.connect(house.editor, 'demo-mail');
  const data = { clientSecret: 'the next one' };
  await house.api(house.admin, 'put', '/apps/demo-mail', { data });
  return [ownerOf(house.admin), ownerOf(house.editor)];
};

const IDENTITY = { appKey: 'demo-mail', owner: { kind: 'shared' }, account: 'default' } as const;

const connectShared = async (house: House) => {
  await house.createApp({ name: 'Demo Mail' });
  await house.connect(house.admin, 'demo-mail', { connect: { owner: 'shared' } });
};

const stored = async (house: House) => {
  const connection = await house.booted.service('store').connections.find(IDENTITY);
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

  it('moves client secrets, former secrets and tokens, by itself after the boot; then the former key can go', async () => {
    const { owners, updatedAt } = await withKeys('k_1', ['k_1'], async (house) => {
      const furnished = await furnish(house);
      expect(await keyIdsOf(house)).toEqual(new Set(['k_1']));
      expect(await run(house)).toEqual({ reEncrypted: 0, unreadable: 0 });
      const app = await house.strapi.db.query(UID.app).findOne({ where: {} });
      return { owners: furnished, updatedAt: app.updatedAt };
    });

    await withKeys('kx1', ['k_1', 'kx1'], async (house) => {
      while ((await keyIdsOf(house)).has('k_1')) await sleep(100);
      expect(await keyIdsOf(house)).toEqual(new Set(['kx1']));
      // Whoever has the app's client in memory keeps it.
      const app = await house.strapi.db.query(UID.app).findOne({ where: {} });
      expect(app.updatedAt).toEqual(updatedAt);
    });

    await withKeys('kx1', ['kx1'], async (house) => {
      expect(await house.booted.service('health').read()).toEqual(HEALTHY);
      for (const owner of owners) {
        const token = await house.tokens.getAccessToken({ app: 'demo-mail', owner });
        expect(token).toEqual(expect.any(String));
      }
      const { apps } = house.booted.service('store');
      const app = await apps.find('demo-mail');
      if (!app) throw new Error('the app is gone');
      expect(await apps.readClientSecrets(app)).toEqual({
        current: 'the next one',
        previous: expect.any(String),
      });
    });
  });

  it.each(['k_1', 'kx1', 'K_1'] as const)(
    'tells the current key %s from others that a database might take for the same',
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

  it('tells how much still needs a former key', async () => {
    await withIdleKeys('kx1', ['k_1', 'kx1'], async (house) => {
      await furnish(house);
      await sealWith(house, 'k_1');
      const health = house.booted.service('health');
      expect(await health.read()).toEqual({ ...HEALTHY, sealedWithFormerKeys: 3 });
      await run(house);
      house.travel(60);
      expect(await health.read()).toEqual(HEALTHY);
    });
  });

  it('never overwrites a token that is renewed, or a secret that is entered, at the same time', async () => {
    await withIdleKeys('kx1', ['k_1', 'kx1'], async (house) => {
      await connectShared(house);
      await sealWith(house, 'k_1');
      const { reEncryption, apps } = house.booted.service('store');
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
      const data = { clientSecret: 'typed' };
      await house.api(house.admin, 'put', '/apps/demo-mail', { data });

      expect(await reEncryption.reEncrypt('connections', connection)).toBe('changed');
      expect(await reEncryption.reEncrypt('apps', app)).toBe('changed');
      const { connections } = house.booted.service('store');
      expect(connections.openAccessToken(await stored(house))).toBe(renewed);
      const after = await apps.find('demo-mail');
      if (!after) throw new Error('the app is gone');
      expect((await apps.readClientSecrets(after)).current).toBe('typed');
    });
  });

  it('does not get in the way of a renewal that began before', async () => {
    await withIdleKeys('kx1', ['k_1', 'kx1'], async (house) => {
      await connectShared(house);
      await sealWith(house, 'k_1');
      const { connections } = house.booted.service('store');
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

  it('leaves a secret that no key opens as it is, moves the others, and goes on', async () => {
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
      expect(await house.booted.service('health').read()).toEqual({
        ...HEALTHY,
        unreadableConnections: 2,
      });
      expect(await run(house)).toEqual({ reEncrypted: 0, unreadable: 0 });
    });
  });
});
