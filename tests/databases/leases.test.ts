import { UID } from '../../server/src/constants';
import type { Connection, TokensToStore } from '../../server/src/store/connections';
import { databases } from '../support/databases/databases';
import { grantToStore } from '../support/strapi/grant-to-store';
import { strapiOn } from '../support/strapi/strapi-on-database';

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

const grant = grantToStore(tokens(1));

const APP = {
  uid: 'app-1',
  key: 'mail',
  name: 'Mail',
  provider: 'custom',
  clientAuthMethod: 'none',
  enabled: true,
};

const ofMail = { where: { key: APP.key } };

const inParallel = <T>(work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: PROCESSES }, (_, index) => work(index)));

const wins = (outcomes: readonly boolean[]) => outcomes.filter((hasWon) => hasWon).length;

describe.each(databases)('$name: the row of a connection', (kind) => {
  const on = strapiOn(kind);
  let lastAccount = 0;

  beforeAll(async () => {
    await on.booted.strapi.db.query(UID.app).create({ data: APP });
  });

  const store = () => on.booted.internals.store.connections;
  const grants = () => on.booted.internals.store.grants;

  const newConnection = (): Promise<Connection> => {
    lastAccount += 1;
    const owner = { kind: 'shared' } as const;
    return grants().save({ appKey: 'mail', owner, account: `account-${lastAccount}` }, () => grant);
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

  it("is leased again when the lease has expired by the database's clock, not before", async () => {
    const connection = await newConnection();
    expect(await lease(connection, 'first')).toBe(true);
    expect(await lease(connection, 'second')).toBe(false);
    await on.database
      .knex('connected_apps_connections')
      .where({ uid: connection.uid })
      .update({ lease_until: Date.now() - 1_000 });
    expect(wins(await inParallel(() => lease(connection, 'second')))).toBe(1);
  });

  it('is not leased on an outdated version', async () => {
    const connection = await newConnection();
    await store().saveRefreshed(connection, tokens(2), new Date());
    expect(await lease(connection)).toBe(false);
    expect(await lease(await stored(connection))).toBe(true);
  });

  it('P15 is not leased on a row that was read before another refresh failed', async () => {
    const before = await newConnection();
    await lease(before, 'first');
    const fault = {
      blame: 'provider',
      code: 'provider_unavailable',
      reason: 'http_503',
      message: 'The provider has a problem.',
      at: new Date().toISOString(),
      retryNotBefore: null,
      isOwnerTold: false,
    } as const;
    const nextRefreshAt = new Date(Date.now() + 60_000);
    const failure = { fault, failureCount: 1, failingSince: new Date(), strikes: 0, nextRefreshAt };
    expect(await store().recordFailure(before, failure)).toBe(true);
    expect(await lease(before, 'second')).toBe(false);
    expect(await lease(await stored(before), 'second')).toBe(true);
  });

  it('P15 is not leased once its app is disabled or deleted', async () => {
    const connection = await newConnection();
    await on.booted.strapi.db.query(UID.app).update({ ...ofMail, data: { enabled: false } });
    expect(await lease(connection)).toBe(false);
    await on.booted.strapi.db.query(UID.app).delete(ofMail);
    expect(await lease(connection)).toBe(false);
    await on.booted.strapi.db.query(UID.app).create({ data: APP });
    expect(await lease(connection)).toBe(true);
  });

  it('accepts one of many responses for the same version, as a whole', async () => {
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

  it('accepts a response even if another process took the lease, and then refuses the late one', async () => {
    const connection = await newConnection();
    await lease(connection, 'slow', 0);
    expect(await store().saveRefreshed(connection, tokens(2), new Date())).toBe(true);
    const lost = { reason: 'rotation_lost', fault: null, at: new Date(), nextRefreshAt: null };
    expect(await store().markNeedsReconnect(connection, lost)).toBe(false);
    expect(await store().saveRefreshed(connection, tokens(3), new Date())).toBe(false);
    expect(await stored(connection)).toMatchObject({ status: 'active', leaseOwner: null });
  });

  it('is created once if one owner completes several flows at the same moment', async () => {
    const owner = { kind: 'shared' } as const;
    const identity = { appKey: 'mail', owner, account: 'several' };
    await Promise.all(
      Array.from({ length: OPEN_FLOWS }, () => grants().save(identity, () => grant))
    );
    const all = await store().listByApp('mail');
    expect(all.filter(({ account }) => account === 'several')).toHaveLength(1);
  });

  it('P09 keeps the refresh token of the row that it replaces, even if that was just refreshed', async () => {
    for (let round = 0; round < 20; round += 1) {
      const connection = await newConnection();
      const former = store().openRefreshToken(connection);
      const [isRenewed] = await Promise.all([
        store().saveRefreshed(connection, tokens(2), new Date()),
        grants().save(connection, (row) => ({
          ...grant,
          refreshToken: row && store().openRefreshToken(row),
        })),
      ]);
      const kept = store().openRefreshToken(await stored(connection));
      expect(kept).toBe(isRenewed ? tokens(2).refreshToken : former);
    }
  });
});
