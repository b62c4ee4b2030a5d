import { setTimeout as sleep } from 'node:timers/promises';

import type { Connection } from '../../server/src/store/connections';
import { says } from '../support/faults/responses';
import { HOUR_SECONDS, passAnHour, report } from '../support/faults/hour';
import {
  FaultHouse,
  LONG_LIFETIME_SECONDS,
  outcomeOf,
  SECONDS_UNTIL_DUE,
  type FaultyApp,
} from '../support/faults/house';
import { passOn, type Fault } from '../support/faults/provider';
import { until } from '../support/until';

const MAX_REQUESTS_OF_AN_APP = 100;
const CONNECTIONS = 1_000;
const CALLERS_PER_SECOND = 5;
/** Several times what may be under way. */
const CALLERS_AT_ONCE = 200;
const PROBE_MS = 1_000;

let faultHouse: FaultHouse;

beforeAll(async () => {
  faultHouse = await FaultHouse.open();
}, 120_000);

afterAll(() => faultHouse?.close());

afterEach(() => jest.restoreAllMocks());

/** The same grant in many accounts: enough for a provider that refuses all of them. */
const multiply = async (app: FaultyApp, count: number): Promise<void> => {
  const { connections, grants } = faultHouse.house.booted.internals.store;
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
    variableValues: null,
    connectedAt: row.connectedAt,
  };
  for (let i = 0; i < count; i += 1) {
    const identity = { appKey: app.key, owner: { kind: 'shared' as const }, account: nameOf(i) };
    await grants.save(identity, () => grant);
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
      await passAnHour(faultHouse, async () => {
        const asked = indexes(CALLERS_PER_SECOND).map((i) => (next + i) % CONNECTIONS);
        next += CALLERS_PER_SECOND;
        await Promise.all(asked.map((i) => askFor(app, i)));
      });
      report(`${app.provider.token.requests} requests for 1,000 connections in an hour: ${does}`);
      expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_AN_APP);
    },
    240_000
  );

  it.each(UNAVAILABLE_APPS)(
    'cost no more than what is in flight when all are requested at once: it %s',
    async (does, fault) => {
      const app = await manyConnections(fault);
      const outcomes = await Promise.all(indexes(CONNECTIONS).map((i) => askFor(app, i)));
      report(`${app.provider.token.requests} requests for 1,000 callers at once: ${does}`);
      expect(outcomes.every((outcome) => outcome.startsWith('provider_'))).toBe(true);
      expect(app.provider.token.requests).toBeGreaterThan(0);
      expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_AN_APP);
    },
    240_000
  );

  it('are all refreshed when all are requested at once and the provider works', async () => {
    const fresh = says(200, { access_token: 'fresh', expires_in: 600 });
    const app = await manyConnections(fresh, CALLERS_AT_ONCE);
    const outcomes = await Promise.all(indexes(CALLERS_AT_ONCE).map((i) => askFor(app, i)));
    expect([...new Set(outcomes)]).toEqual(['fresh']);
    expect(app.provider.token.requests).toBe(CALLERS_AT_ONCE);
  }, 240_000);

  it('stop hammering it in the background', async () => {
    const app = await manyConnections(says(503));
    for (let minute = 0; minute <= 60; minute += 1) {
      faultHouse.travel(SECONDS_UNTIL_DUE + minute * 60);
      await app.refreshInBackground();
    }
    report(`${app.provider.token.requests} requests in an hour of background refreshes`);
    expect(app.provider.token.requests).toBeLessThanOrEqual(MAX_REQUESTS_OF_AN_APP);
  }, 240_000);
});

describe('a provider that comes back', () => {
  it('gets one probe first, and requests for everybody when that succeeds', async () => {
    const app = await manyConnections(says(503), 30);
    for (const i of indexes(20)) await askFor(app, i);
    const before = app.provider.token.requests;
    await app.inject('token', {
      kind: 'responds',
      async answer({ response }) {
        await sleep(PROBE_MS);
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ access_token: 'fresh', expires_in: LONG_LIFETIME_SECONDS }));
      },
    });
    faultHouse.travel(SECONDS_UNTIL_DUE + HOUR_SECONDS);
    const first = indexes(30).map((i) => askFor(app, i));
    await until('the probe is out', () => app.provider.token.requests > 0);
    await sleep(PROBE_MS / 2);
    const { requests } = app.provider.token;
    report(`${before} requests until it was left alone, then ${requests} at once as a probe`);
    expect(requests).toBe(1);
    expect((await Promise.all(first)).filter((outcome) => outcome === 'fresh')).toHaveLength(1);
    const rest = await Promise.all(indexes(30).map((i) => askFor(app, i)));
    expect(rest.every((outcome) => outcome === 'fresh')).toBe(true);
  }, 60_000);

  it('gets requests again within seconds after a glitch that affected many at once', async () => {
    const app = await manyConnections(says(503), 100);
    await Promise.all(indexes(100).map((i) => askFor(app, i)));
    await app.inject('token', says(200, { access_token: 'fresh', expires_in: 600 }));
    let seconds = 0;
    for (; seconds < HOUR_SECONDS; seconds += 1) {
      faultHouse.travel(SECONDS_UNTIL_DUE + seconds);
      if ((await askFor(app, seconds % 100)) === 'fresh') break;
      // The second passes at once, but a probe in flight takes its time.
      await sleep(PROBE_MS / 20);
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

  it('is distinguished from one that refuses many dead grants: the live ones are still refreshed', async () => {
    let count = 0;
    const app = await manyConnections(
      {
        kind: 'responds',
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
});
