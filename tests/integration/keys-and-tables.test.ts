import path from 'node:path';
import { rmSync } from 'node:fs';

import request from 'supertest';

import type { ListApps } from '../../server/src/contracts';
import { createSuperAdmin } from '../support/admins';
import { startDemoProvider } from '../support/demo-provider';
import { House, ownerOf } from '../support/house';
import { bootStrapi, temporaryDatabase, type BootOptions } from '../support/strapi';

jest.setTimeout(120_000);

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

const withHouse = async (options: BootOptions, work: (house: House) => Promise<void>) => {
  const house = await House.open(options);
  try {
    await work(house);
  } finally {
    await house.close();
  }
};

const healthOf = async (house: House): Promise<ListApps.Response['meta']['health']> => {
  const response = await request(house.booted.url)
    .get('/connected-apps/apps')
    .set('authorization', `Bearer ${house.admin.token}`);
  return response.body.meta.health;
};

describe('without an encryption key', () => {
  it('Strapi boots, says what to set, and stores nothing secret', async () => {
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

describe('with a wrong encryption key', () => {
  it('everything stays as it is, until the right one is back', async () => {
    const database = newDatabase();
    const rows = async (house: House) => ({
      apps: await house.strapi.db.query('plugin::connected-apps.connected-app').findMany({
        select: ['key', 'clientSecret'],
      }),
      connections: await house.strapi.db.query('plugin::connected-apps.connection').findMany({
        select: ['uid', 'accessToken', 'refreshToken', 'status', 'tokenVersion'],
      }),
    });
    let before: unknown;
    let owner: ReturnType<typeof ownerOf> | undefined;

    await withHouse({ database }, async (house) => {
      await house.createApp({ name: 'Demo Mail' });
      await house.connect(house.admin, 'demo-mail');
      owner = ownerOf(house.admin);
      before = await rows(house);
    });

    await withHouse(
      { database, encryptionKey: 'another key altogether, a wrong one' },
      async (house) => {
        expect(await healthOf(house)).toMatchObject({
          encryption: 'invalid_key',
          message: expect.stringContaining('Put back'),
        });
        await expect(
          house.tokens.getAccessToken({ app: 'demo-mail', owner })
        ).rejects.toMatchObject({
          code: 'key_unavailable',
        });
        const connect = await house.api(house.admin, 'post', '/apps/demo-mail/connect', {});
        expect([connect.status, connect.body.error?.details.code]).toEqual([
          503,
          'key_unavailable',
        ]);
        const update = await house.api(house.admin, 'put', '/apps/demo-mail', {
          data: { clientSecret: 'overwritten' },
        });
        expect(update.status).toBe(503);
        expect(await rows(house)).toEqual(before);
      }
    );

    await withHouse({ database }, async (house) => {
      expect(await healthOf(house)).toMatchObject({ encryption: 'ready', unreadableSecrets: 0 });
      expect(await house.tokens.getAccessToken({ app: 'demo-mail', owner })).toEqual(
        expect.any(String)
      );
    });
  });
});

describe('the tables', () => {
  it('survive a boot with the plugin disabled', async () => {
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
  it('sends nothing to any provider', async () => {
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
