import type { GrantToStore } from '../../server/src/store/connections';
import { appFields } from '../support/strapi/app-fields';
import { databases, type TestDatabase } from '../support/databases/databases';
import { grantToStore } from '../support/strapi/grant-to-store';
import { bootStrapi, type BootedStrapi } from '../support/strapi/strapi';

const BOOT_MS = 120_000;
const CONNECTIONS = 'connected_apps_connections';
const TABLES = ['connected_apps', CONNECTIONS, 'connected_apps_requests'];
const OWNER_INDEX = ['app_key', 'owner_kind', 'owner_id', 'account'].map((name) => [name, 0]);

/** One and the same by the collation that MySQL and MariaDB have by themselves. */
const ALIKE = ['acme', 'ACME', 'Acmé', 'acme ', 'acme  ', 'äcme'];

const shared = { kind: 'shared' } as const;

const APP = appFields({ key: 'mail', name: 'Mail' });

const grantOf = (accessToken: string): GrantToStore =>
  grantToStore({
    accessToken,
    refreshToken: `refresh ${accessToken}`,
    expiresAt: new Date(Date.now() + 3_600_000),
    nextRefreshAt: new Date(Date.now() + 3_000_000),
  });

describe.each(databases)('$name: the identity of a connection', (kind) => {
  let database: TestDatabase;
  let booted: BootedStrapi;

  const boot = () =>
    bootStrapi({
      database: database.address,
      pluginConfig: { backgroundRefresh: { enabled: false } },
    });

  const reboot = async () => {
    await booted.stop();
    booted = await boot();
  };

  beforeAll(async () => {
    database = await kind.create();
    booted = await boot();
    await booted.internals.store.apps.create(APP);
  }, BOOT_MS);

  afterAll(async () => {
    await booted?.stop();
    await database?.drop();
  }, BOOT_MS);

  beforeEach(() => database.knex(CONNECTIONS).delete());

  const store = () => booted.internals.store;

  const connectAll = async () => {
    for (const account of ALIKE) {
      const identity = { appKey: APP.key, owner: shared, account };
      await store().grants.save(identity, () => grantOf(account));
    }
  };

  const tokenOf = async (account: string) => {
    const identity = { appKey: APP.key, owner: shared, account };
    const row = await store().connections.find(identity);
    return row && store().connections.openAccessToken(row);
  };

  /** Each one by itself, by all ways to a token. */
  const expectEachItsOwn = async () => {
    expect(await database.knex(CONNECTIONS)).toHaveLength(ALIKE.length);
    const uids = new Set<string | undefined>();
    for (const account of ALIKE) {
      expect(await tokenOf(account)).toBe(account);
      const ref = { app: APP.key, account };
      booted.internals.tokenCache.forgetApp(APP.key);
      expect(await booted.tokens.getAccessToken(ref)).toBe(account);
      const identity = { appKey: APP.key, owner: shared, account };
      uids.add((await store().connectionsInUse.find(identity, null))?.uid);
    }
    expect(uids.size).toBe(ALIKE.length);
  };

  /** The index that keeps two connections of one owner apart from none. */
  const expectUnique = async () => {
    const [{ id: _id, ...row }] = await database.knex(CONNECTIONS).where({ account: 'acme' });
    const again = { ...row, uid: 'another', document_id: 'another' };
    for (const column of ['scopes_requested', 'scopes_granted', 'fault'])
      if (again[column] !== null) again[column] = JSON.stringify(again[column]);
    // Not `toThrow`: better-sqlite3's errors may belong to the realm of an earlier test file.
    await expect(database.knex(CONNECTIONS).insert(again)).rejects.toMatchObject({
      message: expect.stringMatching(/unique|duplicate/i),
    });
  };

  it("S08 distinguishes accounts byte for byte: nobody gets another's token", async () => {
    await connectAll();
    await expectEachItsOwn();
    await expectUnique();
  });

  it('S08 distinguishes owners and apps byte for byte', async () => {
    const { connections, grants } = store();
    const lower = { appKey: APP.key, owner: { kind: 'admin', id: 'abc' }, account: '' } as const;
    const others = [
      { ...lower, owner: { kind: 'admin', id: 'ABC' } },
      { ...lower, owner: { kind: 'admin', id: 'abc ' } },
      { ...lower, appKey: 'MAIL' },
      { ...lower, appKey: 'mail ' },
    ] as const;
    await grants.save(lower, () => grantOf('its own'));
    for (const other of others) expect(await connections.find(other)).toBeNull();
    expect(await connections.find(lower)).not.toBeNull();
    expect(await store().apps.find('MAIL')).toBeNull();
  });

  it(
    'S08 keeps doing so at later boots, which change nothing',
    async () => {
      await connectAll();
      const created = async () =>
        kind.name === 'MariaDB'
          ? (await database.knex.raw(`SHOW CREATE TABLE ${CONNECTIONS}`))[0][0]['Create Table']
          : '';
      const before = await created();
      await reboot();
      expect(await created()).toBe(before);
      await expectEachItsOwn();
      await expectUnique();
    },
    BOOT_MS
  );
});

describe.each(databases)('$name: a database from an earlier version', (kind) => {
  let database: TestDatabase;
  let booted: BootedStrapi | null = null;

  const boot = async () => {
    await booted?.stop();
    booted = await bootStrapi({
      database: database.address,
      pluginConfig: { backgroundRefresh: { enabled: false } },
    });
    return booted;
  };

  beforeAll(async () => {
    database = await kind.create();
  });

  afterAll(async () => {
    await booted?.stop();
    await database?.drop();
  }, BOOT_MS);

  const isMariaDb = kind.name === 'MariaDB';

  const collations = async (): Promise<string[]> => {
    if (!isMariaDb) return [];
    const [rows] = await database.knex.raw(
      `SELECT DISTINCT collation_name AS collation FROM information_schema.columns
        WHERE table_schema = database() AND table_name IN (?, ?, ?)
          AND column_name IN ('app_key', 'owner_id', 'account', 'key', 'state_hash')`,
      TABLES
    );
    return (rows as { collation: string }[]).map(({ collation }) => collation);
  };

  /** Its columns in their order, each with whether the index may hold a value twice. */
  const ownerIndex = async () => {
    const [rows] = await database.knex.raw('SHOW INDEX FROM ??', [CONNECTIONS]);
    return (rows as { Key_name: string; Non_unique: number; Column_name: string }[])
      .filter(({ Key_name }) => Key_name === 'connected_apps_connections_owner_unique')
      .map(({ Non_unique, Column_name }) => [Column_name, Number(Non_unique)]);
  };

  it(
    'S08 is changed once, rows and indexes together, even where Strapi syncs its schema again',
    async () => {
      const first = await boot();
      await first.internals.store.apps.create(APP);
      const identity = { appKey: APP.key, owner: shared, account: 'acme' };
      await first.internals.store.grants.save(identity, () => grantOf('acme'));
      await first.stop();
      booted = null;
      // As a former version left it, and a schema that Strapi has to look at again.
      for (const table of isMariaDb ? TABLES : [])
        await database.knex.raw(
          `ALTER TABLE ${table} CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci`
        );
      await database.knex('strapi_database_schema').update({ hash: 'another' });

      const { internals } = await boot();
      expect(await collations()).toEqual(isMariaDb ? ['utf8mb4_nopad_bin'] : []);
      const { connections, grants } = internals.store;
      expect(await connections.find(identity)).not.toBeNull();
      for (const account of ALIKE.slice(1)) {
        expect(await connections.find({ ...identity, account })).toBeNull();
        await grants.save({ ...identity, account }, () => grantOf(account));
      }
      expect(await database.knex(CONNECTIONS)).toHaveLength(ALIKE.length);
      if (isMariaDb) expect(await ownerIndex()).toEqual(OWNER_INDEX);
    },
    BOOT_MS
  );
});
