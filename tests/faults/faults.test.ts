import type { Connection } from '../../server/src/store/connections';
import {
  alters,
  asksForPatienceUntil,
  answersTooLate,
  givesALifetimeOf,
  hasAClockOffBy,
  hasNoAddress,
  losesTheAnswer,
  neverAnswers,
  refusesConnections,
  resetsBeforeTheAnswer,
  resetsInTheBody,
  says,
  sendsAGigabyte,
  sendsOneByteASecond,
  truncatesTheJson,
} from '../support/fault-answers';
import {
  FaultHouse,
  inWords,
  LONG_LIFETIME_SECONDS,
  LONGEST_PAUSE_SECONDS,
  outcomeOf,
  SECONDS_UNTIL_DUE,
  type FaultyApp,
} from '../support/fault-house';
import type { Fault, FaultyEndpointName } from '../support/fault-provider';

/** What the row says, in words; how it comes to them: `describeRow`. */
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

const NEW_TOKEN = 'a new token';
const SAME_TOKEN = 'the same token';

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

const TWO_MINUTES = {
  refresh: 'provider_unavailable (http_503), again in 2 min',
  row: ASKED_AGAIN.inTwoMinutes,
};

const busy = (does: string, status: number, fault: Fault): FaultCase =>
  passing(does, fault, `http_${status}`, {
    refresh: `provider_unavailable (http_${status}), again in 2 min`,
    row: ASKED_AGAIN.inTwoMinutes,
  });

const FAULTS: FaultCase[] = [
  passing('refuses connections', refusesConnections, 'network', { requests: 0 }),
  passing('has no address', hasNoAddress, 'network', { requests: 0 }),
  passing('resets before the answer', resetsBeforeTheAnswer, 'network'),
  passing('resets in the body', resetsInTheBody, 'network'),
  passing('answers 500', says(500), 'http_500'),
  passing('answers 502 with HTML', says(502, HTML), 'http_502'),
  passing('answers 200 with HTML', says(200, HTML), 'not_json', { revoked: true }),
  busy('answers 429 and a time to wait', 429, says(429, '', { 'retry-after': '120' })),
  busy('answers 429 and a date to wait for', 429, asksForPatienceUntil(429, 120)),
  busy('answers 503 and a time to wait', 503, says(503, '', { 'retry-after': '120' })),
  busy('answers 503 and a date to wait for', 503, asksForPatienceUntil(503, 120)),
  busy('answers 503 and a date, by a clock an hour ahead', 503, asksForPatienceUntil(503, 120, 3_600)),
  busy('answers 503 and a date, by a clock an hour behind', 503, asksForPatienceUntil(503, 120, -3_600)),
  passing('wants to be left alone for a day', says(503, '', { 'retry-after': '86400' }), '', {
    refresh: 'provider_unavailable (http_503), again in 60 min',
    row: ASKED_AGAIN.inAnHour,
  }),
  passing('answers 503 and nonsense to wait for', says(503, '', { 'retry-after': 'soon' }), 'http_503'),
  passing(
    'answers 200 with a passing error',
    says(200, { error: 'temporarily_unavailable' }),
    'temporarily_unavailable',
    { revoked: true }
  ),
  passing('answers with an empty body', says(200), 'not_json', { revoked: true }),
  passing('answers with a gigabyte', sendsAGigabyte, 'response_too_large'),
  passing('answers with truncated JSON', truncatesTheJson, 'not_json', { ...LOST, revoked: true }),
  passing('redirects with 302', says(302, '', { location: '/elsewhere' }), 'http_302'),
  passing('redirects with 307', says(307, '', { location: '/elsewhere' }), 'http_307'),
  passing('rotates and loses the answer', losesTheAnswer, 'network', LOST),
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
  oddity('gives no new refresh token', alters(({ refresh_token: _r, ...rest }) => rest), {
    row: RENEWED,
    ...LOST,
  }),
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
  passing('never answers', neverAnswers, 'timeout'),
  passing('sends one byte a second', sendsOneByteASecond, 'timeout'),
  passing('does its work and answers too late', answersTooLate, 'timeout', LOST),
];

let faultHouse: FaultHouse;

beforeAll(async () => {
  faultHouse = await FaultHouse.open();
}, 120_000);

afterAll(() => faultHouse?.close());

afterEach(() => jest.restoreAllMocks());

const pauseOf = (waitMs: number): string =>
  waitMs <= 2_000 ? 'within 2 s' : `in ${Math.round(waitMs / 60_000)} min`;

const prospectOf = ({ failureCount, expiresAt, nextRefreshAt, lastErrorCode, status }: Connection) => {
  if (status === 'needs_reconnect') return nextRefreshAt ? 'asked again' : 'never asked again';
  if (failureCount > 0 && nextRefreshAt) {
    const pause = pauseOf(nextRefreshAt.getTime() - faultHouse.now());
    return `${failureCount} × ${lastErrorCode}, asked again ${pause}`;
  }
  if (!expiresAt && !nextRefreshAt) return 'valid until it is refused';
  const isDueInTime = expiresAt && nextRefreshAt && nextRefreshAt < expiresAt;
  return isDueInTime ? 'due before its expiry' : `next refresh ${nextRefreshAt?.toISOString()}`;
};

const describeRow = (row: Connection | null): string => {
  if (!row) return 'none';
  const status = row.statusReason ? `${row.status}: ${row.statusReason}` : row.status;
  return [status, prospectOf(row), ...(row.leaseOwner ? ['leased'] : [])].join(', ');
};

/** One of the places where a fault can strike, from a working app to what came of it. */
interface Stage<Prepared, Seen> {
  endpoint: FaultyEndpointName;
  createApp(): Promise<FaultyApp>;
  /** Before the fault. */
  prepare(app: FaultyApp): Promise<Prepared>;
  /** Under the fault. */
  act(app: FaultyApp, prepared: Prepared): Promise<Seen>;
}

const named = (accessToken: string, before: string) =>
  accessToken === before ? SAME_TOKEN : accessToken;

const isWords = (outcome: string) => outcome.includes(' ');

/** A token is put into words only when the provider takes it. */
const tokenInWords = async (app: FaultyApp, outcome: string): Promise<string> => {
  if (isWords(outcome)) return outcome;
  return (await app.isAccepted(outcome)) ? NEW_TOKEN : 'a token that is not accepted';
};

/** Whether a refresh on demand, or one beside callers who are served. */
const seenAtRefresh = async (app: FaultyApp, before: string, gets: string) => {
  const { token } = app.provider;
  const row = describeRow(await app.row());
  const { requests } = token;
  await outcomeOf(app.getAccessToken());
  return { gets: await tokenInWords(app, gets), row, requests, moreRequests: token.requests - requests };
};

const refreshOnDemand = {
  endpoint: 'token',
  createApp: () => faultHouse.app(),
  prepare: (app) => app.connect(),
  async act(app, before) {
    const gets = named(await outcomeOf(app.getAccessToken()), before);
    return seenAtRefresh(app, before, gets);
  },
} satisfies Stage<string, unknown>;

const refreshBeside = {
  endpoint: 'token',
  createApp: () => faultHouse.app(),
  prepare: (app) => app.connect(LONG_LIFETIME_SECONDS),
  async act(app, before) {
    const rowBefore = await app.row();
    const gets = named(await outcomeOf(app.getAccessToken()), before);
    await app.rowAfter(rowBefore);
    return seenAtRefresh(app, before, gets);
  },
} satisfies Stage<string, unknown>;

const completion = async (app: FaultyApp, ticket: string) => {
  const { body } = await app.complete(ticket);
  const { error } = body;
  return {
    gets: error ? inWords(error.details as Parameters<typeof inWords>[0]) : 'connected',
    label: error ? undefined : body.data.accountLabel,
  };
};

const exchange = {
  endpoint: 'token',
  createApp: () => faultHouse.app(),
  prepare: (app) => app.ticket(),
  async act(app, ticket) {
    const { gets } = await completion(app, ticket);
    const { requests } = app.provider.token;
    const hasRow = (await app.row()) !== null;
    return { gets, hasRow, requests, appFault: await app.appFault() };
  },
} satisfies Stage<string, unknown>;

const userinfo = {
  endpoint: 'userinfo',
  // Without keys no id_token is used, so userinfo has to say who it is.
  createApp: () => faultHouse.app({ jwksUri: null }),
  prepare: (app) => app.ticket(),
  async act(app, ticket) {
    const { gets, label } = await completion(app, ticket);
    const row = describeRow(await app.row());
    return { gets, label, row, requests: app.provider.userinfo.requests };
  },
} satisfies Stage<string, unknown>;

const revocation = {
  endpoint: 'revocation',
  createApp: () => faultHouse.app(),
  prepare: (app) => app.connect(),
  async act(app) {
    const { revokedAtProvider } = await faultHouse.house.tokens.disconnect(app.ref);
    const row = describeRow(await app.row());
    return { revokedAtProvider, row, requests: app.provider.revocation.requests };
  },
} satisfies Stage<string, unknown>;

/** What the table says, in the form in which it is seen. */
const expected = {
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
  }),
  exchange: ({ refresh, exchange: gets = refresh, requests }: FaultCase) => ({
    gets,
    hasRow: gets === 'connected',
    requests,
    appFault: gets.startsWith('provider_rejected') ? 'provider_rejected' : null,
  }),
  userinfo: ({ label, requests }: FaultCase) => ({
    gets: 'connected',
    label,
    row: RENEWED,
    requests,
  }),
  revocation: ({ revoked, requests }: FaultCase) => ({
    revokedAtProvider: revoked,
    row: 'none',
    requests,
  }),
};

/** The whole of one fast case; `laterSeconds` is what the clock is ahead while the fault is there. */
const play = async <Prepared, Seen>(
  { endpoint, createApp, prepare, act }: Stage<Prepared, Seen>,
  { fault }: FaultCase,
  laterSeconds = 0
): Promise<[FaultyApp, Prepared, Seen]> => {
  const app = await createApp();
  const prepared = await prepare(app);
  await app.inject(endpoint, fault);
  faultHouse.travel(laterSeconds);
  return [app, prepared, await act(app, prepared)];
};

/** What the next caller gets when everything is well again. */
const afterwards = async (app: FaultyApp, tokenSoFar: string): Promise<string> => {
  await app.repair('token');
  faultHouse.travel(SECONDS_UNTIL_DUE + 2 * LONGEST_PAUSE_SECONDS);
  const outcome = named(await outcomeOf(app.getAccessToken()), tokenSoFar);
  return outcome === SAME_TOKEN ? outcome : tokenInWords(app, outcome);
};

const storedToken = async (app: FaultyApp): Promise<string> => {
  const row = await app.row();
  const { connections } = faultHouse.house.booted.service('store');
  return row ? connections.openAccessToken(row) : '';
};

describe('at the exchange, a provider that', () => {
  it.each([...FAULTS, ...ODDITIES])('$does', async (faultCase) => {
    const [app, , seen] = await play(exchange, faultCase);
    expect(seen).toEqual(expected.exchange(faultCase));
    await app.repair('token');
    expect((await completion(app, await app.ticket())).gets).toBe('connected');
  });
});

describe('at a refresh that callers wait for, a provider that', () => {
  it.each([...FAULTS, ...ODDITIES])('$does', async (faultCase) => {
    const [app, , seen] = await play(refreshOnDemand, faultCase, SECONDS_UNTIL_DUE);
    expect(seen).toEqual(expected.refreshOnDemand(faultCase));
    expect(await afterwards(app, await storedToken(app))).toBe(faultCase.afterwards);
  });
});

describe('at a refresh beside callers who are served, a provider that', () => {
  it.each([...FAULTS, ...ODDITIES])('$does', async (faultCase) => {
    const [app, , seen] = await play(refreshBeside, faultCase, SECONDS_UNTIL_DUE);
    expect(seen).toEqual(expected.refreshBeside(faultCase));
    expect(await afterwards(app, await storedToken(app))).toBe(faultCase.afterwards);
  });
});

describe('at a revocation, a provider that', () => {
  it.each(FAULTS)('$does', async (faultCase) => {
    const [, , seen] = await play(revocation, faultCase);
    expect(seen).toEqual(expected.revocation(faultCase));
  });
});

describe('at userinfo, a provider that', () => {
  it.each(FAULTS)('$does', async (faultCase) => {
    const [, , seen] = await play(userinfo, faultCase);
    expect(seen).toEqual(expected.userinfo(faultCase));
  });
});
