import type { Send } from '../../server/src/oauth/client';
import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import { House, ownerOf } from '../support/strapi/house';
import { until } from '../support/until';

let house: House;

const DAY_SECONDS = 24 * 60 * 60;

const CONCURRENCY_PER_HOST = 8;

beforeAll(async () => {
  const backgroundRefresh = { concurrencyPerHost: CONCURRENCY_PER_HOST };
  house = await House.open({ pluginConfig: { backgroundRefresh } });
}, 120_000);

afterAll(() => house?.close());

afterEach(async () => {
  jest.restoreAllMocks();
  await house.provider.setFault('/token', null);
  for (const app of await house.booted.internals.apps.list()) {
    await house.api(house.admin, 'delete', `/apps/${app.key}`);
  }
});

const connectedUser = async (): Promise<Admin> => {
  const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
  await house.connect(user, 'demo-mail');
  return user;
};

const run = () => house.booted.internals.backgroundRefresh.run();

const tokenRequests = () => house.provider.requestsTo('/token');

const inFlight = (count: number) =>
  until(`${count} requests in flight`, async () => (await tokenRequests()) >= count);

const setUp = async (count: number): Promise<Admin[]> => {
  await house.createApp({ name: 'Demo Mail' });
  const users = [];
  for (let i = 0; i < count; i += 1) users.push(await connectedUser());
  await house.provider.resetRequests();
  return users;
};

/** Counts the requests that are under way at the provider at a time. */
const watchRefreshes = () => {
  const seen = { underWay: 0, mostAtOnce: 0 };
  const clients = house.booted.internals.providerClients;
  const { clientFor } = clients;
  jest.spyOn(clients, 'clientFor').mockImplementation(async (app) => {
    const client = await clientFor(app);
    const refresh: typeof client.refresh = (input) => {
      const counted: Send = async (request) => {
        seen.underWay += 1;
        seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.underWay);
        try {
          return await request();
        } finally {
          seen.underWay -= 1;
        }
      };
      const { send = counted } = input;
      return client.refresh({ ...input, send: (request) => send(() => counted(request)) });
    };
    return { ...client, refresh };
  });
  return seen;
};

describe('the background refresh', () => {
  it('keeps as many requests in flight at one provider as the configuration says', async () => {
    const due = CONCURRENCY_PER_HOST + 4;
    await setUp(due);
    await house.provider.setFault('/token', { hold: true });
    const seen = watchRefreshes();
    house.travel(55);
    const running = run();
    await inFlight(CONCURRENCY_PER_HOST);
    await house.provider.setFault('/token', null);
    expect(await running).toEqual({ refreshed: due, failed: 0 });
    expect(seen).toEqual({ underWay: 0, mostAtOnce: CONCURRENCY_PER_HOST });
  });

  it('starts no more after 50 seconds, so that a slow provider delays nobody else', async () => {
    const startedAtOnce = CONCURRENCY_PER_HOST;
    await setUp(startedAtOnce + 2);
    await house.provider.setFault('/token', { hold: true });
    house.travel(55);
    const running = run();
    await inFlight(CONCURRENCY_PER_HOST);
    house.travel(55 + 50);
    await house.provider.setFault('/token', null);
    expect(await running).toEqual({ refreshed: startedAtOnce, failed: 0 });
    expect((await run()).refreshed).toBeGreaterThanOrEqual(2);
  });

  it('does not blame the provider for a response that arrives after the disconnect', async () => {
    const users = await setUp(7);
    await house.provider.setFault('/token', { hold: true });
    house.travel(55);
    const running = run();
    await inFlight(users.length);
    const [stays, ...leaving] = users.map((user) => ({ app: 'demo-mail', owner: ownerOf(user) }));
    for (const ref of leaving) await house.tokens.disconnect(ref);
    await house.provider.setFault('/token', null);
    expect(await running).toEqual({ refreshed: 1, failed: leaving.length });
    if (!stays) throw new Error('nobody stays');
    await house.tokens.getAccessToken(stays, { forceRefresh: true });
  });

  it('refreshes each due connection once, without a caller', async () => {
    const users = await setUp(5);
    house.travel(55);
    expect(await run()).toEqual({ refreshed: 5, failed: 0 });
    expect(await tokenRequests()).toBe(5);
    const [user] = users;
    if (user) await house.tokens.getAccessToken({ app: 'demo-mail', owner: ownerOf(user) });
    expect(await tokenRequests()).toBe(5);
  });

  it('is what the cron job runs', async () => {
    await setUp(2);
    house.travel(55);
    await house.runCronJob('background-refresh');
    expect(await tokenRequests()).toBe(2);
  });

  it('leaves alone what is not due', async () => {
    await setUp(2);
    house.travel(10);
    expect(await run()).toEqual({ refreshed: 0, failed: 0 });
    expect(await tokenRequests()).toBe(0);
  });

  it('does not run twice at the same time', async () => {
    await setUp(3);
    house.travel(55);
    const [first, second] = await Promise.all([run(), run()]);
    expect(first).toBe(second);
    expect(await tokenRequests()).toBe(3);
  });

  it('refreshes an unused connection once a week, not each minute', async () => {
    await setUp(1);
    house.travel(8 * DAY_SECONDS);
    expect(await run()).toEqual({ refreshed: 1, failed: 0 });
    house.travel(8 * DAY_SECONDS + 120);
    expect(await run()).toEqual({ refreshed: 0, failed: 0 });
    house.travel(15 * DAY_SECONDS + 60);
    expect(await run()).toEqual({ refreshed: 1, failed: 0 });
  });

  it('refreshes a connection ahead of need again once a caller uses it, before its row says so', async () => {
    const [user] = await setUp(1);
    if (!user) throw new Error('no user');
    house.travel(8 * DAY_SECONDS);
    expect(await run()).toEqual({ refreshed: 1, failed: 0 });
    house.travel(9 * DAY_SECONDS);
    jest.spyOn(house.booted.internals.store.connections, 'markUsed').mockResolvedValue();
    await house.tokens.getAccessToken({ app: 'demo-mail', owner: ownerOf(user) });
    house.travel(9 * DAY_SECONDS + 55);
    expect(await run()).toEqual({ refreshed: 1, failed: 0 });
  });

  it('skips disabled apps and deactivated owners', async () => {
    const [user] = await setUp(2);
    await house.strapi.db
      .query('admin::user')
      .update({ where: { id: user?.id }, data: { isActive: false } });
    house.travel(55);
    expect(await run()).toEqual({ refreshed: 1, failed: 1 });
    expect(await run()).toEqual({ refreshed: 0, failed: 0 });
    await house.api(house.admin, 'put', '/apps/demo-mail', { data: { enabled: false } });
    house.travel(DAY_SECONDS * 3);
    expect(await run()).toEqual({ refreshed: 0, failed: 0 });
  });

  it('marks a withdrawn grant, and sends no further request for it', async () => {
    const [user] = await setUp(1);
    await house.provider.withdraw('jane');
    house.travel(55);
    expect(await run()).toEqual({ refreshed: 0, failed: 1 });
    expect(await run()).toEqual({ refreshed: 0, failed: 0 });
    expect(await tokenRequests()).toBe(1);
    if (!user) throw new Error('no user');
    expect((await house.connectionsOf(user))[0]).toMatchObject({
      status: 'needs_reconnect',
      statusReason: 'invalid_grant',
    });
  });

  it('stops asking a provider that is down, and resumes with one probe', async () => {
    await setUp(30);
    await house.provider.setFault('/token', { status: 503 });
    house.travelAndStay(55);
    await run();
    const whenItWentDown = await tokenRequests();
    expect(whenItWentDown).toBeLessThanOrEqual(CONCURRENCY_PER_HOST + 5);
    await house.provider.resetRequests();
    house.travelAndStay(60);
    await run();
    // One at the end of the wait, and those early probes that the first run has left.
    expect(whenItWentDown + (await tokenRequests())).toBeLessThanOrEqual(CONCURRENCY_PER_HOST + 6);
    await house.provider.setFault('/token', null);
    house.travel(55 + 900);
    await run();
    house.travel(55 + 1_000);
    await run();
    const states = await house.strapi.db
      .query('plugin::connected-apps.connection')
      .count({ where: { failureCount: 0 } });
    expect(states).toBe(30);
  });
});

describe('the events', () => {
  it('tell other plugins what happened, without any token', async () => {
    const seen: unknown[] = [];
    house.strapi.eventHub.on('connected-apps.connection.refreshed', async (event) => {
      seen.push(event);
    });
    const [user] = await setUp(1);
    house.travel(55);
    await run();
    expect(seen).toEqual([
      {
        uid: expect.any(String),
        app: 'demo-mail',
        owner: { kind: 'admin', id: user?.documentId },
        account: 'default',
        state: expect.objectContaining({ name: 'connected', fault: null }),
      },
    ]);
    house.strapi.eventHub.removeAllListeners();
  });
});
