import { says } from '../support/faults/responses';
import { FaultHouse, outcomeOf, SECONDS_UNTIL_DUE, type FaultyApp } from '../support/faults/house';

const HOUR_SECONDS = 3_600;
const DEAD = 'needs_reconnect (invalid_grant)';

let faultHouse: FaultHouse;

beforeAll(async () => {
  faultHouse = await FaultHouse.open();
}, 120_000);

afterAll(() => faultHouse?.close());

afterEach(() => jest.restoreAllMocks());

const deadApp = async (): Promise<FaultyApp> => {
  const app = await faultHouse.app();
  await app.connect();
  await app.inject('token', says(400, { error: 'invalid_grant' }));
  faultHouse.travel(SECONDS_UNTIL_DUE);
  return app;
};

/** Every way by which a token is asked for. */
const everyWay = (app: FaultyApp): Promise<string>[] => [
  app.getAccessToken(),
  app.getAccessToken({ forceRefresh: true }),
  app.getAccessToken({ minValiditySeconds: 600 }),
  app.fetchMessages().then(({ status }) => String(status)),
];

describe('a dead grant', () => {
  it('costs one request, then none, however often and however callers ask', async () => {
    const app = await deadApp();
    const outcomes = new Set<string>();
    for (let minute = 0; minute <= 60; minute += 1) {
      faultHouse.travel(SECONDS_UNTIL_DUE + minute * 60);
      const gets = await Promise.all([...everyWay(app), ...everyWay(app)].map(outcomeOf));
      for (const outcome of gets) outcomes.add(outcome);
      await app.refreshInBackground();
    }
    expect([...outcomes]).toEqual([DEAD]);
    expect(app.provider.token.requests).toBe(1);
  });

  it('U06 ends the reported outage, because the provider has responded', async () => {
    const app = await faultHouse.app();
    await app.connect();
    await app.inject('token', says(503));
    faultHouse.travel(SECONDS_UNTIL_DUE);
    await outcomeOf(app.getAccessToken());
    expect(await app.appFault()).toBe('provider_unavailable');
    await app.inject('token', says(400, { error: 'invalid_grant' }));
    faultHouse.travel(SECONDS_UNTIL_DUE + 60);
    expect(await outcomeOf(app.getAccessToken())).toBe(DEAD);
    expect(await app.appFault()).toBeNull();
  });

  it('costs one request when a hundred callers find out at the same time', async () => {
    const app = await deadApp();
    const callers = Array.from({ length: 100 }, () => outcomeOf(app.getAccessToken()));
    expect(new Set(await Promise.all(callers))).toEqual(new Set([DEAD]));
    expect(app.provider.token.requests).toBe(1);
  });

  it('costs one request when the background finds out, and an event tells the user', async () => {
    const app = await deadApp();
    const told = jest.fn();
    const off = faultHouse.house.strapi.eventHub.on(
      'connected-apps.connection.needs-reconnect',
      told
    );
    expect(await app.refreshInBackground()).toEqual({ refreshed: 0, failed: 1 });
    faultHouse.travel(SECONDS_UNTIL_DUE + HOUR_SECONDS);
    expect(await app.refreshInBackground()).toEqual({ refreshed: 0, failed: 0 });
    expect(await outcomeOf(app.getAccessToken())).toBe(DEAD);
    off();
    expect(app.provider.token.requests).toBe(1);
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('works again after its owner reconnects', async () => {
    const app = await deadApp();
    await outcomeOf(app.getAccessToken());
    await app.repair('token');
    expect(await app.connect()).toEqual(expect.any(String));
    expect(await app.row()).toMatchObject({ status: 'active', statusReason: null });
  });
});
