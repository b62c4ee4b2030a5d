import type { Connection } from '../../../server/src/store/connections';
import {
  inWords,
  LONG_LIFETIME_SECONDS,
  LONGEST_PAUSE_SECONDS,
  outcomeOf,
  SECONDS_UNTIL_DUE,
  type FaultHouse,
  type FaultyApp,
} from './house';
import type { Fault, FaultyEndpointName } from './provider';
import { until } from '../until';

export const NEW_TOKEN = 'a new token';
export const SAME_TOKEN = 'the same token';

/** A background refresh must not delay the caller's token for longer than this. */
const AT_ONCE_MS = 5_000;

/** One of the places where a fault can occur: the steps before it, and what a test observes. */
export interface Stage<Prepared, Seen> {
  endpoint: FaultyEndpointName;
  createApp(faultHouse: FaultHouse): Promise<FaultyApp>;
  prepare(app: FaultyApp): Promise<Prepared>;
  act(app: FaultyApp, prepared: Prepared): Promise<Seen>;
}

const pauseInWords = (waitMs: number): string =>
  waitMs <= 2_000 ? 'within 2 s' : `in ${Math.round(waitMs / 60_000)} min`;

const prospect = (row: Connection, nowMs: number): string => {
  const { failureCount, expiresAt, nextRefreshAt, fault, status } = row;
  if (status === 'needs_reconnect') return nextRefreshAt ? 'asked again' : 'never asked again';
  if (failureCount > 0 && nextRefreshAt) {
    const pause = pauseInWords(nextRefreshAt.getTime() - nowMs);
    return `${failureCount} × ${fault?.code}, asked again ${pause}`;
  }
  if (!expiresAt && !nextRefreshAt) return 'valid until it is refused';
  const isDueInTime = expiresAt && nextRefreshAt && nextRefreshAt < expiresAt;
  return isDueInTime ? 'due before its expiry' : `asked again at ${nextRefreshAt?.toISOString()}`;
};

/** The row of an app's connection, in words: its status, its failures, and when it is due. */
export const rowInWords = async (app: FaultyApp): Promise<string> => {
  const row = await app.row();
  if (!row) return 'none';
  const status = row.statusReason ? `${row.status}: ${row.statusReason}` : row.status;
  const lease = row.leaseOwner ? ['leased'] : [];
  return [status, prospect(row, app.faultHouse.now()), ...lease].join(', ');
};

/** An outcome that is a token, in words: new only if the provider accepts it. */
const tokenInWords = async (app: FaultyApp, outcome: string, before: string): Promise<string> => {
  const isToken = !outcome.includes(' ');
  if (!isToken) return outcome;
  if (outcome === before) return SAME_TOKEN;
  return (await app.isAccepted(outcome)) ? NEW_TOKEN : 'a token that is not accepted';
};

/** What a caller gets, and how many requests the next caller causes. */
const seenAtRefresh = async (app: FaultyApp, gets: string) => {
  const { token } = app.provider;
  const row = await rowInWords(app);
  const { requests } = token;
  await outcomeOf(app.getAccessToken());
  return { gets, row, requests, moreRequests: token.requests - requests };
};

/** The token is expired: the caller waits. */
export const refreshOnDemand = {
  endpoint: 'token',
  createApp: (faultHouse) => faultHouse.app(),
  prepare: (app) => app.connect(),
  async act(app, before) {
    const gets = await tokenInWords(app, await outcomeOf(app.getAccessToken()), before);
    return seenAtRefresh(app, gets);
  },
} satisfies Stage<string, unknown>;

/** The token is due: the caller is served, and the refresh runs in the background. */
export const refreshBeside = {
  endpoint: 'token',
  createApp: (faultHouse) => faultHouse.app(),
  prepare: (app) => app.connect(LONG_LIFETIME_SECONDS),
  async act(app, before) {
    const rowBefore = await app.row();
    const calledAtMs = performance.now();
    const outcome = await outcomeOf(app.getAccessToken());
    const isAtOnce = performance.now() - calledAtMs < AT_ONCE_MS;
    const gets = await tokenInWords(app, outcome, before);
    await app.becomes(
      ({ tokenVersion, failureCount }) =>
        tokenVersion !== rowBefore?.tokenVersion || failureCount !== rowBefore.failureCount
    );
    return { ...(await seenAtRefresh(app, gets)), isAtOnce };
  },
} satisfies Stage<string, unknown>;

/** The token is due, and nobody asks for it. */
export const refreshAhead = {
  endpoint: 'token',
  createApp: (faultHouse) => faultHouse.app(),
  prepare: (app) => app.connect(LONG_LIFETIME_SECONDS),
  async act(app) {
    const { refreshed } = await app.refreshInBackground();
    const row = await rowInWords(app);
    const { requests } = app.provider.token;
    const again = await app.refreshInBackground();
    const moreRequests = app.provider.token.requests - requests;
    return { refreshed, row, requests, moreRequests, refreshedAgain: again.refreshed };
  },
} satisfies Stage<string, unknown>;

/** The account that is connected in the end, or the error. */
const completion = async (app: FaultyApp, ticket: string) => {
  const { body } = await app.complete(ticket);
  if (body.error) {
    return { gets: inWords(body.error.details as Parameters<typeof inWords>[0]), label: undefined };
  }
  return { gets: 'connected', label: body.data.accountLabel };
};

export const exchange = {
  endpoint: 'token',
  createApp: (faultHouse) => faultHouse.app(),
  prepare: (app) => app.ticket(),
  async act(app, ticket) {
    const { gets } = await completion(app, ticket);
    const { requests } = app.provider.token;
    return { gets, hasRow: (await app.row()) !== null, requests, appFault: await app.appFault() };
  },
} satisfies Stage<string, unknown>;

export const userinfo = {
  endpoint: 'userinfo',
  // Without keys no id_token is used, so userinfo must identify the account.
  async createApp(faultHouse) {
    const app = await faultHouse.app();
    await app.forgetJwksUri();
    return app;
  },
  prepare: (app) => app.ticket(),
  async act(app, ticket) {
    const { gets, label } = await completion(app, ticket);
    const { requests } = app.provider.userinfo;
    return { gets, label, row: await rowInWords(app), requests };
  },
} satisfies Stage<string, unknown>;

export const revocation = {
  endpoint: 'revocation',
  createApp: (faultHouse) => faultHouse.app(),
  prepare: (app) => app.connect(),
  async act(app) {
    const { revokedAtProvider } = await app.disconnect();
    const { requests } = app.provider.revocation;
    return { revokedAtProvider, row: await rowInWords(app), requests };
  },
} satisfies Stage<string, unknown>;

/** What callers get while the revocation request is in flight. */
export const disconnection = {
  endpoint: 'revocation',
  createApp: (faultHouse) => faultHouse.app(),
  prepare: (app) => app.connect(2 * LONG_LIFETIME_SECONDS),
  async act(app) {
    const ended = app.disconnect();
    await until('the revocation is out', () => app.provider.revocation.requests > 0);
    const gets = await outcomeOf(app.getAccessToken());
    await ended;
    return gets;
  },
} satisfies Stage<string, unknown>;

/** One case at one stage. The clock is `laterSeconds` ahead during the fault. */
export const play = async <Prepared, Seen>(
  faultHouse: FaultHouse,
  { endpoint, createApp, prepare, act }: Stage<Prepared, Seen>,
  fault: Fault,
  laterSeconds = 0
): Promise<{ app: FaultyApp; seen: Seen }> => {
  const app = await createApp(faultHouse);
  const prepared = await prepare(app);
  await app.inject(endpoint, fault);
  faultHouse.travel(laterSeconds);
  return { app, seen: await act(app, prepared) };
};

/** What the next caller gets after the fault and any pause that follows it. */
export const afterwards = async (app: FaultyApp): Promise<string> => {
  const stored = await app.storedToken();
  await app.repair('token');
  app.faultHouse.travel(SECONDS_UNTIL_DUE + 2 * LONGEST_PAUSE_SECONDS);
  return tokenInWords(app, await outcomeOf(app.getAccessToken()), stored);
};

/** The outcome of a new attempt to connect after the fault. */
export const connectAgain = async (app: FaultyApp): Promise<string> => {
  await app.repair('token');
  return (await completion(app, await app.ticket())).gets;
};
