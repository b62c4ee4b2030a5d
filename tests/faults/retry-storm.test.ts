import { setTimeout as sleep } from 'node:timers/promises';

import type { Connection } from '../../server/src/store/connections';
import {
  givesALifetimeOf,
  neverAnswers,
  refusesConnections,
  resetsBeforeTheAnswer,
  says,
} from '../support/fault-answers';
import {
  FaultHouse,
  LONG_LIFETIME_SECONDS,
  outcomeOf,
  SECONDS_UNTIL_DUE,
  type FaultyApp,
} from '../support/fault-house';
import { passOn, type Fault } from '../support/fault-provider';

const HOUR_SECONDS = 3_600;
const MAX_REQUESTS_OF_ONE = 20;
const MAX_REQUESTS_OF_AN_APP = 100;
const CONNECTIONS = 1_000;
const CALLERS_PER_SECOND = 5;
const PROBE_MS = 1_000;

let faultHouse: FaultHouse;

beforeAll(async () => {
  faultHouse = await FaultHouse.open();
}, 120_000);

afterAll(() => faultHouse?.close());

afterEach(() => jest.restoreAllMocks());

/** Figures are part of the result. */
const report = (line: string) => process.stderr.write(`    ${line}\n`);

/** Lets an hour go by, second by second, from when tokens have expired. */
const passAnHour = async (eachSecond: (second: number) => Promise<unknown>) => {
  for (let second = 0; second < HOUR_SECONDS; second += 1) {
    faultHouse.travel(SECONDS_UNTIL_DUE + second);
    await eachSecond(second);
  }
};

const expiredApp = async (fault: Fault): Promise<FaultyApp> => {
  const app = await faultHouse.app();
  await app.connect();
  await app.inject('token', fault);
  return app;
};

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
      const app = await expiredApp(fault);
      await passAnHour((second) => {
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
    const app = await expiredApp(says(503));
    await passAnHour(async (second) => {
      await outcomeOf(app.getAccessToken());
      if (second % 60 === 0) await app.refreshInBackground();
    });
    report(`${app.provider.token.requests} requests in an hour, with the background`);
    expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_ONE);
  }, 60_000);

  it("gets at most 20 requests for an app's own token that is asked for each second", async () => {
    const app = await expiredApp(says(503));
    const { tokens } = faultHouse.house;
    await passAnHour(() =>
      outcomeOf(tokens.clientCredentials(app.key).then(({ accessToken }) => accessToken))
    );
    report(`${app.provider.token.requests} requests for an app's own token in an hour`);
    expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_ONE);
  }, 60_000);
});

describe('an API that refuses every token', () => {
  it('costs at most 20 renewals in an hour of fetches', async () => {
    const app = await faultHouse.app();
    await app.connect(24 * HOUR_SECONDS);
    const { provider } = faultHouse.house;
    await provider.setFault('/api/messages', { status: 401 });
    await passAnHour(async (second) => {
      if (second % 10 === 0) await app.fetchMessages();
    });
    await provider.setFault('/api/messages', null);
    report(`${app.provider.token.requests} renewals for 360 fetches that are refused`);
    expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_ONE);
  }, 60_000);
});

describe('a caller that asks for a longer validity than the provider ever gives', () => {
  it('costs at most 20 renewals in an hour of tokens that live for ten minutes', async () => {
    const app = await expiredApp(givesALifetimeOf(LONG_LIFETIME_SECONDS));
    await passAnHour(async (second) => {
      if (second % 10 === 0) await app.getAccessToken({ minValiditySeconds: HOUR_SECONDS });
    });
    report(`${app.provider.token.requests} renewals for 360 callers who want an hour of validity`);
    expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_ONE);
  }, 60_000);
});

/** The same grant in many accounts: enough for a provider that refuses all of them. */
const multiply = async (app: FaultyApp, count: number): Promise<void> => {
  const { connections } = faultHouse.house.booted.service('store');
  const row = (await app.row()) as Connection;
  const grant = {
    accessToken: connections.openAccessToken(row),
    refreshToken: connections.openRefreshToken(row),
    tokenType: row.tokenType,
    expiresAt: row.expiresAt,
    nextRefreshAt: row.nextRefreshAt,
    scopesRequested: row.scopesRequested,
    scopesGranted: row.scopesGranted,
    subject: null,
    accountLabel: row.accountLabel,
    connectedAt: row.connectedAt,
  };
  for (let i = 0; i < count; i += 1) {
    const identity = { appKey: app.key, owner: { kind: 'shared' as const }, account: nameOf(i) };
    await connections.saveGrant(identity, grant);
  }
};

const nameOf = (i: number) => `account-${i}`;

const askFor = (app: FaultyApp, i: number): Promise<string> =>
  outcomeOf(faultHouse.house.tokens.getAccessToken({ app: app.key, account: nameOf(i) }));

const manyConnections = async (fault: Fault, count = CONNECTIONS): Promise<FaultyApp> => {
  const app = await faultHouse.app();
  await app.connect();
  await multiply(app, count);
  await app.inject('token', fault);
  faultHouse.travel(SECONDS_UNTIL_DUE);
  return app;
};

const indexes = (count: number) => Array.from({ length: count }, (_, i) => i);

const UNAVAILABLE_APPS: [string, Fault][] = [
  ['is down', says(503)],
  ['refuses the client', says(401, { error: 'invalid_client' })],
];

describe('1,000 connections of one app', () => {
  it.each(UNAVAILABLE_APPS)(
    'stop hammering a provider that %s',
    async (does, fault) => {
      const app = await manyConnections(fault);
      let next = 0;
      await passAnHour(async () => {
        const asked = indexes(CALLERS_PER_SECOND).map((i) => (next + i) % CONNECTIONS);
        next += CALLERS_PER_SECOND;
        await Promise.all(asked.map((i) => askFor(app, i)));
      });
      report(`${app.provider.token.requests} requests for 1,000 connections in an hour: ${does}`);
      expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_AN_APP);
    },
    240_000
  );

  it('stop hammering it in the background', async () => {
    const app = await manyConnections(says(503));
    for (let minute = 0; minute <= 60; minute += 1) {
      faultHouse.travel(SECONDS_UNTIL_DUE + minute * 60);
      await app.refreshInBackground();
    }
    report(`${app.provider.token.requests} requests in an hour of background refreshes`);
    expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_AN_APP);
  }, 240_000);

  it('do not all find out by themselves that it is down', async () => {
    const app = await manyConnections(says(503));
    await Promise.all(indexes(CONNECTIONS).map((i) => askFor(app, i)));
    report(`${app.provider.token.requests} requests for 1,000 connections asked for at once`);
    expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_AN_APP);
  }, 60_000);
});

describe('a provider that comes back', () => {
  it('is asked by one probe first, and by everybody when that succeeds', async () => {
    const app = await manyConnections(says(503), 30);
    for (const i of indexes(20)) await askFor(app, i);
    const before = app.provider.token.requests;
    await app.inject('token', {
      kind: 'answers',
      async answer({ response }) {
        await sleep(PROBE_MS);
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ access_token: 'fresh', expires_in: LONG_LIFETIME_SECONDS }));
      },
    });
    faultHouse.travel(SECONDS_UNTIL_DUE + HOUR_SECONDS);
    const first = indexes(30).map((i) => askFor(app, i));
    while (app.provider.token.requests === 0) await sleep(10);
    await sleep(PROBE_MS / 2);
    const { requests } = app.provider.token;
    report(`${before} requests until it was left alone, then ${requests} at once as a probe`);
    expect(requests).toBe(1);
    expect((await Promise.all(first)).filter((outcome) => outcome === 'fresh')).toHaveLength(1);
    const rest = await Promise.all(indexes(30).map((i) => askFor(app, i)));
    expect(rest.every((outcome) => outcome === 'fresh')).toBe(true);
  }, 60_000);

  it('is asked at once when an administrator has repaired the app', async () => {
    const app = await expiredApp(says(401, { error: 'invalid_client' }));
    for (let minute = 0; minute <= 30; minute += 1) {
      faultHouse.travel(SECONDS_UNTIL_DUE + minute * 60);
      await outcomeOf(app.getAccessToken());
    }
    const { house } = faultHouse;
    await app.inject('token', says(200, { access_token: 'fresh', expires_in: 600 }));
    await house.api(house.admin, 'put', `/apps/${app.key}`, { data: { clientSecret: 'repaired' } });
    expect(await outcomeOf(app.getAccessToken())).toBe('fresh');
  }, 60_000);

  it('is asked again within seconds after a glitch that hit many at once', async () => {
    const app = await manyConnections(says(503), 100);
    await Promise.all(indexes(100).map((i) => askFor(app, i)));
    await app.inject('token', says(200, { access_token: 'fresh', expires_in: 600 }));
    let seconds = 0;
    for (; seconds < HOUR_SECONDS; seconds += 1) {
      faultHouse.travel(SECONDS_UNTIL_DUE + seconds);
      if ((await askFor(app, seconds % 100)) === 'fresh') break;
    }
    report(`${seconds} s until it was asked again after a glitch`);
    expect(seconds).toBeLessThanOrEqual(10);
  }, 60_000);
});

describe('a provider that is down', () => {
  it('costs the connections to other providers nothing', async () => {
    const down = await manyConnections(says(503), 20);
    const well = await faultHouse.app();
    await well.connect();
    faultHouse.travel(SECONDS_UNTIL_DUE);
    for (const i of indexes(20)) await askFor(down, i);
    expect(await well.isAccepted(await well.getAccessToken())).toBe(true);
  }, 60_000);

  it('is told from one that refuses many dead grants: the living are still renewed', async () => {
    let count = 0;
    const app = await manyConnections(
      {
        kind: 'answers',
        async answer({ response, forward }) {
          count += 1;
          if (count > 50) return passOn(response, await forward());
          response.writeHead(400, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ error: 'invalid_grant' }));
        },
      },
      50
    );
    for (const i of indexes(50)) await askFor(app, i);
    expect(await app.isAccepted(await app.getAccessToken())).toBe(true);
  }, 60_000);

  it('holds up nobody who has a valid token, though it never answers', async () => {
    const app = await faultHouse.app();
    const before = await app.connect(LONG_LIFETIME_SECONDS);
    await app.inject('token', neverAnswers);
    faultHouse.travel(SECONDS_UNTIL_DUE);
    const startedAtMs = performance.now();
    for (let i = 0; i < 100; i += 1) expect(await app.getAccessToken()).toBe(before);
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    await sleep(PROBE_MS);
    expect(app.provider.token.requests).toBe(1);
    await app.inject('token', refusesConnections);
  });
});
