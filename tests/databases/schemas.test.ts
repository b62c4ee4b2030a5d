import { databasesAndSchemas, type TestDatabase } from '../support/databases/databases';
import { House, ownerOf } from '../support/strapi/house';
import { ENCRYPTION_KEY } from '../support/strapi/strapi';

const BOOT_MS = 120_000;
const HOUR_SECONDS = 3_600;
const NEW_KEY = 'MkvPzF0xmBkHCcXbV4vEUmXyZ1l5cE9p';

describe.each(databasesAndSchemas)('$name, configured as Strapi itself writes it', (kind) => {
  let database: TestDatabase;
  let house: House;
  let ref: { app: string; owner: ReturnType<typeof ownerOf> };

  beforeAll(async () => {
    database = await kind.create();
    house = await House.open({ database: database.address });
    const { key } = await house.createApp();
    await house.connect(house.admin, key);
    ref = { app: key, owner: ownerOf(house.admin) };
  }, BOOT_MS);

  afterAll(async () => {
    await house?.close();
    await database?.drop();
  }, BOOT_MS);

  afterEach(() => jest.restoreAllMocks());

  /** The next call asks the database. */
  const forget = () => house.booted.internals.tokenCache.forgetApp(ref.app);

  it('T01 returns a token, its details and the response of the API', async () => {
    forget();
    const accessToken = await house.tokens.getAccessToken(ref);
    forget();
    expect(await house.tokens.getToken(ref)).toMatchObject({ accessToken });
    forget();
    const response = await house.tokens.fetch(ref, `${house.provider.issuer}/api/messages`);
    expect(response.status).toBe(200);
  });

  it('T01 joins a transaction of the caller', async () => {
    const accessToken = await house.tokens.getAccessToken(ref);
    forget();
    const inside = house.strapi.db.transaction(() => house.tokens.getAccessToken(ref));
    expect(await inside).toBe(accessToken);
  });

  it('T01 refreshes an expired token for a caller and in the background', async () => {
    const first = await house.tokens.getAccessToken(ref);
    house.travel(HOUR_SECONDS);
    const second = await house.tokens.getAccessToken(ref);
    expect(second).not.toBe(first);
    house.travel(2 * HOUR_SECONDS);
    expect(await house.booted.internals.backgroundRefresh.run()).toEqual({
      refreshed: 1,
      failed: 0,
    });
    expect(await house.tokens.getAccessToken(ref)).not.toBe(second);
  });

  it('T01 refreshes earlier the connections that would wait longer than a saved app allows', async () => {
    const idle = house.booted.internals.store.idleConnections;
    const nextRefreshAt = async () =>
      Number(
        (await database.knex('connected_apps_connections').first('next_refresh_at')).next_refresh_at
      );
    await database
      .knex('connected_apps_connections')
      .update({ next_refresh_at: Date.now() + 1_000 * 24 * HOUR_SECONDS * 1_000 });
    const before = await nextRefreshAt();
    await idle.bringForward(ref.app, 1);
    expect(await nextRefreshAt()).toBeLessThan(before);
  });

  it('T01 marks all connections of an app, and counts them', async () => {
    const { connections, reEncryption } = house.booted.internals.store;
    await house.connect(house.editor, ref.app);
    await house.strapi.db.transaction(({ trx }) =>
      connections.markAllNeedReconnect(ref.app, 'app_changed', new Date(), trx)
    );
    expect((await house.connectionsOf(house.editor)).map(({ status }) => status)).toEqual([
      'needs_reconnect',
    ]);
    expect(await reEncryption.count('connections')).toEqual({
      unreadable: 0,
      sealedWithFormerKeys: 0,
    });
  });

  it(
    'T01 re-encrypts every row with a new key',
    async () => {
      const keys = { k2: NEW_KEY, strapi: ENCRYPTION_KEY };
      const pluginConfig = { encryption: { current: 'k2', keys } };
      await house.close();
      house = await House.open({ database: database.address, pluginConfig });
      // An app and two connections.
      expect(await house.booted.internals.reEncryption.run()).toEqual({
        reEncrypted: 3,
        unreadable: 0,
      });
    },
    BOOT_MS
  );
});
