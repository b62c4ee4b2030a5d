import type { ConnectionEvent } from '../../server/src/services/runtime/events';
import { DIALECTS, type Dialect } from '../support/providers/dead-grant-dialects';
import { nth } from '../support/elements';
import { report } from '../support/faults/hour';
import { FaultHouse, outcomeOf, type FaultyApp } from '../support/faults/house';

const HOUR_SECONDS = 3_600;
const HOURS = 24;
const USERS = 20;
const DEAD = 10;
/** The background runs this often between two jobs. */
const BACKGROUND_EVERY_SECONDS = 600;
const MAX_REQUESTS_OF_A_DEAD_GRANT = 8;

let faultHouse: FaultHouse;

beforeAll(async () => {
  faultHouse = await FaultHouse.open();
}, 120_000);

afterAll(() => faultHouse?.close());

afterEach(() => jest.restoreAllMocks());

/** A generator of numbers in [0, 1), the same for the same seed (mulberry32). */
const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

const shuffled = <Item>(items: readonly Item[], random: () => number): Item[] =>
  items
    .map((item) => ({ item, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);

const isDead = (user: number) => user < DEAD;
const nameOf = (user: number) => `user-${user}`;

/** A token endpoint that rotates tokens of living grants, and refuses each dead grant in its dialect. */
class SplitProvider {
  readonly requests = Array.from({ length: USERS }, () => 0);

  /** Null: the grant lives. */
  constructor(public dialectOf: (user: number) => Dialect | null) {}

  inject(app: FaultyApp) {
    return app.inject('token', {
      kind: 'responds',
      answer: ({ form, response }) => {
        const parts = (form.get('refresh_token') ?? '').split(':').map(Number);
        const user = nth(parts, 0);
        this.requests[user] = nth(this.requests, user) + 1;
        const refusal: Dialect | null = this.dialectOf(user);
        const { status, body, contentType } = refusal ?? {
          status: 200,
          body: this.#tokens(user, nth(parts, 1) + 1),
          contentType: undefined,
        };
        const isText = typeof body === 'string';
        response.writeHead(status, { 'content-type': contentType ?? 'application/json' });
        response.end(isText ? body : JSON.stringify(body));
      },
    });
  }

  #tokens(user: number, serial: number) {
    return {
      access_token: `access-${user}-${serial}`,
      refresh_token: `${user}:${serial}`,
      expires_in: HOUR_SECONDS,
    };
  }
}

/** Twenty users of one app whose tokens have just expired. */
const connectAll = async (app: FaultyApp): Promise<void> => {
  const { grants } = faultHouse.house.booted.internals.store;
  for (let user = 0; user < USERS; user += 1) {
    const owner = { kind: 'shared' as const };
    const identity = { appKey: app.key, owner, account: nameOf(user) };
    await grants.save(identity, () => ({
      accessToken: `access-${user}-0`,
      refreshToken: `${user}:0`,
      tokenType: 'Bearer',
      expiresAt: new Date(Date.now()),
      nextRefreshAt: new Date(Date.now()),
      scopesRequested: ['mail.read'],
      scopesGranted: ['mail.read'],
      subject: null,
      accountLabel: null,
      variableValues: null,
      connectedAt: new Date(Date.now() - HOUR_SECONDS * 1_000),
    }));
  }
};

interface Day {
  refusedLiving: string[];
  /** By user: when its owner was told, in seconds. */
  toldAfter: Map<string, number>;
  faults: string[];
  requests: number[];
  statuses: string[];
}

/** A job each hour asks for everybody's token in random order; the background may run in between. */
const liveThroughADay = async (
  dialectOf: (user: number) => Dialect,
  seed: number,
  hasBackground: boolean
): Promise<Day> => {
  const random = randomFrom(seed);
  const app = await faultHouse.app({ scopes: ['mail.read'] });
  const provider = new SplitProvider((user) => (isDead(user) ? dialectOf(user) : null));
  await provider.inject(app);
  await connectAll(app);
  const day: Day = {
    refusedLiving: [],
    toldAfter: new Map(),
    faults: [],
    requests: provider.requests,
    statuses: [],
  };
  let second = 0;
  const tell = async (event: ConnectionEvent) => {
    if (event.app === app.key && !day.toldAfter.has(event.account)) {
      day.toldAfter.set(event.account, second);
    }
  };
  const { eventHub } = faultHouse.house.strapi;
  eventHub.on('connected-apps.connection.failing', tell);
  eventHub.on('connected-apps.connection.needs-reconnect', tell);

  const askFor = async (user: number) => {
    const ref = { app: app.key, account: nameOf(user) };
    const outcome = await outcomeOf(faultHouse.house.tokens.getAccessToken(ref));
    if (!isDead(user) && !outcome.startsWith(`access-${user}-`)) {
      day.refusedLiving.push(`${nameOf(user)} at ${second} s: ${outcome}`);
    }
  };

  for (; second < HOURS * HOUR_SECONDS; second += BACKGROUND_EVERY_SECONDS) {
    faultHouse.travel(second);
    const isJob = second % HOUR_SECONDS === 0;
    if (isJob) {
      const users = Array.from({ length: USERS }, (_, user) => user);
      for (const user of shuffled(users, random)) await askFor(user);
    }
    if (hasBackground) await app.refreshInBackground();
    const stored = await faultHouse.house.booted.internals.store.apps.find(app.key);
    if (stored?.fault) day.faults.push(`${stored.fault.code} at ${second} s`);
  }
  eventHub.off('connected-apps.connection.failing', tell);
  eventHub.off('connected-apps.connection.needs-reconnect', tell);
  for (let user = 0; user < USERS; user += 1) {
    const ref = { app: app.key, account: nameOf(user) };
    const status = await faultHouse.house.tokens.status(ref);
    day.statuses.push(status.status === 'not_connected' ? status.status : status.state.name);
  }
  return day;
};

const expectJustice = (day: Day, title: string) => {
  const requestsOfDead = day.requests.slice(0, DEAD);
  const told = [...day.toldAfter.values()];
  report(
    `${title}: at most ${Math.max(...requestsOfDead)} requests for a dead grant, ` +
      `the last owner told after ${Math.round(Math.max(...told) / 60)} min`
  );
  expect(day.refusedLiving).toEqual([]);
  expect(day.faults).toEqual([]);
  expect([...day.toldAfter.keys()].sort()).toEqual(
    Array.from({ length: DEAD }, (_, user) => nameOf(user)).sort()
  );
  // The second job refreshes other connections at the latest, and that is the evidence.
  expect(Math.max(...told)).toBeLessThanOrEqual(2 * HOUR_SECONDS);
  expect(Math.max(...requestsOfDead)).toBeLessThanOrEqual(MAX_REQUESTS_OF_A_DEAD_GRANT);
  expect(day.statuses.slice(DEAD)).toEqual(Array.from({ length: DEAD }, () => 'connected'));
  expect(day.statuses.slice(0, DEAD)).not.toContain('connected');
};

describe('P01 P02 P03 twenty users for a day, ten of them with a grant that has ended', () => {
  it.each(DIALECTS.map((dialect, index) => ({ ...dialect, seed: index + 1, dialect })))(
    'cost no live user a token, and every dead grant is reported: $name',
    async ({ name, seed, dialect }) => {
      const hasBackground = seed % 2 === 0;
      const day = await liveThroughADay(() => dialect, seed, hasBackground);
      expectJustice(day, hasBackground ? `${name}, with the background` : name);
    },
    240_000
  );

  it('cost no live user a token if each dead grant is refused in other words', async () => {
    for (const seed of [101, 102, 103]) {
      const random = randomFrom(seed);
      const dialects = shuffled(DIALECTS, random);
      const day = await liveThroughADay((user) => nth(dialects, user), seed, seed % 2 === 0);
      expectJustice(day, `mixed, seed ${seed}`);
    }
  }, 240_000);
});

describe('P02 twenty users of a provider that is down for an hour', () => {
  const OUTAGES: Dialect[] = [
    { name: '503', status: 503, body: '' },
    { name: '429', status: 429, body: '' },
  ];

  it.each(OUTAGES)(
    'lose no connection, and cost it at most 20 requests each: $name',
    async (dialect) => {
      const app = await faultHouse.app({ scopes: ['mail.read'] });
      const provider = new SplitProvider(() => dialect);
      await provider.inject(app);
      await connectAll(app);
      const users = Array.from({ length: USERS }, (_, user) => user);
      const askAll = (ask: readonly number[]) =>
        Promise.all(
          ask.map((user) =>
            outcomeOf(
              faultHouse.house.tokens.getAccessToken({ app: app.key, account: nameOf(user) })
            )
          )
        );
      const random = randomFrom(7);
      for (let second = 0; second < HOUR_SECONDS; second += 10) {
        faultHouse.travel(second);
        await askAll(shuffled(users, random).slice(0, 5));
        if (second % 60 === 0) await app.refreshInBackground();
      }
      report(
        `${dialect.name}: at most ${Math.max(...provider.requests)} requests for one connection`
      );
      expect(Math.max(...provider.requests)).toBeLessThanOrEqual(20);
      provider.dialectOf = () => null;
      for (let minute = 0; minute <= 30; minute += 1) {
        faultHouse.travel(HOUR_SECONDS + minute * 60);
        await app.refreshInBackground();
      }
      const outcomes = await askAll(users);
      expect(outcomes.every((outcome, user) => outcome.startsWith(`access-${user}-`))).toBe(true);
    },
    120_000
  );
});
