import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import { databases, type TestDatabase } from '../support/databases/databases';
import { consent } from '../support/strapi/http-browser';
import { House, ownerOf } from '../support/strapi/house';

const MAX_OPEN = 10;
const HOUR_SECONDS = 3_600;

describe.each(databases)('$name: open flows', (kind) => {
  let database: TestDatabase;
  let house: House;

  beforeAll(async () => {
    database = await kind.create();
    house = await House.open({
      database: database.address,
      pluginConfig: { backgroundRefresh: { enabled: false } },
    });
    await house.createApp({ name: 'Demo Mail' });
    await house.createApp({ name: 'Second Mail' });
  }, 120_000);

  afterAll(async () => {
    await house?.close();
    await database?.drop();
  });

  afterEach(() => jest.restoreAllMocks());

  const flows = () => database.knex('connected_apps_requests');

  const openOf = async (ownerId: string): Promise<number> =>
    (await flows().where({ owner_id: ownerId }).whereIn('status', ['pending', 'received'])).length;

  const openSharedOf = async (startedBy: string | null): Promise<number> =>
    (
      await flows()
        .where({ owner_kind: 'shared', started_by: startedBy })
        .whereIn('status', ['pending', 'received'])
    ).length;

  const count = async (): Promise<number> => (await flows()).length;

  const connect = async (who: Admin, owner: 'me' | 'shared', app = 'demo-mail') =>
    (await house.api(who, 'post', `/apps/${app}/connect`, { owner })).status;

  const user = (...actions: string[]) =>
    createAdminWith(house.strapi, [
      ...EDITOR_ACTIONS,
      ...actions.map((action) => `plugin::connected-apps.connections.${action}`),
    ]);

  const fail = async (callback: URL) => (await house.visitCallback(callback)).fragment.get('error');

  it('are limited to ten when one person starts fifty at once', async () => {
    const who = await user();
    const statuses = await Promise.all(
      Array.from({ length: 50 }, (_none, i) =>
        connect(who, 'me', i % 2 ? 'demo-mail' : 'second-mail')
      )
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await openOf(who.documentId)).toBe(MAX_OPEN);
  });

  it('S20 are limited to ten per starter for the shared owner, plugins included', async () => {
    const people = await Promise.all([user('connect-shared'), user('connect-shared')]);
    const byPlugin = () =>
      house.tokens.connect({ app: 'demo-mail' }, { returnTo: '/plugins/connected-apps' });
    await Promise.all([
      ...people.flatMap((who) => Array.from({ length: 20 }, () => connect(who, 'shared'))),
      ...Array.from({ length: 20 }, byPlugin),
    ]);
    const starters = [...people.map(({ documentId }) => documentId), null];
    for (const startedBy of starters) expect(await openSharedOf(startedBy)).toBe(MAX_OPEN);
  });

  it("S20 of one person for the shared owner are not ended by another person's", async () => {
    const [who, flooder] = await Promise.all([user('connect-shared'), user('connect-shared')]);
    const ticket = await house.ticket(who, 'demo-mail', { connect: { owner: 'shared' } });
    for (let i = 0; i < MAX_OPEN + 2; i += 1) await connect(flooder, 'shared');
    expect((await house.complete(who, ticket)).status).toBe(200);
  });

  it("of one person are not ended by anybody else's", async () => {
    const [who, flooder] = [await user(), await user('connect-shared')];
    const callback = await consent(await house.authorizationUrl(who, 'demo-mail'));
    for (let i = 0; i < 12; i += 1) {
      await connect(flooder, 'me');
      await connect(flooder, 'shared');
    }
    expect(await fail(callback)).toBeNull();
  });

  it('count until they are completed, even after the provider has responded', async () => {
    const who = await user();
    const ticket = await house.ticket(who, 'demo-mail');
    for (let i = 0; i < MAX_OPEN; i += 1) await connect(who, 'me');
    expect(await openOf(who.documentId)).toBe(MAX_OPEN);
    expect((await house.complete(who, ticket)).status).toBe(409);
  });

  it('end the oldest first, along with its secrets', async () => {
    const who = await user();
    for (let i = 0; i < MAX_OPEN + 1; i += 1) await connect(who, 'me');
    const [oldest, ...others] = await flows().where({ owner_id: who.documentId }).orderBy('id');
    expect(oldest).toMatchObject({ status: 'failed', code_verifier: null, nonce: null });
    expect(others.every(({ status }) => status === 'pending')).toBe(true);
  });

  describe('that are over', () => {
    const sweepByCron = () => house.runCronJob('flow-sweep');

    it('are deleted every minute, even if nobody starts another one', async () => {
      const who = await user();
      await house.connect(who, 'demo-mail');
      await connect(who, 'me');
      const callback = await consent(await house.authorizationUrl(who, 'demo-mail'));
      await house.visitCallback(callback);
      await sweepByCron();
      const statuses = (await flows().where({ owner_id: who.documentId })).map(
        ({ status }) => status
      );
      expect(statuses.sort()).toEqual(['completed', 'pending', 'received']);
      house.travel(2 * HOUR_SECONDS);
      await sweepByCron();
      expect(await count()).toBe(0);
    });

    it('are remembered for an hour, so that a second try is recognized', async () => {
      const callback = await consent(await house.authorizationUrl(await user(), 'demo-mail'));
      house.travel(0.9 * HOUR_SECONDS);
      await sweepByCron();
      expect(await fail(callback)).toBe('flow_expired');
    });

    it('are deleted in batches, the oldest first, by the index', async () => {
      house.travel(2 * HOUR_SECONDS);
      await sweepByCron();
      jest.restoreAllMocks();
      await connect(await user(), 'me');
      const [{ id: _id, ...template }] = await flows();
      const longAgoMs = Date.now() - 30 * HOUR_SECONDS * 1_000;
      const rows = Array.from({ length: 1_500 }, (_none, i) => ({
        ...template,
        scopes: JSON.stringify(['openid']),
        uid: `old-${i}`,
        document_id: `old-${i}`,
        state_hash: `old-${i}`,
        expires_at: longAgoMs + i * 1_000,
      }));
      await database.knex.batchInsert('connected_apps_requests', rows, 50);
      await sweepByCron();
      const left = (await flows().where('uid', 'like', 'old-%').orderBy('expires_at')) as {
        uid: string;
      }[];
      expect(left.map(({ uid }) => uid)).toEqual(
        Array.from({ length: 500 }, (_none, i) => `old-${i + 1_000}`)
      );
      await connect(await user(), 'me');
      expect(await flows().where('uid', 'like', 'old-%')).toEqual([]);
    });

    it('are found by their indexes', async () => {
      const { indexes } = house.strapi.db.metadata.get(
        'plugin::connected-apps.authorization-request'
      ) as unknown as { indexes: { columns: string[] }[] };
      const columns = indexes.map((index) => index.columns.join());
      expect(columns).toEqual(expect.arrayContaining(['expires_at', 'owner_kind,owner_id,status']));
      if (kind.name !== 'SQLite') return;
      const plan = async (sql: string) =>
        JSON.stringify(await database.knex.raw(`EXPLAIN QUERY PLAN ${sql}`));
      expect(
        await plan(
          'SELECT id FROM connected_apps_requests WHERE expires_at < 1 ORDER BY expires_at LIMIT 9'
        )
      ).toContain('connected_apps_requests_expiry');
      expect(
        await plan(
          "SELECT uid FROM connected_apps_requests WHERE owner_kind = 'admin' AND owner_id = 'x' AND status IN ('pending', 'received') ORDER BY id DESC"
        )
      ).toContain('connected_apps_requests_owner');
    });
  });

  it('of a person can be completed after all the others have ended', async () => {
    const who = await user();
    await Promise.all(Array.from({ length: 20 }, () => connect(who, 'me')));
    await house.connect(who, 'demo-mail');
    expect(await house.tokens.getAccessToken({ app: 'demo-mail', owner: ownerOf(who) })).toEqual(
      expect.any(String)
    );
  });
});
