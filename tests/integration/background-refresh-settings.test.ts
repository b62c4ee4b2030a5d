import type { AppDetails, GetProviders } from '../../server/src/contracts';
import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import { databases, type TestDatabase } from '../support/databases/databases';
import { House, ownerOf } from '../support/strapi/house';

const CONNECTION = 'plugin::connected-apps.connection';
const DAY_SECONDS = 24 * 60 * 60;
/** An access token of the provider lives shorter than this. */
const MINUTE = 60;

const DEFAULTS = { enabled: true, activeDays: null, idleIntervalDays: null };

describe.each(databases)('$name: the background refresh of one app', (kind) => {
  let database: TestDatabase;
  let house: House;

  beforeAll(async () => {
    database = await kind.create();
    house = await House.open({ database: database.address });
  }, 120_000);

  afterAll(async () => {
    await house?.close();
    await database?.drop();
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await house.provider.setFault('/token', null);
    for (const app of await house.booted.internals.apps.list()) {
      await house.api(house.admin, 'delete', `/apps/${app.key}`);
    }
  });

  const run = () => house.booted.internals.backgroundRefresh.run();

  /** An app, and somebody who is connected to it. */
  const setUp = async (
    backgroundRefresh?: Partial<AppDetails['backgroundRefresh']>,
    name = 'Demo Mail'
  ): Promise<Admin> => {
    const settings = backgroundRefresh && {
      backgroundRefresh: { ...DEFAULTS, ...backgroundRefresh },
    };
    const app = await house.createApp({ name, ...settings });
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(user, app.key);
    return user;
  };

  const save = (backgroundRefresh: object) =>
    house.api<AppDetails>(house.admin, 'put', '/apps/demo-mail', {
      data: { backgroundRefresh: { ...DEFAULTS, ...backgroundRefresh } },
    });

  const rowOf = ({ documentId }: Admin) =>
    house.strapi.db.query(CONNECTION).findOne({ where: { ownerId: documentId } });

  /** Unused for longer than the default, so that it is renewed seldom from now on. */
  const untilIdle = async () => {
    house.travel(8 * DAY_SECONDS);
    expect(await run()).toMatchObject({ failed: 0 });
  };

  it('refreshes an unused connection as often as the app says', async () => {
    await setUp({ idleIntervalDays: 2 });
    await setUp(undefined, 'Of the default');
    await untilIdle();
    house.travel(9 * DAY_SECONDS);
    expect(await run()).toEqual({ refreshed: 0, failed: 0 });
    house.travel(10 * DAY_SECONDS + MINUTE);
    expect(await run()).toEqual({ refreshed: 1, failed: 0 });
    house.travel(15 * DAY_SECONDS + MINUTE);
    expect(await run()).toEqual({ refreshed: 2, failed: 0 });
  });

  it('refreshes a used connection for as many days as the app says', async () => {
    await setUp({ activeDays: 1 });
    const ofTheDefault = await setUp(undefined, 'Of the default');
    house.travel(2 * DAY_SECONDS);
    expect(await run()).toEqual({ refreshed: 2, failed: 0 });
    const { tokenVersion } = await rowOf(ofTheDefault);
    house.travel(2 * DAY_SECONDS + 2 * MINUTE);
    expect(await run()).toEqual({ refreshed: 1, failed: 0 });
    expect((await rowOf(ofTheDefault)).tokenVersion).toBe(tokenVersion + 1);
  });

  it('skips an app that has it switched off, but not for a caller', async () => {
    const user = await setUp({ enabled: false });
    const first = await house.tokens.getAccessToken({ app: 'demo-mail', owner: ownerOf(user) });
    house.travel(30 * DAY_SECONDS);
    expect(await run()).toEqual({ refreshed: 0, failed: 0 });
    expect(await house.tokens.getAccessToken({ app: 'demo-mail', owner: ownerOf(user) })).not.toBe(
      first
    );
    house.travel(30 * DAY_SECONDS + 2 * MINUTE);
    await save({ enabled: true });
    expect(await run()).toEqual({ refreshed: 1, failed: 0 });
  });

  it('refreshes earlier what would wait longer than a shortened interval, and touches no token', async () => {
    const user = await setUp();
    await untilIdle();
    const before = await rowOf(user);
    await save({ idleIntervalDays: 2 });
    const { nextRefreshAt, ...rest } = await rowOf(user);
    expect({ ...rest, nextRefreshAt: before.nextRefreshAt, updatedAt: before.updatedAt }).toEqual({
      ...before,
    });
    expect(Number(nextRefreshAt)).toBe(Number(before.lastRefreshedAt) + 2 * 86_400_000);
    house.travel(10 * DAY_SECONDS + MINUTE);
    expect(await run()).toEqual({ refreshed: 1, failed: 0 });
  });

  it('refreshes at once what has already waited longer than a shortened interval', async () => {
    await setUp();
    await untilIdle();
    house.travel(11 * DAY_SECONDS);
    await save({ idleIntervalDays: 2 });
    expect(await run()).toEqual({ refreshed: 1, failed: 0 });
  });

  it('refreshes nothing earlier for a longer or unchanged interval', async () => {
    const user = await setUp({ idleIntervalDays: 2 });
    await untilIdle();
    const before = await rowOf(user);
    await save({ idleIntervalDays: 2 });
    await save({ idleIntervalDays: 30 });
    expect((await rowOf(user)).nextRefreshAt).toBe(before.nextRefreshAt);
  });

  it('refreshes nothing earlier that is in use, backs off, needs a reconnect or belongs to another app', async () => {
    const [inUse, backsOff, ended, ofAnotherApp] = [
      await setUp(),
      await createAdminWith(house.strapi, EDITOR_ACTIONS),
      await createAdminWith(house.strapi, EDITOR_ACTIONS),
      await setUp(undefined, 'Another'),
    ];
    await house.connect(backsOff, 'demo-mail');
    await house.connect(ended, 'demo-mail');
    await untilIdle();
    house.travel(8 * DAY_SECONDS + 2 * MINUTE);
    await house.connect(inUse, 'demo-mail');
    const far = { nextRefreshAt: Date.now() + 20 * 86_400_000 };
    const change = (who: Admin, data: object) =>
      house.strapi.db.query(CONNECTION).updateMany({ where: { ownerId: who.documentId }, data });
    await change(backsOff, { ...far, failureCount: 3, lastErrorCode: 'provider_unavailable' });
    await change(ended, { ...far, status: 'needs_reconnect' });
    const all = [inUse, backsOff, ended, ofAnotherApp];
    const before = await Promise.all(all.map(rowOf));
    await save({ idleIntervalDays: 0.01 });
    expect(await Promise.all(all.map(rowOf))).toEqual(before);
  });

  it('is the default for an app from an earlier version', async () => {
    await setUp();
    await database.knex('connected_apps').update({ background_refresh: null });
    const { body } = await house.api<AppDetails>(house.admin, 'get', '/apps/demo-mail');
    expect(body.data.backgroundRefresh).toEqual(DEFAULTS);
    house.travel(DAY_SECONDS);
    expect(await run()).toEqual({ refreshed: 1, failed: 0 });
  });

  it('stays as it is when something else changes', async () => {
    const settings = { enabled: false, activeDays: 1.5, idleIntervalDays: 30 };
    await setUp(settings);
    const { body } = await house.api<AppDetails>(house.admin, 'put', '/apps/demo-mail', {
      data: { name: 'Renamed' },
    });
    expect(body.data.backgroundRefresh).toEqual(settings);
  });

  it('refuses invalid days at their field, and changes nothing', async () => {
    await setUp({ idleIntervalDays: 3 });
    const { status, body } = await save({ idleIntervalDays: 0 });
    expect([status, body.error?.details.errors]).toEqual([
      400,
      [expect.objectContaining({ path: ['backgroundRefresh', 'idleIntervalDays'] })],
    ]);
    const stored = await house.api<AppDetails>(house.admin, 'get', '/apps/demo-mail');
    expect(stored.body.data.backgroundRefresh.idleIntervalDays).toBe(3);
  });
});

it('the panel receives the values of the configuration', async () => {
  const pluginConfig = { backgroundRefresh: { activeDays: 3, idleIntervalDays: 30 } };
  const house = await House.open({ pluginConfig });
  try {
    const path = '/providers';
    const { body } = await house.api<GetProviders.Response['data']>(house.admin, 'get', path);
    expect(body.data.refreshDefaults).toEqual({ activeDays: 3, idleIntervalDays: 30 });
  } finally {
    await house.close();
  }
}, 120_000);
