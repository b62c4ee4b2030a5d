import type { Deviation } from './authorization-server/deviations';
import { HostileApp, type HostileAppOptions } from './hostile-app';
import { House } from '../strapi/house';

/**
 * One Strapi for the tests of a file, with apps of hostile providers. Call this at the top of the
 * file.
 */
export const openHostileHouse = () => {
  let house: House | undefined;
  const apps: HostileApp[] = [];

  const opened = (): House => {
    if (!house) throw new Error('the house is not open yet');
    return house;
  };

  beforeAll(async () => {
    house = await House.open({ pluginConfig: { backgroundRefresh: { enabled: false } } });
  }, 120_000);

  afterAll(() => house?.close());

  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(apps.splice(0).map((app) => app.close()));
  });

  return {
    house: opened,
    async app(deviation: Deviation = {}, options: HostileAppOptions = {}): Promise<HostileApp> {
      const app = await HostileApp.create(opened(), deviation, options);
      apps.push(app);
      return app;
    },
  };
};

/** Runs the whole flow, then replays the provider's response: the code is sent only once. */
export const connectAndReplay = async (app: HostileApp): Promise<string> => {
  const callback = await app.callback();
  const arrival = await app.arrive(callback);
  if ('end' in arrival) throw new Error(`the flow ended at the callback: ${arrival.end}`);
  const end = await app.complete(arrival.ticket);
  expect(await app.complete(arrival.ticket)).toBe('flow_invalid (-)');
  expect(await app.finish(callback)).toBe('flow_invalid (-)');
  expect(app.provider.requestsTo('/token')).toHaveLength(1);
  return end;
};

/** The only flow has left no trace except its failure. */
export const expectNothingStored = async (app: HostileApp): Promise<void> => {
  const requests = app.provider.requestsTo('/token').length;
  expect(await app.row()).toBeNull();
  expect(await app.flows()).toEqual([{ status: 'failed', secrets: [] }]);
  expect(await app.token()).toBe('not_connected (-)');
  expect(app.provider.requestsTo('/token')).toHaveLength(requests);
  expect(app.leaks).toEqual([]);
};

/** The connection is there, and its token is the provider's. */
export const expectConnected = async (app: HostileApp) => {
  const stored = await app.stored();
  expect(stored?.status).toBe('active');
  expect(await app.getAccessToken()).toBe(stored?.accessToken);
  expect(app.provider.grants.isAlive(stored?.accessToken ?? '')).toBe(true);
  expect((await app.flows()).flatMap(({ secrets }) => secrets)).toEqual([]);
  expect(app.leaks).toEqual([]);
  return stored;
};
