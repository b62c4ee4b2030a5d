import { databases, type TestDatabase } from '../support/databases/databases';
import { ADA, EVE, installVersion010 } from '../support/databases/version-0-1-0';
import { bootStrapi, ENCRYPTION_KEY, type BootedStrapi } from '../support/strapi/strapi';

const BOOT_MS = 120_000;

const K2 = 'MkvPzF0xmBkHCcXbV4vEUmXyZ1l5cE9p';
const ORIGIN = 'https://provider.example.com';

describe('an upgrade from 0.1.0 with a key change at the same time', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    const [sqlite] = databases;
    if (!sqlite) throw new Error('SQLite is always there');
    database = await sqlite.create();
    await installVersion010(database.address, ORIGIN);
    // This access token is bound to another row.
    const tokens = database.knex('connected_apps_connections');
    const foreign = await tokens.clone().where({ app_key: 'disabled' }).first('access_token');
    await tokens.clone().where({ app_key: 'public' }).update(foreign);
  }, BOOT_MS);

  afterAll(() => database?.drop());

  const withStrapi = async (
    pluginConfig: object,
    work: (booted: BootedStrapi) => Promise<void>
  ): Promise<void> => {
    const config = { backgroundRefresh: { enabled: false }, ...pluginConfig };
    const booted = await bootStrapi({ database: database.address, pluginConfig: config });
    try {
      await work(booted);
    } finally {
      await booted.stop();
    }
  };

  it(
    'encrypts with the new key all that opens, and leaves the rest alone',
    async () => {
      const encryption = { current: 'k2', keys: { k2: K2, strapi: ENCRYPTION_KEY } };
      await withStrapi({ encryption, migrateFrom: '0.1.0' }, async ({ internals }) => {
        const { reEncryption, secrets } = internals.store;
        expect(secrets.state()).toBe('ready');
        const counts = { unreadable: 0, sealedWithFormerKeys: 0 };
        expect(await reEncryption.count('apps')).toEqual(counts);
        expect(await reEncryption.count('connections')).toEqual({ ...counts, unreadable: 1 });
      });

      await withStrapi({ encryption: { current: 'k2', keys: { k2: K2 } } }, async (booted) => {
        const { health } = booted.internals;
        expect(await health.read()).toMatchObject({
          encryption: 'ready',
          isKeyCheckRenewed: false,
          unreadableSecrets: 0,
          unreadableConnections: 1,
        });
        const token = await booted.tokens.getAccessToken({ app: 'basic', owner: EVE });
        expect(token).toBe('access of eve');
        await expect(
          booted.tokens.getAccessToken({ app: 'public', owner: ADA })
        ).rejects.toMatchObject({ code: 'key_unavailable' });
      });
    },
    2 * BOOT_MS
  );
});
