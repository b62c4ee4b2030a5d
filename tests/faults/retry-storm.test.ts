import {
  givesALifetimeOf,
  neverResponds,
  refusesConnections,
  resetsBeforeTheResponse,
  says,
} from '../support/faults/responses';
import { failingApp, HOUR_SECONDS, passAnHour, report } from '../support/faults/hour';
import {
  FaultHouse,
  LONG_LIFETIME_SECONDS,
  outcomeOf,
  SECONDS_UNTIL_DUE,
} from '../support/faults/house';
import type { Fault } from '../support/faults/provider';
import { startHttpServer } from '../support/network/http-server';
import { until } from '../support/until';

const MAX_REQUESTS_OF_ONE = 20;
/** As long as a request to a provider may take. */
const REQUEST_TIMEOUT_MS = 30_000;

let faultHouse: FaultHouse;

beforeAll(async () => {
  faultHouse = await FaultHouse.open();
}, 120_000);

afterAll(() => faultHouse?.close());

afterEach(() => jest.restoreAllMocks());

const DOWN: [string, Fault][] = [
  ['answers 503', says(503)],
  ['resets connections', resetsBeforeTheResponse],
  ['answers with HTML', says(200, '<html>')],
  ['refuses the client', says(401, { error: 'invalid_client' })],
];

describe('a provider that is down for an hour', () => {
  it.each(DOWN)(
    'gets at most 20 requests for a connection that callers ask for each second: it %s',
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
    240_000
  );

  it('gets at most 20 requests if the background asks each minute too', async () => {
    const app = await failingApp(faultHouse, says(503));
    await passAnHour(faultHouse, async (second) => {
      await outcomeOf(app.getAccessToken());
      if (second % 60 === 0) await app.refreshInBackground();
    });
    report(`${app.provider.token.requests} requests in an hour, with the background`);
    expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_ONE);
  }, 240_000);

  it("gets at most 20 requests for an app's own token that callers ask for each second", async () => {
    const app = await failingApp(faultHouse, says(503));
    const { tokens } = faultHouse.house;
    await passAnHour(faultHouse, () =>
      outcomeOf(tokens.clientCredentials(app.key).then(({ accessToken }) => accessToken))
    );
    report(`${app.provider.token.requests} requests for an app's own token in an hour`);
    expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_ONE);
  }, 240_000);
});

describe('an API that refuses every token', () => {
  const refusingApi = async (headers: Record<string, string> = {}) => {
    const api = await startHttpServer((_request, response) => {
      response.writeHead(401, headers).end();
    });
    const app = await faultHouse.app({ apiOrigins: [api.origin] });
    await app.connect(2 * HOUR_SECONDS);
    await app.inject('token', givesALifetimeOf(2 * HOUR_SECONDS));
    const ask = () => faultHouse.house.tokens.fetch(app.ref, `${api.origin}/messages`);
    return { api, app, ask };
  };

  it('costs at most 20 refreshes in an hour, and the caller sees the 401', async () => {
    const { api, app, ask } = await refusingApi();
    for (let second = 0; second < HOUR_SECONDS; second += 10) {
      faultHouse.travel(second);
      const responses = await Promise.all([ask(), ask()]);
      for (const { status } of responses) expect(status).toBe(401);
    }
    report(
      `${app.provider.token.requests} renewals in an hour for an API that refuses every token`
    );
    expect(app.provider.token.requests).toBeGreaterThan(0);
    expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_ONE);
    await api.close();
  }, 240_000);

  it('costs none if it says that the scopes do not suffice', async () => {
    const { api, app, ask } = await refusingApi({
      'www-authenticate': 'Bearer error="insufficient_scope", scope="mail.send"',
    });
    expect((await ask()).status).toBe(401);
    expect(app.provider.token.requests).toBe(0);
    await api.close();
  });
});

describe('a caller that asks for a longer validity than the provider ever grants', () => {
  it('gets the existing token, refreshed at most a few times in its lifetime', async () => {
    const app = await faultHouse.app();
    await app.connect(LONG_LIFETIME_SECONDS);
    await app.inject('token', givesALifetimeOf(LONG_LIFETIME_SECONDS));
    for (let second = 0; second < LONG_LIFETIME_SECONDS; second += 1) {
      faultHouse.travel(second);
      await app.getAccessToken({ minValiditySeconds: HOUR_SECONDS });
    }
    report(`${app.provider.token.requests} renewals in the lifetime of a token that is too short`);
    expect(app.provider.token.requests).toBeGreaterThan(0);
    expect(app.provider.token.requests).toBeLessThanOrEqual(5);
  }, 240_000);

  it('gets a longer one if possible', async () => {
    const app = await faultHouse.app();
    const before = await app.connect(LONG_LIFETIME_SECONDS);
    await app.inject('token', givesALifetimeOf(LONG_LIFETIME_SECONDS));
    const minValiditySeconds = LONG_LIFETIME_SECONDS / 2;
    faultHouse.travel(minValiditySeconds - 10);
    expect(await app.getAccessToken({ minValiditySeconds })).toBe(before);
    faultHouse.travel(minValiditySeconds + 10);
    expect(await app.getAccessToken({ minValiditySeconds })).not.toBe(before);
    expect(app.provider.token.requests).toBe(1);
  });
});

describe('an app that its provider refuses', () => {
  it('gets a request at once when an administrator has repaired it', async () => {
    const app = await failingApp(faultHouse, says(401, { error: 'invalid_client' }));
    for (let minute = 0; minute <= 30; minute += 1) {
      faultHouse.travel(SECONDS_UNTIL_DUE + minute * 60);
      await outcomeOf(app.getAccessToken());
    }
    const { house } = faultHouse;
    await app.inject('token', says(200, { access_token: 'fresh', expires_in: 600 }));
    await house.api(house.admin, 'put', `/apps/${app.key}`, { data: { clientSecret: 'repaired' } });
    expect(await outcomeOf(app.getAccessToken())).toBe('fresh');
  }, 240_000);
});

describe('a provider that never responds', () => {
  it('delays nobody who has a valid token', async () => {
    const app = await faultHouse.app();
    const before = await app.connect(LONG_LIFETIME_SECONDS);
    await app.inject('token', neverResponds);
    faultHouse.travel(SECONDS_UNTIL_DUE);
    const startedAtMs = performance.now();
    for (let i = 0; i < 100; i += 1) expect(await app.getAccessToken()).toBe(before);
    expect(performance.now() - startedAtMs).toBeLessThan(REQUEST_TIMEOUT_MS);
    await until('the refresh is out', () => app.provider.token.requests > 0);
    expect(app.provider.token.requests).toBe(1);
    await app.inject('token', refusesConnections);
  });
});
