import type { Connection, GrantToStore, TokensToStore } from '../../server/src/store/connections';
import { databases, type TestDatabase } from '../support/databases';
import { bootStrapi, type BootedStrapi } from '../support/strapi';

const BOOT_MS = 120_000;
const LEASE_TTL_MS = 60_000;
const PROCESSES = 20;
/** As many as one owner may have. */
const OPEN_FLOWS = 10;

const tokens = (serial: number): TokensToStore => ({
  accessToken: `access-${serial}`,
  refreshToken: `refresh-${serial}`,
  tokenType: 'Bearer',
  expiresAt: new Date(Date.now() + 3_600_000),
  nextRefreshAt: new Date(Date.now() + 3_000_000),
  scopesGranted: ['mail.read'],
});

const grant: GrantToStore = {
  ...tokens(1),
  scopesRequested: ['mail.read'],
  subject: null,
  accountLabel: null,
  connectedAt: new Date(),
};

const inParallel = <T>(work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: PROCESSES }, (_, index) => work(index)));

const wins = (outcomes: readonly boolean[]) => outcomes.filter((hasWon) => hasWon).length;

describe.each(databases)('$name: the row of a connection', (kind) => {
  let database: TestDatabase;
  let booted: BootedStrapi;
  let lastAccount = 0;

  beforeAll(async () => {
    database = await kind.create();
    const pluginConfig = { backgroundRefresh: { enabled: false } };
    booted = await bootStrapi({ database: database.address, pluginConfig });
  }, BOOT_MS);

  afterAll(async () => {
    await booted?.stop();
    await database?.drop();
  }, BOOT_MS);

  const store = () => booted.service('store').connections;

  const newConnection = (): Promise<Connection> => {
    lastAccount += 1;
    const owner = { kind: 'shared' } as const;
    return store().saveGrant({ appKey: 'mail', owner, account: `account-${lastAccount}` }, grant);
  };

  const stored = async ({ uid }: Connection): Promise<Connection> => {
    const row = await store().findByUid(uid);
    if (!row) throw new Error('the connection is gone');
    return row;
  };

  const lease = (connection: Connection, owner = 'somebody', ttlMs = LEASE_TTL_MS) =>
    store().acquireLease(connection, owner, ttlMs);

  it('is leased to one of many that try at the same moment', async () => {
    const connection = await newConnection();
    const outcomes = await inParallel((index) => lease(connection, `process-${index}`));
    expect(wins(outcomes)).toBe(1);
    const winner = outcomes.indexOf(true);
    expect((await stored(connection)).leaseOwner).toBe(`process-${winner}`);
  });

  it("is leased again when the lease has run out by the database's clock, not before", async () => {
    const connection = await newConnection();
    expect(await lease(connection, 'first')).toBe(true);
    expect(await lease(connection, 'second')).toBe(false);
    await database
      .knex('connected_apps_connections')
      .where({ uid: connection.uid })
      .update({ lease_until: Date.now() - 1_000 });
    expect(wins(await inParallel(() => lease(connection, 'second')))).toBe(1);
  });

  it('is not leased on a version that has passed', async () => {
    const connection = await newConnection();
    await store().saveRefreshed(connection, tokens(2), new Date());
    expect(await lease(connection)).toBe(false);
    expect(await lease(await stored(connection))).toBe(true);
  });

  it('takes one of many answers for the same version, whole', async () => {
    const connection = await newConnection();
    const outcomes = await inParallel((index) =>
      store().saveRefreshed(connection, tokens(100 + index), new Date())
    );
    expect(wins(outcomes)).toBe(1);
    const row = await stored(connection);
    const winner = 100 + outcomes.indexOf(true);
    expect(store().openAccessToken(row)).toBe(`access-${winner}`);
    expect(store().openRefreshToken(row)).toBe(`refresh-${winner}`);
    expect(row.tokenVersion).toBe(connection.tokenVersion + 1);
  });

  it('takes an answer though the lease was lost to another, and refuses the late one after', async () => {
    const connection = await newConnection();
    await lease(connection, 'slow', 0);
    expect(await store().saveRefreshed(connection, tokens(2), new Date())).toBe(true);
    expect(await store().markNeedsReconnect(connection, 'rotation_lost')).toBe(false);
    expect(await store().saveRefreshed(connection, tokens(3), new Date())).toBe(false);
    expect(await stored(connection)).toMatchObject({ status: 'active', leaseOwner: null });
  });

  it('is made once, when one owner completes several flows at the same moment', async () => {
    const owner = { kind: 'shared' } as const;
    const identity = { appKey: 'mail', owner, account: 'several' };
    await Promise.all(Array.from({ length: OPEN_FLOWS }, () => store().saveGrant(identity, grant)));
    const all = await store().listByApp('mail');
    expect(all.filter(({ account }) => account === 'several')).toHaveLength(1);
  });
});
