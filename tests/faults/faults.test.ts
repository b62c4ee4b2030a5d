import {
  asksForPatienceUntil,
  respondsTooLate,
  givesALifetimeOf,
  hasAClockOffBy,
  hasNoAddress,
  losesTheResponse,
  neverResponds,
  refusesConnections,
  resetsBeforeTheResponse,
  resetsInTheBody,
  says,
  sendsACompressedGigabyte,
  sendsAGigabyte,
  sendsOneByteASecond,
  truncatesTheJson,
} from '../support/faults/responses';
import { report } from '../support/faults/hour';
import { FaultHouse, SECONDS_UNTIL_DUE } from '../support/faults/house';
import type { Fault } from '../support/faults/provider';
import {
  afterwards,
  connectAgain,
  disconnection,
  exchange,
  NEW_TOKEN,
  play,
  refreshAhead,
  refreshBeside,
  refreshOnDemand,
  revocation,
  SAME_TOKEN,
  userinfo,
  type Stage,
} from '../support/faults/stages';

/** What the row says, as `rowInWords` puts it. */
const RENEWED = 'active, due before its expiry';
const UNTIL_REFUSED = 'active, valid until it is refused';
const ASKED_AGAIN = {
  soon: 'active, 1 × provider_unavailable, asked again within 2 s',
  inTwoMinutes: 'active, 1 × provider_unavailable, asked again in 2 min',
  inAnHour: 'active, 1 × provider_unavailable, asked again in 60 min',
  onceRepaired: 'active, 1 × provider_rejected, asked again within 2 s',
};
const DEAD = 'needs_reconnect: invalid_grant, never asked again';

interface FaultCase {
  /** What the provider does. */
  does: string;
  fault: Fault;
  /** What a caller gets who waits: at a refresh, and at the exchange where that differs. */
  refresh: string;
  exchange?: string;
  /** The row after a refresh; an exchange that fails leaves none. */
  row: string;
  /** Requests that reached the provider, at each of the five. */
  requests: number;
  /** What the next caller gets when the fault is over and any pause, too. */
  afterwards: string;
  /** Whether a disconnect says that the grant was revoked; the row is gone in any case. */
  revoked?: boolean;
  /** As whom the user is connected when userinfo fails; left out where it makes no difference. */
  label?: string | null;
}

/** Nothing is known but that it did not work: the token stays, and the next try may succeed. */
const passing = (
  does: string,
  fault: Fault,
  reason: string,
  changes: Partial<FaultCase> = {}
): FaultCase => ({
  does,
  fault,
  refresh: `provider_unavailable (${reason})`,
  row: ASKED_AGAIN.soon,
  requests: 1,
  afterwards: NEW_TOKEN,
  revoked: false,
  label: null,
  ...changes,
});

/** A good answer with one thing about it that is odd. */
const oddity = (does: string, fault: Fault, changes: Partial<FaultCase> = {}): FaultCase => ({
  does,
  fault,
  refresh: NEW_TOKEN,
  exchange: 'connected',
  row: UNTIL_REFUSED,
  requests: 1,
  afterwards: SAME_TOKEN,
  ...changes,
});

/** The provider rotated, and its answer is gone: the one loss that cannot be helped. */
const LOST = { afterwards: 'needs_reconnect (invalid_grant)' };

const APP_FAULT = {
  refresh: 'provider_rejected (invalid_client)',
  row: ASKED_AGAIN.onceRepaired,
};

const HTML = '<html><body>Bad Gateway</body></html>';
const HOUR_AND_A_MINUTE = 3_660;

/** A mebibyte is read, and the buffers of both kernels are full before the server learns of it. */
const MAX_BYTES_ON_THE_WAY = 16 * 1024 ** 2;

const busy = (does: string, status: number, fault: Fault): FaultCase =>
  passing(does, fault, `http_${status}`, {
    refresh: `provider_unavailable (http_${status}), again in 2 min`,
    row: ASKED_AGAIN.inTwoMinutes,
  });

const FAULTS: FaultCase[] = [
  passing('refuses connections', refusesConnections, 'network', { requests: 0 }),
  passing('has no address', hasNoAddress, 'network', { requests: 0 }),
  passing('resets before the answer', resetsBeforeTheResponse, 'network'),
  passing('resets in the body', resetsInTheBody, 'network'),
  passing('answers 500', says(500), 'http_500'),
  passing('answers 502 with HTML', says(502, HTML), 'http_502'),
  passing('answers 200 with HTML', says(200, HTML), 'not_json', { revoked: true }),
  busy('answers 429 and a time to wait', 429, says(429, '', { 'retry-after': '120' })),
  busy('answers 429 and a date to wait for', 429, asksForPatienceUntil(429, 120)),
  busy('answers 503 and a time to wait', 503, says(503, '', { 'retry-after': '120' })),
  busy('answers 503 and a date to wait for', 503, asksForPatienceUntil(503, 120)),
  busy(
    'answers 503 and a date, by a clock an hour ahead',
    503,
    asksForPatienceUntil(503, 120, 3_600)
  ),
  busy(
    'answers 503 and a date, by a clock an hour behind',
    503,
    asksForPatienceUntil(503, 120, -3_600)
  ),
  passing('wants to be left alone for a day', says(503, '', { 'retry-after': '86400' }), '', {
    refresh: 'provider_unavailable (http_503), again in 60 min',
    row: ASKED_AGAIN.inAnHour,
  }),
  passing(
    'answers 503 and nonsense to wait for',
    says(503, '', { 'retry-after': 'soon' }),
    'http_503'
  ),
  passing(
    'answers 200 with a passing error',
    says(200, { error: 'temporarily_unavailable' }),
    'temporarily_unavailable',
    { revoked: true }
  ),
  passing('answers with an empty body', says(200), 'not_json', { revoked: true }),
  passing('answers with a gigabyte', sendsAGigabyte, 'response_too_large'),
  passing('answers with a compressed gigabyte', sendsACompressedGigabyte, 'response_too_large'),
  passing('answers with truncated JSON', truncatesTheJson, 'not_json', { ...LOST, revoked: true }),
  passing('redirects with 302', says(302, '', { location: '/elsewhere' }), 'http_302', {
    exchange: 'provider_rejected (http_302)',
  }),
  passing('redirects with 307', says(307, '', { location: '/elsewhere' }), 'http_307', {
    exchange: 'provider_rejected (http_307)',
  }),
  passing('rotates and loses the answer', losesTheResponse, 'network', LOST),
  passing('knows no such client', says(401, { error: 'invalid_client' }), '', APP_FAULT),
  passing('answers 200 with invalid_client', says(200, { error: 'invalid_client' }), '', {
    ...APP_FAULT,
    revoked: true,
  }),
  passing('refuses the grant', says(400, { error: 'invalid_grant' }), '', {
    refresh: 'needs_reconnect (invalid_grant)',
    exchange: 'flow_expired (invalid_grant)',
    row: DEAD,
    ...LOST,
  }),
  passing('refuses the grant with 200', says(200, { error: 'invalid_grant' }), '', {
    refresh: 'needs_reconnect (invalid_grant)',
    exchange: 'flow_expired (invalid_grant)',
    row: DEAD,
    ...LOST,
    revoked: true,
  }),
];

/** What only an answer of the token endpoint can have. */
const ODDITIES: FaultCase[] = [
  oddity('gives no lifetime', givesALifetimeOf(undefined)),
  oddity('gives a lifetime of null', givesALifetimeOf(null)),
  oddity('gives a lifetime of 0', givesALifetimeOf(0)),
  oddity('gives a negative lifetime', givesALifetimeOf(-3_600)),
  oddity('gives a lifetime in words', givesALifetimeOf('an hour')),
  oddity('gives a lifetime as a string', givesALifetimeOf('86400'), { row: RENEWED }),
  oddity('gives a lifetime of 95 years', givesALifetimeOf(3e9), { row: RENEWED }),
  oddity('gives a lifetime of 30,000 years', givesALifetimeOf(1e12)),
  oddity('gives a lifetime beyond numbers', givesALifetimeOf('9'.repeat(400))),
  oddity('has a clock an hour ahead', hasAClockOffBy(HOUR_AND_A_MINUTE), {
    exchange: 'provider_rejected (id_token_invalid)',
    row: RENEWED,
    afterwards: NEW_TOKEN,
  }),
  oddity('has a clock an hour behind', hasAClockOffBy(-HOUR_AND_A_MINUTE), {
    exchange: 'provider_rejected (id_token_invalid)',
    row: RENEWED,
    afterwards: NEW_TOKEN,
  }),
];

/** Each costs the client its whole patience, so they run side by side. */
const SLOW_FAULTS: FaultCase[] = [
  passing('never answers', neverResponds, 'timeout'),
  passing('sends one byte a second', sendsOneByteASecond, 'timeout'),
  passing('does its work and answers too late', respondsTooLate, 'timeout', LOST),
];

/** What the table says, in the form in which it is seen. */
const expected = {
  exchange: ({ refresh, exchange: gets = refresh, requests }: FaultCase) => ({
    gets,
    hasRow: gets === 'connected',
    requests,
    appFault: gets.startsWith('provider_rejected') ? 'provider_rejected' : null,
  }),
  refreshOnDemand: ({ refresh, row, requests }: FaultCase) => ({
    gets: refresh,
    row,
    requests,
    moreRequests: 0,
  }),
  refreshBeside: ({ row, requests }: FaultCase) => ({
    gets: SAME_TOKEN,
    row,
    requests,
    moreRequests: 0,
    isAtOnce: true,
  }),
  refreshAhead: ({ refresh, row, requests }: FaultCase) => ({
    refreshed: refresh === NEW_TOKEN ? 1 : 0,
    row,
    requests,
    moreRequests: 0,
    refreshedAgain: 0,
  }),
  revocation: ({ revoked, requests }: FaultCase) => ({
    revokedAtProvider: revoked,
    row: 'none',
    requests,
  }),
  userinfo: ({ label, requests }: FaultCase) => ({
    gets: 'connected',
    label,
    row: RENEWED,
    requests,
  }),
};

let faultHouse: FaultHouse;

beforeAll(async () => {
  faultHouse = await FaultHouse.open();
}, 120_000);

afterAll(() => faultHouse?.close());

afterEach(() => jest.restoreAllMocks());

describe('at the exchange, a provider that', () => {
  it.each([...FAULTS, ...ODDITIES])('$does', async (faultCase) => {
    const { app, seen } = await play(faultHouse, exchange, faultCase.fault);
    expect(seen).toEqual(expected.exchange(faultCase));
    expect(await connectAgain(app)).toBe('connected');
  });
});

describe('at a refresh that callers wait for, a provider that', () => {
  it.each([...FAULTS, ...ODDITIES])('$does', async (faultCase) => {
    const { fault } = faultCase;
    const { app, seen } = await play(faultHouse, refreshOnDemand, fault, SECONDS_UNTIL_DUE);
    expect(seen).toEqual(expected.refreshOnDemand(faultCase));
    expect(await afterwards(app)).toBe(faultCase.afterwards);
  });
});

describe('at a refresh while callers are served, a provider that', () => {
  it.each([...FAULTS, ...ODDITIES])('$does', async (faultCase) => {
    const { fault } = faultCase;
    const { app, seen } = await play(faultHouse, refreshBeside, fault, SECONDS_UNTIL_DUE);
    expect(seen).toEqual(expected.refreshBeside(faultCase));
    expect(await afterwards(app)).toBe(faultCase.afterwards);
  });
});

describe('at a refresh in the background, with nobody present, a provider that', () => {
  it.each([...FAULTS, ...ODDITIES])('$does', async (faultCase) => {
    const { fault } = faultCase;
    const { app, seen } = await play(faultHouse, refreshAhead, fault, SECONDS_UNTIL_DUE);
    expect(seen).toEqual(expected.refreshAhead(faultCase));
    expect(await afterwards(app)).toBe(faultCase.afterwards);
  });
});

describe('at a revocation, a provider that', () => {
  it.each(FAULTS)('$does', async (faultCase) => {
    const { seen } = await play(faultHouse, revocation, faultCase.fault);
    expect(seen).toEqual(expected.revocation(faultCase));
  });
});

describe('at userinfo, a provider that', () => {
  it.each(FAULTS)('$does', async (faultCase) => {
    const { seen } = await play(faultHouse, userinfo, faultCase.fault);
    expect(seen).toEqual(expected.userinfo(faultCase));
  });
});

describe('a gigabyte', () => {
  it('is not read beyond its beginning', async () => {
    const { app } = await play(faultHouse, refreshOnDemand, sendsAGigabyte, SECONDS_UNTIL_DUE);
    const { token } = app.provider;
    await token.untilIdle();
    report(`${Math.round(token.bytesSent / 1024)} KiB of a gigabyte had left the provider`);
    expect(token.bytesSent).toBeGreaterThan(1024 ** 2);
    expect(token.bytesSent).toBeLessThan(MAX_BYTES_ON_THE_WAY);
  });
});

const STAGES = {
  exchange,
  'refresh on demand': refreshOnDemand,
  'refresh beside': refreshBeside,
  revocation,
  userinfo,
  disconnection,
} satisfies Record<string, Stage<string, unknown>>;

type StageName = keyof typeof STAGES;

describe('a provider that costs the client its whole patience', () => {
  const cases = (names: StageName[]) =>
    names.flatMap((name) => SLOW_FAULTS.map((faultCase) => ({ name, faultCase })));
  const connected = cases(['refresh on demand', 'refresh beside', 'revocation', 'disconnection']);
  const connecting = cases(['exchange', 'userinfo']);

  const results = new Map<string, { seen: unknown; seconds: number; afterwards?: string }>();
  const resultOf = (name: StageName, { does }: FaultCase) => results.get(`${name}, ${does}`);

  /** One after the other, as a user may have ten flows open at most. */
  const ready = async (list: ReturnType<typeof cases>) => {
    const apps = [];
    for (const { name, faultCase } of list) {
      const stage: Stage<string, unknown> = STAGES[name];
      const app = await stage.createApp(faultHouse);
      apps.push({ name, faultCase, stage, app, prepared: await stage.prepare(app) });
    }
    return apps;
  };

  type Ready = Awaited<ReturnType<typeof ready>>[number];

  const run = async ({ name, faultCase, stage, app, prepared }: Ready) => {
    await app.inject(stage.endpoint, faultCase.fault);
    const startedAtMs = performance.now();
    const seen = await stage.act(app, prepared);
    const seconds = (performance.now() - startedAtMs) / 1_000;
    results.set(`${name}, ${faultCase.does}`, { seen, seconds });
  };

  /** Side by side, as each takes half a minute. */
  beforeAll(async () => {
    const first = await ready(connected);
    faultHouse.travel(SECONDS_UNTIL_DUE);
    const all = [...first, ...(await ready(connecting))];
    await Promise.all(all.map(run));
    for (const { name, faultCase, app } of first.filter(({ name }) => name.startsWith('refresh'))) {
      Object.assign(resultOf(name, faultCase) ?? {}, { afterwards: await afterwards(app) });
    }
  }, 120_000);

  it.each(SLOW_FAULTS)('costs the exchange: one that $does', (faultCase) => {
    expect(resultOf('exchange', faultCase)?.seen).toEqual(expected.exchange(faultCase));
  });

  it.each(SLOW_FAULTS)('costs a caller who waits 30 s: one that $does', (faultCase) => {
    const result = resultOf('refresh on demand', faultCase);
    expect(result?.seen).toEqual(expected.refreshOnDemand(faultCase));
    expect(result?.afterwards).toBe(faultCase.afterwards);
    expect(result?.seconds).toBeGreaterThan(29);
    expect(result?.seconds).toBeLessThan(35);
  });

  it.each(SLOW_FAULTS)('costs a caller with a valid token nothing: one that $does', (faultCase) => {
    const result = resultOf('refresh beside', faultCase);
    expect(result?.seen).toEqual(expected.refreshBeside(faultCase));
    expect(result?.afterwards).toBe(faultCase.afterwards);
  });

  it.each(SLOW_FAULTS)('costs the revocation, not the disconnect: one that $does', (faultCase) => {
    expect(resultOf('revocation', faultCase)?.seen).toEqual(expected.revocation(faultCase));
  });

  it.each(SLOW_FAULTS)(
    'keeps no token in use that is disconnected: one that $does',
    (faultCase) => {
      expect(resultOf('disconnection', faultCase)?.seen).toBe('not_connected (-)');
    }
  );

  it.each(SLOW_FAULTS)('costs the name of the account only: one that $does', (faultCase) => {
    expect(resultOf('userinfo', faultCase)?.seen).toEqual(expected.userinfo(faultCase));
  });
});
