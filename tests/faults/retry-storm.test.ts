import { setTimeout as sleep } from 'node:timers/promises';

import {
  neverAnswers,
  refusesConnections,
  resetsBeforeTheAnswer,
  says,
} from '../support/fault-answers';
import { failingApp, passAnHour, report } from '../support/fault-hour';
import {
  FaultHouse,
  LONG_LIFETIME_SECONDS,
  outcomeOf,
  SECONDS_UNTIL_DUE,
} from '../support/fault-house';
import type { Fault } from '../support/fault-provider';

const MAX_REQUESTS_OF_ONE = 20;
const REFRESH_STARTS_WITHIN_MS = 1_000;

let faultHouse: FaultHouse;

beforeAll(async () => {
  faultHouse = await FaultHouse.open();
}, 120_000);

afterAll(() => faultHouse?.close());

afterEach(() => jest.restoreAllMocks());

const DOWN: [string, Fault][] = [
  ['answers 503', says(503)],
  ['resets connections', resetsBeforeTheAnswer],
  ['answers with HTML', says(200, '<html>')],
  ['refuses the client', says(401, { error: 'invalid_client' })],
];

describe('a provider that is down for an hour', () => {
  it.each(DOWN)(
    'gets at most 20 requests for a connection that is asked for each second: it %s',
    async (does, fault) => {
      const app = await failingApp(faultHouse, fault);
      await passAnHour(faultHouse, (second) => {
        const isBusySecond = second % 10 === 0;
        const forced = isBusySecond ? [app.getAccessToken({ forceRefresh: true })] : [];
        const calls = [app.getAccessToken(), ...forced];
        return Promise.all(calls.map(outcomeOf));
      });
      report(`${app.provider.token.requests} requests for one connection in an hour: ${does}`);
      expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_ONE);
      expect(await app.row()).toMatchObject({ status: 'active' });
    },
    60_000
  );

  it('gets at most 20 requests when the background asks each minute, too', async () => {
    const app = await failingApp(faultHouse, says(503));
    await passAnHour(faultHouse, async (second) => {
      await outcomeOf(app.getAccessToken());
      if (second % 60 === 0) await app.refreshInBackground();
    });
    report(`${app.provider.token.requests} requests in an hour, with the background`);
    expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_ONE);
  }, 60_000);

  it("gets at most 20 requests for an app's own token that is asked for each second", async () => {
    const app = await failingApp(faultHouse, says(503));
    const { tokens } = faultHouse.house;
    await passAnHour(faultHouse, () =>
      outcomeOf(tokens.clientCredentials(app.key).then(({ accessToken }) => accessToken))
    );
    report(`${app.provider.token.requests} requests for an app's own token in an hour`);
    expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_ONE);
  }, 60_000);
});

describe('an API that refuses every token', () => {});

describe('a caller that asks for a longer validity than the provider ever gives', () => {});

describe('an app that its provider refuses', () => {
  it('is asked at once when an administrator has repaired the app', async () => {
    const app = await failingApp(faultHouse, says(401, { error: 'invalid_client' }));
    for (let minute = 0; minute <= 30; minute += 1) {
      faultHouse.travel(SECONDS_UNTIL_DUE + minute * 60);
      await outcomeOf(app.getAccessToken());
    }
    const { house } = faultHouse;
    await app.inject('token', says(200, { access_token: 'fresh', expires_in: 600 }));
    await house.api(house.admin, 'put', `/apps/${app.key}`, { data: { clientSecret: 'repaired' } });
    expect(await outcomeOf(app.getAccessToken())).toBe('fresh');
  }, 60_000);
});

describe('a provider that never answers', () => {
  it('holds up nobody who has a valid token', async () => {
    const app = await faultHouse.app();
    const before = await app.connect(LONG_LIFETIME_SECONDS);
    await app.inject('token', neverAnswers);
    faultHouse.travel(SECONDS_UNTIL_DUE);
    const startedAtMs = performance.now();
    for (let i = 0; i < 100; i += 1) expect(await app.getAccessToken()).toBe(before);
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    await sleep(REFRESH_STARTS_WITHIN_MS);
    expect(app.provider.token.requests).toBe(1);
    await app.inject('token', refusesConnections);
  });
});
