import path from 'node:path';
import { readFileSync, rmSync } from 'node:fs';

import request from 'supertest';

import { UID } from '../../server/src/constants';
import type { Health } from '../../server/src/contracts';
import type { TokenOptions } from '../../server/src/public';
import { HEALTHY } from '../support/admin/fixtures';
import { createSuperAdmin } from '../support/strapi/admins';
import { startDemoProvider } from '../support/providers/demo-provider';
import { House, ownerOf } from '../support/strapi/house';
import {
  bootStrapi,
  ENCRYPTION_KEY,
  temporaryDatabase,
  type BootOptions,
} from '../support/strapi/strapi';

jest.setTimeout(120_000);

const K2 = 'MkvPzF0xmBkHCcXbV4vEUmXyZ1l5cE9p';

const databases: string[] = [];

const newDatabase = () => {
  const database = temporaryDatabase();
  databases.push(database);
  return database;
};

afterAll(() => {
  for (const database of databases)
    rmSync(path.dirname(database), { recursive: true, force: true });
});

const withHouse = async <Result>(
  options: BootOptions,
  work: (house: House) => Promise<Result>
): Promise<Result> => {
  const house = await House.open(options);
  try {
    return await work(house);
  } finally {
    await house.close();
  }
};

const healthOf = async (house: House): Promise<Health> => {
  const response = await request(house.booted.url)
    .get('/connected-apps/apps')
    .set('authorization', `Bearer ${house.admin.token}`);
  return response.body.meta.health;
};

describe('a Strapi without an encryption key', () => {
  it('boots, says what to set, and stores nothing secret', async () => {
    await withHouse({ encryptionKey: null }, async (house) => {
      expect(await healthOf(house)).toMatchObject({
        encryption: 'missing_key',
        message: expect.stringContaining('ENCRYPTION_KEY'),
      });
      const created = await house.api(house.admin, 'post', '/apps', {
        data: { name: 'Demo Mail', clientSecret: 'a secret' },
      });
      expect([created.status, created.body.error?.details.code]).toEqual([503, 'key_unavailable']);
      expect(await house.strapi.db.query('plugin::connected-apps.connected-app').count()).toBe(0);
    });
  });
});

/** Every column of every row, as the database has it. */
const allRows = async ({ strapi }: House) => {
  const rowsOf = (uid: string) =>
    strapi.db.getConnection(strapi.db.metadata.get(uid).tableName).orderBy('id').select('*');
  return { apps: await rowsOf(UID.app), connections: await rowsOf(UID.connection) };
};

/** Whatever could touch a connection: callers with and without a valid token, and the cron. */
const useInEveryWay = async (house: House, owner: ReturnType<typeof ownerOf>) => {
  const codes: unknown[] = [];
  const ask = (options?: TokenOptions) =>
    house.tokens.getAccessToken({ app: 'demo-mail', owner }, options).then(
      () => codes.push('a token'),
      (error) => codes.push(error.code)
    );
  await ask();
  await ask({ forceRefresh: true });
  house.travel(30 * 24 * 60 * 60);
  await ask();
  const background = await house.booted.internals.backgroundRefresh.run();
  const reEncryption = await house.booted.internals.reEncryption.run();
  jest.restoreAllMocks();
  return { codes: new Set(codes), background, reEncryption };
};

const connectDemoMail = async (house: House) => {
  await house.createApp({ name: 'Demo Mail' });
  await house.connect(house.admin, 'demo-mail');
  return { owner: ownerOf(house.admin), before: await allRows(house) };
};

const IDLE = { refreshed: 0, failed: 0 };

describe('a wrong encryption key', () => {
  it('changes nothing until the right one is back', async () => {
    const database = newDatabase();
    const { owner, before } = await withHouse({ database }, connectDemoMail);

    await withHouse(
      { database, encryptionKey: 'another key altogether, a wrong one' },
      async (house) => {
        expect(await healthOf(house)).toEqual({
          encryption: 'invalid_key',
          message: expect.stringContaining('Restore'),
          unreadableSecrets: 1,
          unreadableConnections: 1,
          sealedWithFormerKeys: 0,
          isKeyCheckRenewed: false,
          orphanedConnections: 0,
          deletesOrphans: true,
          areCertificatesUnchecked: false,
        });
        expect(await useInEveryWay(house, owner)).toEqual({
          codes: new Set(['key_unavailable']),
          background: IDLE,
          reEncryption: { reEncrypted: 0, unreadable: 0 },
        });
        const connect = await house.api(house.admin, 'post', '/apps/demo-mail/connect', {});
        expect([connect.status, connect.body.error?.details.code]).toEqual([
          503,
          'key_unavailable',
        ]);
        const update = await house.api(house.admin, 'put', '/apps/demo-mail', {
          data: { clientSecret: 'overwritten', configVersion: 2 },
        });
        expect(update.status).toBe(503);
        expect(await allRows(house)).toEqual(before);
      }
    );

    await withHouse({ database, encryptionKey: null }, async (house) => {
      expect(await healthOf(house)).toMatchObject({
        encryption: 'missing_key',
        unreadableSecrets: 1,
        unreadableConnections: 1,
      });
      expect((await useInEveryWay(house, owner)).codes).toEqual(new Set(['key_unavailable']));
      expect(await allRows(house)).toEqual(before);
    });

    await withHouse({ database }, async (house) => {
      expect(await healthOf(house)).toEqual(HEALTHY);
      expect(await house.tokens.getAccessToken({ app: 'demo-mail', owner })).toEqual(
        expect.any(String)
      );
    });
  });

  it('leaves what is stored, and counts it, if the former key is missing', async () => {
    const database = newDatabase();
    const { owner, before } = await withHouse({ database }, connectDemoMail);
    const encryption = { current: 'k2', keys: { k2: K2 } };

    await withHouse({ database, pluginConfig: { encryption } }, async (house) => {
      expect(await healthOf(house)).toEqual({
        ...HEALTHY,
        unreadableSecrets: 1,
        unreadableConnections: 1,
      });
      expect(await useInEveryWay(house, owner)).toEqual({
        codes: new Set(['key_unavailable']),
        background: IDLE,
        reEncryption: { reEncrypted: 0, unreadable: 0 },
      });
      expect(await allRows(house)).toEqual(before);

      // What is stored from now on is readable, beside what is not.
      await house.createApp({ name: 'Other Mail' });
      await house.connect(house.admin, 'other-mail');
      const other = { app: 'other-mail', owner: ownerOf(house.admin) };
      expect(await house.tokens.getAccessToken(other)).toEqual(expect.any(String));
      expect(await healthOf(house)).toMatchObject({ unreadableSecrets: 1 });
    });

    const both = { current: 'k2', keys: { k2: K2, strapi: ENCRYPTION_KEY } };
    const booted = await bootStrapi({ database, pluginConfig: { encryption: both } });
    // At once, because the re-encryption starts soon after the boot.
    const health = await booted.internals.health.read();
    const token = await booted.tokens.getAccessToken({ app: 'demo-mail', owner });
    await booted.stop();
    expect(health).toEqual({ ...HEALTHY, sealedWithFormerKeys: 2 });
    expect(token).toEqual(expect.any(String));
  });

  it('counts as missing if it is a former key', async () => {
    const database = newDatabase();
    await withHouse({ database }, connectDemoMail);
    const keys = { k2: K2, strapi: 'not the value that this id stood for before' };
    const pluginConfig = { encryption: { current: 'k2', keys } };
    await withHouse({ database, pluginConfig }, async (house) => {
      expect(await healthOf(house)).toEqual({
        ...HEALTHY,
        unreadableSecrets: 1,
        unreadableConnections: 1,
      });
    });
  });
});

/** The check of another Strapi's key, as config-sync or `strapi import` brings it. */
const importKeyCheckOf = async (database: string, encryptionKey: string) => {
  const name = 'plugin_connected-apps_key-check-strapi';
  const rows = (house: House) => house.strapi.db.query('strapi::core-store');
  const foreign = await withHouse({ encryptionKey }, (house) =>
    rows(house).findOne({ where: { key: name } })
  );
  await withHouse({ database }, async (house) => {
    const { count } = await rows(house).updateMany({
      where: { key: name },
      data: { value: foreign.value },
    });
    expect(count).toBe(1);
  });
};

describe('a check of the key that another Strapi wrote', () => {
  it('T05 locks nothing if rows open, and log and panel say what happened', async () => {
    const database = newDatabase();
    const logFile = path.join(path.dirname(database), 'strapi.log');
    const { owner } = await withHouse({ database }, connectDemoMail);
    await importKeyCheckOf(database, K2);

    await withHouse({ database, logFile }, async (house) => {
      expect(await healthOf(house)).toEqual({ ...HEALTHY, isKeyCheckRenewed: true });
      expect(await house.tokens.getAccessToken({ app: 'demo-mail', owner })).toEqual(
        expect.any(String)
      );
      expect(readFileSync(logFile, 'utf8')).toContain('the check was renewed');
    });
    await withHouse({ database }, async (house) => {
      expect(await healthOf(house)).toEqual(HEALTHY);
    });
  });

  it('T05 locks nothing if nothing is stored yet', async () => {
    const database = newDatabase();
    await withHouse({ database }, async () => undefined);
    await importKeyCheckOf(database, K2);
    await withHouse({ database }, async (house) => {
      expect((await healthOf(house)).encryption).toBe('ready');
      await connectDemoMail(house);
    });
  });

  it('T05 does not excuse a key that opens none of its rows', async () => {
    const database = newDatabase();
    await withHouse({ database }, connectDemoMail);
    await importKeyCheckOf(database, K2);
    await withHouse({ database, encryptionKey: `${K2}x` }, async (house) => {
      expect(await healthOf(house)).toMatchObject({
        encryption: 'invalid_key',
        unreadableConnections: 1,
      });
    });
  });
});

describe('a key of 24 characters, as create-strapi-app writes it', () => {
  const NEW_KEY = 'g3XbdvE9Ip2fU2tappCt+w==';

  it('T04 works with the documented key change, which moves everything to the new key', async () => {
    const database = newDatabase();
    const { owner } = await withHouse({ database }, connectDemoMail);
    expect(ENCRYPTION_KEY).toHaveLength(24);
    const encryption = { current: 'k2', keys: { k2: NEW_KEY, strapi: ENCRYPTION_KEY } };
    await withHouse({ database, pluginConfig: { encryption } }, async (house) => {
      await house.booted.internals.reEncryption.run();
    });
    const onlyNew = { current: 'k2', keys: { k2: NEW_KEY } };
    await withHouse({ database, pluginConfig: { encryption: onlyNew } }, async (house) => {
      expect(await healthOf(house)).toEqual(HEALTHY);
      expect(await house.tokens.getAccessToken({ app: 'demo-mail', owner })).toEqual(
        expect.any(String)
      );
    });
  });

  it('T04 is used although it is easy to guess, and the log says so', async () => {
    const database = newDatabase();
    const logFile = path.join(path.dirname(database), 'strapi.log');
    await withHouse({ database, logFile, encryptionKey: 'tobemodified' }, async (house) => {
      expect((await healthOf(house)).encryption).toBe('ready');
      const log = readFileSync(logFile, 'utf8');
      expect(log).toContain('ENCRYPTION_KEY is too easy to guess');
      expect(log).not.toContain('tobemodified');
    });
  });
});

describe('a ciphertext moved to another place', () => {
  it('does not open in another field, row or table', async () => {
    await withHouse({}, async (house) => {
      await house.createApp({ name: 'Demo Mail' });
      await house.connect(house.admin, 'demo-mail');
      await house.connect(house.editor, 'demo-mail');
      const connections = house.strapi.db.query(UID.connection);
      const [first, second] = await connections.findMany({ orderBy: { id: 'asc' } });
      const app = await house.strapi.db.query(UID.app).findOne({ where: { key: 'demo-mail' } });
      const outcome = async (accessToken: string) => {
        await connections.updateMany({ where: { uid: first.uid }, data: { accessToken } });
        house.booted.internals.tokenCache.forgetApp('demo-mail');
        const ref = { app: 'demo-mail', owner: ownerOf(house.admin) };
        return house.tokens.getAccessToken(ref).then(
          () => 'a token',
          (error) => error.code
        );
      };
      expect(await outcome(first.refreshToken)).toBe('key_unavailable');
      expect(await outcome(second.accessToken)).toBe('key_unavailable');
      expect(await outcome(app.clientSecret)).toBe('key_unavailable');
      expect(await outcome(first.accessToken)).toBe('a token');
    });
  });
});

describe('the tables', () => {
  it('survive a boot with the plugin disabled, as they are', async () => {
    const database = newDatabase();
    await withHouse({ database }, async (house) => {
      await house.createApp({ name: 'Demo Mail' });
      await house.connect(house.admin, 'demo-mail');
    });
    const disabled = await bootStrapi({ database, isPluginDisabled: true });
    expect(disabled.strapi.plugin('connected-apps')).toBeUndefined();
    await disabled.stop();
    const enabled = await bootStrapi({ database });
    expect(await enabled.strapi.db.query('plugin::connected-apps.connection').count()).toBe(1);
    await enabled.stop();
  });
});

describe('the public URL', () => {
  it('decides the Redirect URI, the origin and the completion page, whatever Host a request names', async () => {
    const booted = await bootStrapi({
      serverUrl: 'https://cms.example.com/strapi',
      adminUrl: 'https://panel.example.com/admin',
    });
    const admin = await createSuperAdmin(booted.strapi);
    const created = await request(booted.url)
      .post('/connected-apps/apps')
      .set({
        authorization: `Bearer ${admin.token}`,
        host: 'evil.example.com',
        'x-forwarded-host': 'evil.example.com',
      })
      .send({ data: { name: 'Demo Mail' } });
    expect(created.body.data).toMatchObject({
      redirectUri: 'https://cms.example.com/strapi/api/connected-apps/callback/demo-mail',
      javascriptOrigin: 'https://cms.example.com',
    });
    const callback = await request(booted.url)
      .get('/api/connected-apps/callback/demo-mail?state=x')
      .set('host', 'evil.example.com');
    expect(callback.headers.location).toBe(
      'https://panel.example.com/admin/plugins/connected-apps/complete#error=flow_invalid'
    );
    await booted.stop();
  });
});

describe('a boot', () => {
  it('sends no request to any provider', async () => {
    const database = newDatabase();
    const provider = await startDemoProvider();
    await withHouse({ database }, async (house) => {
      await house.createApp({ name: 'Demo Mail', discoveryUrl: provider.discoveryUrl });
    });
    await provider.resetRequests();
    const again = await bootStrapi({ database });
    await again.stop();
    expect(await provider.requestsTo('/.well-known/openid-configuration')).toBe(0);
    await provider.stop();
  });
});
